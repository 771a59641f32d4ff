import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redisPhoneStore } from '../../src/embedded/phone-store.ts';
import type { OwedWork } from '../../src/core/owed-work.ts';
import type { Log } from '../../src/ports.ts';
import { openQueues } from '../../src/queues/bull-queues.ts';
import { isDurable } from '../../src/store/durability.ts';
import { openClient } from '../../src/store/redis-client.ts';
import { openRedis } from '../../src/store/redis-connection.ts';
import { openStore } from '../../src/store/redis-store.ts';
import { startCluster } from '../support/real-cluster.ts';
import { startWatchedRedis } from '../support/real-sentinel.ts';
import { until } from '../support/until.ts';
import { aPage, anAlert, anOpening, NOW } from './changes.ts';

const LONG = 60_000;
const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} };
const clock = { now: () => 1_000_000 };
const timer = (incident: number): OwedWork => ({
  type: 'timer',
  incident,
  dueAt: Date.now() + 20,
  timer: 'step',
});
const page = (incident: number): OwedWork => ({
  type: 'page',
  incident,
  dueAt: Date.now() + 20,
  page: '1.1.0.ada.sms',
});
const opening = (group: string) =>
  anOpening(group, {
    pages: [aPage('1.1.0.ada.sms')],
    alerts: [anAlert(`alert of ${group}`)],
    alertsBefore: new Map(),
  });

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});
const closing = <T>(open: T, close: (open: T) => Promise<void>): T => {
  closers.push(() => close(open));
  return open;
};

/** All that Piket opens on a Redis. */
const openAll = async (url: string) => {
  const connection = (patience: 'fail-fast' | 'patient') => openClient({ url }, patience);
  const redis = closing(await openRedis({ address: { url }, log: quiet }), (each) => each.close());
  const options = { redis: redis.connection, clock, log: quiet, incarnation: 'me' };
  const store = closing(await openStore(options), (each) => each.close());
  const ran = new Set<number>();
  const happened = new EventEmitter();
  const queues = closing(
    openQueues({
      connection,
      prefix: '{piket}:queue',
      channels: ['sms'],
      concurrency: 5,
      closeMs: 300,
      run: async ({ incident }) => {
        ran.add(incident);
        happened.emit('ran');
      },
      log: quiet,
      clock: { now: () => Date.now() },
    }),
    (each) => each.close(),
  );
  const clients = [connection('patient'), connection('patient')] as const;
  closers.push(async () => {
    for (const client of clients) client.disconnect();
  });
  const phones = await redisPhoneStore(...clients);
  return {
    redis,
    store,
    queues,
    phones,
    untilRan: async (incident: number) => {
      while (!ran.has(incident)) await once(happened, 'ran');
    },
    hasRan: (incident: number) => ran.has(incident),
  };
};
type All = Awaited<ReturnType<typeof openAll>>;

const TRIES = { withinMs: 30_000, everyMs: 250 };
/** Repeats a write until one is answered; answers the incident that it opened. */
const writesAgain = async ({ store }: All): Promise<number | undefined> => {
  const write = () => store.incidents.commit([opening('payments')]);
  const [number] = await until('the store writes', write, TRIES);
  return number;
};
const carriesAgain = ({ queues, hasRan }: All): Promise<boolean> => {
  const carry = () => {
    queues.hints.schedule(timer(9), { severity: 'P0' });
    return hasRan(9);
  };
  return until('a queue carries a job', carry, TRIES);
};

describe.each([
  { name: 'a Redis Cluster', start: startCluster },
  { name: 'a Redis that Sentinel watches', start: startWatchedRedis },
])('Piket on $name', ({ start }) => {
  let all: All;
  beforeEach(async () => {
    const server = closing(await start(), (each) => each.stop());
    all = await openAll(server.url);
  }, LONG);

  it('keeps its store there', async () => {
    const { incidents, claims, secrets } = all.store;
    expect(await isDurable(all.redis.connection)).toBe(true);
    expect(await incidents.commit([opening('orders')])).toEqual([1]);
    expect(await incidents.commit([opening('orders')])).toBeUndefined();
    const found = await incidents.lookUp('alertmanager', ['alert of orders'], ['orders']);
    expect(found.groups.get('orders')).toBe(1);
    expect(found.incidents.get(1)?.incident.title).toBe('orders: it is slow');
    expect(await incidents.load(1)).toEqual(found.incidents.get(1));
    expect((await incidents.list({ limit: 10 })).incidents).toHaveLength(1);
    const guard = { version: NOW, forMs: 5000 };
    expect(await claims.claim(1, '1.1.0.ada.sms', guard)).toBe('claimed');
    expect(await secrets.setIfAbsent('a secret', 'first')).toBe('first');
    expect(await secrets.setIfAbsent('a secret', 'second')).toBe('first');
  });

  it('keeps its queues and its phones there', async () => {
    const { queues, phones, untilRan } = all;
    queues.hints.schedule(timer(1), { severity: 'P0' });
    queues.hints.schedule(page(2), { severity: 'P3', channel: 'sms' });
    await Promise.all([untilRan(1), untilRan(2)]);
    const names = (await queues.stats()).map(({ queue }) => queue);
    expect(new Set(names)).toEqual(new Set(['escalation', 'sms']));
    const told = new Promise<void>((resolve) => phones.subscribe(resolve));
    await phones.append('+12125550101', { id: 'a', from: 'piket', text: 'hello', sentAt: 1 });
    await told;
    const threads = await phones.all(['+12125550101', '+12125550102']);
    expect(threads['+12125550101']).toHaveLength(1);
  });
});

describe('Piket on a Redis Cluster that goes', () => {
  it('fails, and goes on when it is back', { timeout: LONG }, async () => {
    const cluster = closing(await startCluster(), (each) => each.stop());
    const all = await openAll(cluster.url);
    await all.store.incidents.commit([opening('orders')]);
    await cluster.kill();
    await expect(all.store.incidents.load(1)).rejects.toThrow(/is closed|isn't ready/);
    await cluster.restart();
    expect(await writesAgain(all)).toBeGreaterThan(1);
    expect((await all.store.incidents.load(1))?.incident.groupKey).toBe('orders');
    expect(await carriesAgain(all)).toBe(true);
  });

  it('says what a node had against it', { timeout: LONG }, async () => {
    const cluster = closing(await startCluster(), (each) => each.stop());
    const url = cluster.url.replace('a%20password', 'wrong');
    const opened = openRedis({ address: { url }, log: quiet, waitMs: 1000 });
    await expect(opened).rejects.toThrow('WRONGPASS');
  });
});

const openWatched = async () => {
  const watched = closing(await startWatchedRedis(), (each) => each.stop());
  const all = await openAll(watched.url);
  await all.store.incidents.commit([opening('orders')]);
  return { watched, all };
};
describe('Piket on a master that Sentinel replaces', () => {
  it('goes on at the new one when the old one has died', { timeout: LONG }, async () => {
    const { watched, all } = await openWatched();
    await watched.killMaster();
    expect(await writesAgain(all)).toBeGreaterThan(1);
    expect((await all.store.incidents.load(1))?.incident.groupKey).toBe('orders');
    expect(await carriesAgain(all)).toBe(true);
  });

  it('goes on at the new one when the old one hangs', { timeout: LONG }, async () => {
    const { watched, all } = await openWatched();
    await watched.freezeMaster();
    expect(await writesAgain(all)).toBeGreaterThan(1);
    expect((await all.store.incidents.load(1))?.incident.groupKey).toBe('orders');
  });
});
