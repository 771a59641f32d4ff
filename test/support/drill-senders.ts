/** What reaches a Piket that may be gone at any moment: senders that try again, as the real ones do. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { WEBHOOK_TOKEN, type Drill } from './drill.ts';
import type { DrilledPiket } from './drill-process.ts';
import type { SentText } from './fake-twilio-outbox.ts';

/** Alertmanager backs off from some 50 ms on. */
const RETRY_MS = 50;
const PHONES = { ada: '+12125550100', bob: '+12125550101' };
const answer = z.object({ incidents: z.array(z.number()) });

/** The Piket of the moment, once it is ready. */
export type Up = () => Promise<DrilledPiket>;

/** An alert as Alertmanager tells it; each name is an incident of its own. */
export const told = (name: string, severity: 'P1' | 'P2', status = 'firing') => ({
  version: '4',
  alerts: [
    {
      status,
      labels: { alertname: name, severity, service: 'orders' },
      annotations: { summary: `${name} drilled` },
      startsAt: '2026-11-23T02:00:00Z',
      ...(status === 'resolved' && { endsAt: '2026-11-23T02:30:00Z' }),
    },
  ],
});

/** Posts an alert until it is answered 200; `seen` hears every status, 0 where nobody answered. */
export const tell = async (
  up: Up,
  body: object,
  seen: (status: number) => void = () => undefined,
): Promise<number> => {
  for (;;) {
    const { url } = await up();
    const response = await post(url, body).catch(() => undefined);
    seen(response?.status ?? 0);
    const incidents = response?.status === 200 ? await incidentsIn(response) : undefined;
    if (incidents !== undefined) return incidents[0] ?? 0;
    await pause(RETRY_MS);
  }
};

const post = (url: string, body: object) =>
  fetch(`${url}/webhooks/alertmanager`, {
    method: 'POST',
    headers: { authorization: `Bearer ${WEBHOOK_TOKEN}` },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });

/** Undefined where the answer broke off. */
const incidentsIn = async (response: Response) => {
  const text = await response.text().catch(() => undefined);
  return text === undefined ? undefined : answer.parse(JSON.parse(text)).incidents;
};

/** A text from a person's phone, the same one until it is answered. */
export const reply = async (
  { twilio }: Drill,
  up: Up,
  { person, body, messageSid }: { person: keyof typeof PHONES; body: string; messageSid: string },
): Promise<string> => {
  for (;;) {
    await up();
    try {
      return await twilio.text(PHONES[person], body, { messageSid });
    } catch {
      await pause(RETRY_MS);
    }
  }
};

/** The page that a text was, `42.1.1.0.ada.sms`. */
export const pageOf = ({ statusCallback = '' }: SentText): string =>
  new URL(statusCallback, 'https://none').searchParams.get('page') ?? '';
