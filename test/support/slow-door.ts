/** Stands before a server, hands every request on at once, and answers when the test says so. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface SlowDoor {
  readonly url: string;
  /** The answers that the server has given so far: what they said, whether or not they were passed on. */
  readonly answered: readonly { readonly status: number; readonly body: string }[];
  /** From now on no answer is passed on. */
  close(): void;
  /** Passes on what was held back, and whatever comes. */
  open(): void;
}

export const openSlowDoor = async (serverUrl: string): Promise<SlowDoor> => {
  const answered: { status: number; body: string }[] = [];
  const waiting: (() => void)[] = [];
  let isOpen = true;
  const open = () => {
    isOpen = true;
    for (const passOn of waiting.splice(0)) passOn();
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/', headers } = request;
    const { authorization = '', 'content-type': type = '' } = headers;
    const answer = await fetch(serverUrl + url, {
      method,
      headers: { authorization, 'content-type': type },
      body: await buffer(request),
    });
    answered.push({ status: answer.status, body: await answer.text() });
    const passOn = () => response.writeHead(answer.status).end();
    if (isOpen) passOn();
    else waiting.push(passOn);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    answered,
    close: () => {
      isOpen = false;
    },
    open,
  };
};
