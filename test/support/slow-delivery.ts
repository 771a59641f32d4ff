/** Clients that take their time, or do not even begin. */
import { once } from 'node:events';
import { request } from 'node:http';
import { createConnection } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface SlowDelivery {
  /** Rejects when the server hangs up. */
  readonly answer: Promise<{ readonly status: number | undefined; readonly body: string }>;
  /** Sends the body. */
  readonly finish: () => void;
}

/** A post whose head the server has taken, and whose body it still waits for. */
export const startDelivery = async (
  url: string,
  token: string,
  body: string,
): Promise<SlowDelivery> => {
  const client = request(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-length': Buffer.byteLength(body),
      expect: '100-continue',
    },
  });
  const answer = new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    client.once('error', reject);
    client.once('response', (response) => {
      readText(response).then(
        (received) => resolve({ status: response.statusCode, body: received }),
        reject,
      );
    });
  });
  // A test may end without a look at it.
  answer.catch(() => undefined);
  const taken = once(client, 'continue');
  client.flushHeaders();
  await taken;
  return {
    answer,
    finish: () => {
      client.end(body);
    },
  };
};

/** A connection to a port of this machine, on which only this is ever written. */
export const openConnection = async (port: number, text = ''): Promise<void> => {
  const socket = createConnection(port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'connect');
  if (text !== '') await new Promise((resolve) => socket.write(text, resolve));
};
