import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import express from 'express';
import { phonesAccess } from '../../src/console/phones-access.ts';
import { phonesRouter } from '../../src/console/phones-routes.ts';
import { type SimulatedPhonesDeps, simulatedPhones } from '../../src/embedded/simulated-phones.ts';
import { memoryPhoneStore } from './memory-phone-store.ts';

const NAMES = ['Ada', 'Bob', 'Carol', 'Dave', 'Erin'];

export const numberOf = (name: string): string => `+1212555010${NAMES.indexOf(name) + 1}`;

export const PAGE = 'P1 #42 payments-api: checkout 5xx > 5%. Reply 475=ack, 475 E=escalate';
export const ACKED = '475 acked by you 03:12. UNDO 475 within 5 min.';

/** Simulated phones of five people, Ada on call, behind their pages; what Piket was told is kept. */
export const phonesWorld = (over: Partial<SimulatedPhonesDeps> = {}) => {
  const heard: { messageId: string; from: string; body: string }[] = [];
  const reported: { pageId: string; status: string; providerId: string }[] = [];
  const logged: object[] = [];
  const troubles: string[] = [];
  const log = {
    info: () => {},
    warn: () => {},
    error: (fields: object) => void logged.push(fields),
  };
  const clock = { now: () => Date.UTC(2026, 10, 23, 2, 0) };
  const phones = simulatedPhones({
    keep: memoryPhoneStore(),
    people: () =>
      NAMES.map((name) => ({
        id: name.toLowerCase(),
        name,
        zone: 'Europe/Amsterdam',
        teams: ['technical-lead'],
        methods: [{ id: 'sms', channel: 'sms', to: numberOf(name) }],
      })),
    answerText: async (text) => {
      heard.push(text);
      return text.body === '475' ? ACKED : undefined;
    },
    pageReported: async (report) => void reported.push(report),
    clock,
    newId: randomUUID,
    log,
    ...over,
  });
  const closing = new AbortController();
  const app = express();
  app.use(
    phonesRouter({
      phones,
      onCall: () => new Set(['ada']),
      troubles: () => troubles,
      sampleCommand: 'curl -d \'{"a":1}\' http://127.0.0.1:8080/webhooks/alertmanager',
      access: phonesAccess('the-printed-token'),
      closing: closing.signal,
      clock,
      log,
    }),
  );
  const page = (name: string, text = PAGE) =>
    phones.channel.send({ pageId: '42.1.1.0.x.sms', to: numberOf(name), text, validMs: 60_000 });
  return { app, phones, page, heard, reported, logged, troubles, close: () => closing.abort() };
};

/** Serves on a loopback port of its own; `close` breaks what is still open. */
export const serve = async (app: RequestListener) => {
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not on a port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
