/** A night in which everything happens that Piket counts, on one Piket or several with one store. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { codeIn } from './checkout-errors.ts';
import type { FakeTwilio } from './fake-twilio.ts';
import { type RealPiket, WEBHOOK_TOKEN } from './real-piket.ts';
import { SOON } from './until.ts';

const paged = (...people: readonly string[]) => people.map((person) => ({ person }));

/** P2 is to be answered in four seconds, and nobody will. */
export const NIGHT = {
  'severities.yaml': {
    severities: {
      P0: { 'respond-within': '15m', policy: 'critical' },
      P1: { 'respond-within': '1h', policy: 'high' },
      P2: { 'respond-within': '4s', policy: 'medium' },
      P3: { 'respond-within': '24h', policy: 'low' },
    },
  },
  'policies.yaml': {
    policies: {
      critical: {
        steps: [
          { page: paged('heidi'), wait: '5m' },
          { page: paged('ivan'), wait: '5m' },
          { page: paged('judy') },
        ],
      },
      high: { steps: [{ page: paged('ada'), wait: '10m' }, { page: paged('bob') }] },
      medium: { steps: [{ page: paged('carol'), wait: '1s' }, { page: paged('dave') }] },
      low: { steps: [{ page: paged('frank', 'grace'), wait: '1h' }, { page: paged('erin') }] },
    },
  },
} as const;

const HEIDI = '+12125550107';
const FRANK = '+12125550105';
const GRACE = '+12125550106';
const ADA = '+12125550100';

const telling = (alertname: string, severity: string, status = 'firing') => {
  const now = new Date().toISOString();
  const labels = { alertname, severity };
  const ends = status === 'firing' ? {} : { endsAt: now };
  return { version: '4', alerts: [{ labels, annotations: {}, status, startsAt: now, ...ends }] };
};

/** Answers how many alerts were taken, and how many of them told nothing new. */
export const liveNight = async (
  [one, other]: readonly [RealPiket, RealPiket],
  twilio: FakeTwilio,
): Promise<{ readonly received: number; readonly repeats: number }> => {
  const act = async (number: number, action: string, body: object = {}) =>
    expect(await other.post(`/api/v1/incidents/${number}/${action}`, body)).toBe(200);
  const types = async (number: number) => (await one.events(number)).map(({ type }) => type);
  const states = async (number: number) => (await one.pages(number)).map(({ state }) => state);

  // #1 is answered in time, undone, answered again, cleared, and comes back.
  expect(await one.tell(telling('CheckoutErrors', 'P1'))).toBe(200);
  const page = await twilio.waitFor(({ to }) => to === ADA);
  await expect.poll(() => states(1), SOON).toEqual(['delivered']);
  expect(await other.tell(telling('CheckoutErrors', 'P1'))).toBe(200);
  expect(await twilio.text(ADA, codeIn(page))).toContain('acked by you');
  await act(1, 'undo', { by: 'ada' });
  await act(1, 'acknowledge', { by: 'bob' });
  expect(await one.tell(telling('CheckoutErrors', 'P1', 'resolved'))).toBe(200);
  expect(await other.tell(telling('CheckoutErrors', 'P1'))).toBe(200);
  await act(1, 'acknowledge');
  await act(1, 'resolve', { by: 'ada' });

  // #2 is answered too late.
  expect(await other.tell(telling('PostgresqlSlow', 'P2'))).toBe(200);
  await expect.poll(() => types(2), SOON).toContain('target-missed');
  await act(2, 'acknowledge', { by: 'carol' });
  await act(2, 'resolve');

  // #3 reaches nobody at first, and is handed on.
  twilio.behave({ code: 21211 }, { to: HEIDI });
  expect(await one.tell(telling('CheckoutDown', 'P0'))).toBe(200);
  await expect.poll(() => states(3), SOON).toEqual(['failed', 'delivered']);
  await act(3, 'escalate', { by: 'ivan' });
  await act(3, 'acknowledge', { by: 'judy' });

  // #4: one phone wants no more texts, the other does not get them; it turns out to be worse.
  await twilio.text(GRACE, 'STOP');
  twilio.behave({ code: 30006, async: true }, { to: FRANK });
  expect(await one.tell(telling('TypoOnThePage', 'P3'))).toBe(200);
  await expect
    .poll(() => types(4), SOON)
    .toEqual(expect.arrayContaining(['page-failed', 'page-skipped']));
  await act(4, 'reclassify', { severity: 'P1', by: 'frank' });

  await sendNonsense([one, other]);
  await expect.poll(() => types(5), SOON).toContain('target-missed');
  await act(5, 'acknowledge', { by: 'dave' });
  await reloadOnceWrongly(one);
  await untilTold(one, twilio);
  return { received: 7, repeats: 1 };
};

const sendNonsense = async ([one, other]: readonly [RealPiket, RealPiket]) => {
  const webhook = '/webhooks/alertmanager';
  expect(await one.post(webhook, {}, 'not the token')).toBe(401);
  expect(await other.post(webhook, 'no JSON', WEBHOOK_TOKEN)).toBe(422);
};

const reloadOnceWrongly = async (piket: RealPiket) => {
  const file = join(piket.home.configDir, 'teams.yaml');
  const right = await readFile(file, 'utf8');
  await writeFile(file, 'nonsense: true');
  expect(await piket.post('/-/reload')).toBe(422);
  expect(await piket.sample('piket_config_last_reload_successful')).toBe(0);
  await writeFile(file, right);
  expect(await piket.post('/-/reload')).toBe(204);
};

/** Until providers have told of every page; some wait because their phone rang just now. */
const untilTold = async (piket: RealPiket, twilio: FakeTwilio) => {
  const underWay = async () => {
    const incidents = await piket.incidents();
    const pages = await Promise.all(incidents.map(({ number }) => piket.pages(number)));
    return pages.flat().filter(({ state }) => state === 'sent');
  };
  await expect.poll(underWay, SOON).toEqual([]);
  await twilio.settled();
};
