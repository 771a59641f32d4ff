import { describe, expect, it, onTestFinished } from 'vitest';
import { checkoutErrors } from '../support/checkout-errors.ts';
import {
  hastyConfig,
  piketReceiver,
  type RealAlertmanager,
  settled,
  startAlertmanager,
} from '../support/real-alertmanager.ts';
import { freePort } from '../support/real-program.ts';
import { startPiket, WEBHOOK_TOKEN } from '../support/real-piket.ts';
import { startRedis } from '../support/real-redis.ts';
import { startTwilio } from '../support/real-twilio.ts';
import { openSlowDoor } from '../support/slow-door.ts';
import { SOON } from '../support/until.ts';

/** How many webhooks it has answered. */
const answered = 'piket_webhook_duration_seconds_count';
/** A page that just misses the message of the others waits for its phone's window of a minute. */
const WINDOW_OVER = { timeout: 75_000 };

describe('one Alertmanager', () => {
  it('may have its routes edited while an alert fires: it stays one incident, with one page', async () => {
    const twilio = await startTwilio();
    const piket = await startPiket({ twilio });
    const before = piketReceiver(piket.url, WEBHOOK_TOKEN);
    const alertmanager = await startAlertmanager(hastyConfig(before));
    await alertmanager.fire(checkoutErrors);
    await twilio.waitFor(() => true);

    const after = piketReceiver(piket.url, WEBHOOK_TOKEN, 'piket (renamed)');
    const route = { receiver: after.name, matchers: ['service="checkout"'] };
    await alertmanager.reload(hastyConfig(after, [route]));
    await expect.poll(() => piket.sample(answered), SOON).toBe(2);
    expect(await piket.incidents()).toMatchObject([{ number: 1, status: 'triggered', firing: 1 }]);

    await alertmanager.resolve(checkoutErrors);
    await expect.poll(() => piket.incidents(), SOON).toMatchObject([{ status: 'resolved' }]);
    expect(await piket.pages(1)).toHaveLength(1);
    await piket.stop();
    expect(twilio.sent).toHaveLength(1);
    twilio.expectClean();
  });
});

describe('a pair of Alertmanagers', () => {
  it('tells twice when Piket answers late: still one incident, one page, one resolve', async () => {
    const twilio = await startTwilio();
    const piket = await startPiket({ twilio });
    const door = await openSlowDoor(piket.url);
    const both = await startPair(door.url);

    door.close();
    await Promise.all(both.map((each) => each.fire(checkoutErrors)));
    await expect.poll(() => door.answered, SOON).toHaveLength(2);
    door.open();
    const taken = { status: 200, body: '{"incidents":[1]}' };
    expect(door.answered).toEqual([taken, taken]);

    await twilio.waitFor(() => true);
    door.close();
    await Promise.all(both.map((each) => each.resolve(checkoutErrors)));
    await expect.poll(() => door.answered, SOON).toHaveLength(4);
    door.open();
    expect(await piket.incidents()).toMatchObject([{ number: 1, status: 'resolved' }]);
    expect((await piket.events(1)).filter(({ type }) => type === 'resolved')).toHaveLength(1);
    expect(await piket.pages(1)).toHaveLength(1);
    await piket.stop();
    expect(twilio.sent).toHaveLength(1);
    twilio.expectClean();
  });

  it('tells again when the one that told is killed before it had its answer: one page', async () => {
    const twilio = await startTwilio();
    const piket = await startPiket({ twilio });
    const door = await openSlowDoor(piket.url);
    const [first, second] = await startPair(door.url);

    door.close();
    await Promise.all([first.fire(checkoutErrors), second.fire(checkoutErrors)]);
    await expect.poll(() => door.answered, SOON).toHaveLength(1);
    first.program.signal('SIGKILL');
    await first.program.ended;
    await expect.poll(() => door.answered, SOON).toHaveLength(2);
    door.open();
    expect(await piket.incidents()).toMatchObject([{ number: 1, status: 'triggered' }]);

    await second.resolve(checkoutErrors);
    await expect.poll(() => piket.incidents(), SOON).toMatchObject([{ status: 'resolved' }]);
    expect(await piket.pages(1)).toHaveLength(1);
    await piket.stop();
    expect(twilio.sent).toHaveLength(1);
    twilio.expectClean();
  });
});

describe('two Pikets on one Redis', () => {
  it('open one incident and send one page for what both hear in the same moment', async () => {
    const twilio = await startTwilio();
    const env = { REDIS_URL: await startTcpRedis() };
    const pikets = await Promise.all([startPiket({ twilio, env }), startPiket({ twilio, env })]);
    const alertmanagers = await Promise.all(
      pikets.map(({ url }) => startAlertmanager(hastyConfig(piketReceiver(url, WEBHOOK_TOKEN)))),
    );
    const alerts = ['Orders', 'Payments', 'Baskets', 'Refunds'].map((name) => ({
      ...checkoutErrors,
      labels: { ...checkoutErrors.labels, alertname: `${name}Errors` },
    }));

    await Promise.all(alertmanagers.map((each) => each.fire(...alerts)));
    for (const piket of pikets) {
      await expect.poll(() => piket.sample(answered), SOON).toBe(alerts.length);
    }
    const [piket] = pikets;
    const incidents = await piket.incidents();
    expect(incidents.flatMap(({ alertnames }) => alertnames).toSorted()).toEqual(
      alerts.map(({ labels }) => labels.alertname).toSorted(),
    );
    for (const { number } of incidents) {
      const delivered = [expect.objectContaining({ state: 'delivered' })];
      await expect.poll(() => piket.pages(number), WINDOW_OVER).toEqual(delivered);
    }

    await Promise.all(alertmanagers.map((each) => each.resolve(...alerts)));
    for (const each of pikets) {
      await expect.poll(() => each.sample(answered), SOON).toBe(2 * alerts.length);
    }
    const resolved = alerts.map(() => expect.objectContaining({ status: 'resolved' }));
    expect(await piket.incidents()).toEqual(resolved);
    for (const each of pikets) await each.stop();
    const texts = twilio.sent.map(({ body }) => body);
    expect(texts).toEqual([...new Set(texts)]);
    twilio.expectClean();
  });
});

const startTcpRedis = async (): Promise<string> => {
  const port = await freePort();
  const redis = await startRedis({ port: String(port), bind: '127.0.0.1' });
  onTestFinished(() => redis.stop());
  return `redis://127.0.0.1:${port}`;
};

/** Both know of each other, and tell the same receiver: the second two seconds after the first. */
const startPair = async (url: string): Promise<[RealAlertmanager, RealAlertmanager]> => {
  const config = hastyConfig(piketReceiver(url, WEBHOOK_TOKEN));
  const first = await startAlertmanager(config, { peers: [], peerTimeoutSeconds: 2 });
  const peers = first.gossip === undefined ? [] : [first.gossip];
  const second = await startAlertmanager(config, { peers, peerTimeoutSeconds: 2 });
  await settled(first, second);
  return [first, second];
};
