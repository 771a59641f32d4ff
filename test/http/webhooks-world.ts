import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { webhooks } from '../../src/http/webhooks.ts';
import type { WebhookSource } from '../../src/http/webhooks/auth.ts';
import type { WebhookLimits } from '../../src/http/webhooks/body.ts';
import type { ReceivedBody } from '../../src/core/arrivals.ts';
import type { IntakeDeps } from '../../src/http/webhooks/intake.ts';

export const payload = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, `../payloads/${name}.json`));

/** The Unix time at which the signed payload was signed. */
const SIGNED_AT = 1_795_400_050;

const hmac = { secret: 'made-up-hmac-secret', header: 'X-Grafana-Alerting-Signature' };
const SOURCES: readonly WebhookSource[] = [
  { name: 'prod', kind: 'alertmanager', token: 'prod-token' },
  { name: 'lab', kind: 'alertmanager', token: 'lab:tökén' },
  { name: 'grafana', kind: 'grafana', token: 'prod-token' },
  { name: 'signed', kind: 'grafana', token: 'signed-token', hmac },
  {
    name: 'timed',
    kind: 'grafana',
    token: 'timed-token',
    hmac: { ...hmac, timestampHeader: 'X-Grafana-Alerting-Timestamp' },
  },
];

/** Something to wait for. */
export function gate() {
  const events = new EventEmitter();
  return { opened: once(events, 'open'), open: () => void events.emit('open') };
}

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | string;
}

/** The webhooks behind a real listener; what they do to the world is on record. */
export async function openWebhooks(limits: Partial<WebhookLimits> = {}) {
  const world = {
    now: SIGNED_AT * 1000,
    received: [] as { source: string; body: ReceivedBody }[],
    recalled: new Map<string, { incidents: number[] }>(),
    refused: [] as string[],
    logged: [] as unknown[],
    took: [] as number[],
    receive: (async (source, body) => {
      world.received.push({ source, body });
      return { incidents: [42] };
    }) as IntakeDeps['receive'],
  };
  const handle = webhooks({
    sources: () => SOURCES,
    receive: (source, body) => world.receive(source, body),
    recall: async (source, digest) => world.recalled.get(`${source} ${digest}`),
    refused: (source, reason) => world.refused.push(`${source} ${reason}`),
    took: (seconds) => world.took.push(seconds),
    isUnavailable: (error) => !(error instanceof TypeError),
    log: {
      warn: (fields, message) => world.logged.push(['warn', fields, message]),
      error: (fields, message) => world.logged.push(['error', fields, message]),
    },
    clock: { now: () => world.now, elapsed: () => world.now },
    limits,
  });
  const server = createServer((req, res) => {
    if (!handle(req, res)) res.writeHead(299).end('express');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const send = async ({
    path = '/webhooks/alertmanager',
    method = 'POST',
    token = 'prod-token',
    headers = {},
    body = payload('am-single-firing'),
  }: Sent = {}) => {
    const req = request({ port, host: '127.0.0.1', path, method, agent: false });
    if (token !== '') req.setHeader('Authorization', `Bearer ${token}`);
    for (const [name, value] of Object.entries(headers)) req.setHeader(name, value);
    req.on('error', () => undefined).end(body);
    const [res]: IncomingMessage[] = await once(req, 'response');
    return { status: res.statusCode, headers: res.headers, text: await readText(res) };
  };

  /** Begins a request and sends the first byte of its body. */
  const begin = (authorization = 'Bearer prod-token') => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    const head = `Host: x\r\nAuthorization: ${authorization}\r\nContent-Length: 500`;
    socket.write(`POST /webhooks/alertmanager HTTP/1.1\r\n${head}\r\n\r\n{`);
    return socket;
  };

  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return Object.assign(world, { server, send, begin, close });
}
