// Asks as many times as a server answers, from a process of its own; sockets and a few lines, since
// node's http client would take more of the machine than what is measured.
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { serve } from './ask.js';
import { bodiesOf } from './bodies.js';
import { millis } from './millis.js';

const TOKEN = 'webhook-token-of-the-bench';
const ANSWER_MS = 15_000;

/** One connection: a request at a time. Answers `{ status, body }`; status 0 where it broke off. */
function connect(port) {
  let socket;
  let received = '';
  let settle;
  const done = (answer) => {
    const tell = settle;
    settle = undefined;
    received = '';
    tell?.(answer);
  };
  const open = () => {
    socket = createConnection(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => done({ status: 0, body: '' }));
    socket.on('data', (chunk) => {
      received += chunk;
      const head = received.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1]);
      if (received.length < head + 4 + length) return;
      done({ status: Number(received.slice(9, 12)), body: received.slice(head + 4) });
    });
  };
  return {
    send: (body) => {
      if (socket === undefined || socket.destroyed) open();
      return new Promise((resolve) => {
        settle = resolve;
        socket.write(
          `POST /webhooks/alertmanager HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${TOKEN}\r\n` +
            `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        );
      });
    },
    close: () => socket?.destroy(),
  };
}

/** Of `count` bodies from `first` on, or of all there are until `ms` have passed. */
async function storm({ port, kind, first, count = Infinity, ms, connections, repeat = Infinity }) {
  const body = bodiesOf(kind);
  const statuses = {};
  const took = [];
  const began = millis();
  let asked = 0;
  const lane = async () => {
    const connection = connect(port);
    while (asked < count && millis() - began < ms) {
      const number = first + (asked++ % repeat);
      const sentAt = millis();
      const { status } = await connection.send(body(number));
      if (status === 0) await pause(10);
      took.push(millis() - sentAt);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, lane));
  const seconds = (millis() - began) / 1000;
  return {
    statuses,
    perSecond: (statuses[200] ?? 0) / seconds,
    took: took.toSorted((a, b) => a - b),
  };
}

/**
 * At a steady rate, whatever the answers. Each `newEvery`th body opens an incident; tells of each when
 * it was sent. The others are repeats of `repeat` bodies from `first` on.
 */
async function steady({ port, kind, repeated, first, repeat, newFrom, newEvery, perSecond, ms }) {
  const [fresh, old] = [bodiesOf(kind), bodiesOf(repeated)];
  const free = [];
  const opened = [];
  const sending = [];
  const began = millis();
  const total = (perSecond * ms) / 1000;
  const post = async (isNew, at) => {
    const connection = free.pop() ?? connect(port);
    const sentAt = millis();
    const text = isNew ? fresh(newFrom + at) : old(first + (at % repeat));
    const { status, body } = await connection.send(text);
    free.push(connection);
    if (isNew && status === 200) opened.push({ number: JSON.parse(body).incidents[0], sentAt });
  };
  for (let at = 0; at < total; at += 1) {
    const wait = began + (at * 1000) / perSecond - millis();
    if (wait > 0.5) await pause(wait);
    sending.push(post(at % newEvery === 0, at));
  }
  await Promise.all(sending);
  for (const connection of free) connection.close();
  return opened;
}

/** Until one body is answered 200; when that was. */
async function untilTaken({ port, kind, first, ms }) {
  const connection = connect(port);
  const began = millis();
  const body = bodiesOf(kind)(first);
  try {
    while (millis() - began < ms) {
      const { status } = await connection.send(body);
      if (status === 200) return millis();
      await pause(5);
    }
  } finally {
    connection.close();
  }
  throw new Error('no webhook was taken');
}

serve({ storm, steady, untilTaken });
