import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../../src/ports.ts';
import { isDurable } from '../../src/store/durability.ts';
import { openRedis, type RedisConnections } from '../../src/store/redis-connection.ts';
import { openStore, type Store } from '../../src/store/redis-store.ts';
import { type RealRedis, startRedis } from '../support/real-redis.ts';
import { aChange, anAlert, anIncident, aNote, anOpening, aPage, opened, NOW } from './changes.ts';

const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} };
const DAY = 24 * 3_600_000;

describe('the store in Redis alone', () => {
  let server: RealRedis;
  let redis: RedisConnections;
  let store: Store;
  let now = 0;
  const clock = { now: () => now };
  const open = (incarnation = 'me', retentionMs = 400 * DAY) =>
    openStore({ redis: redis.connection, clock, log: quiet, incarnation, retentionMs });
  const ttl = (key: string) => redis.connection().pttl(key);
  const keys = async () => (await redis.connection().keys('*')).toSorted();

  beforeAll(async () => {
    server = await startRedis();
    redis = await openRedis({ address: { path: server.path }, log: quiet });
  });
  beforeEach(async () => {
    await redis.connection().flushall();
    now = 1_000_000;
    store = await open();
  });
  afterEach(async () => {
    await store.close();
  });
  afterAll(async () => {
    await redis.close();
    await server.stop();
  });

  it('puts every key under one hash tag', async () => {
    await opened(store.incidents, anOpening('a', { alerts: [anAlert('f1')], pages: [aPage('p')] }));
    const names = await keys();
    expect(names).toContain('{piket}:incident:1');
    expect(names.filter((name) => !name.startsWith('{piket}:'))).toEqual([]);
  });

  it('forgets a resolved alert after seven days, and a firing one not', async () => {
    const alertsBefore = new Map([['f1', 1]]);
    const key = '{piket}:alert:alertmanager:f1';
    const first = await opened(store.incidents, anOpening('a', { alerts: [anAlert('f1')] }));
    expect(await ttl(key)).toBe(-1);
    store.sightings.note('alertmanager', ['f1'], 5);
    const resolved = [anAlert('f1', { status: 'resolved' })];
    await store.incidents.commit([aChange(first, {}, { alerts: resolved, alertsBefore })]);
    expect(await ttl(key)).toBeGreaterThan(6 * DAY);
    const again = { ...first, version: NOW + 1 };
    await store.incidents.commit([aChange(again, {}, { alerts: [anAlert('f1')], alertsBefore })]);
    expect(await ttl(key)).toBe(-1);
  });

  it('forgets a resolved incident whole after its retention, and nothing else', async () => {
    const before = await keys();
    const incident = anIncident({ groupKey: 'a', status: 'resolved', resolvedAt: now });
    const alerts = [anAlert('f1'), anAlert('f2')];
    const pages = [aPage('p', { state: 'sent' })];
    await opened(
      store.incidents,
      anOpening('a', { incident, alerts, pages, events: [aNote('x')] }),
    );
    const living = await opened(
      store.incidents,
      anOpening('b', { alerts: [anAlert('f2')], alertsBefore: new Map([['f2', 1]]) }),
    );
    now += 400 * DAY - 1;
    await store.tidy();
    expect(await store.incidents.load(1)).toBeDefined();
    now += 2;
    await store.tidy();
    expect(await store.incidents.load(1)).toBeUndefined();
    expect(await store.incidents.alerts(1)).toEqual([]);
    expect(await store.incidents.latestInGroup('alertmanager', 'a')).toBeUndefined();
    const found = await store.incidents.lookUp('alertmanager', ['f1', 'f2'], ['a', 'b']);
    expect([...found.alerts.keys()]).toEqual(['f2']);
    expect(found.incidents.get(2)).toEqual(living);
    expect(await store.incidents.list({ limit: 10 })).toEqual({ incidents: [living.incident] });

    const resolve = { status: 'resolved', resolvedAt: now } as const;
    await store.incidents.commit([aChange(living, resolve)]);
    now += 401 * DAY;
    await store.tidy();
    expect(await keys()).toEqual([...before, '{piket}:last-number'].toSorted());
  });

  it('gives the group of a forgotten incident a new number', async () => {
    const incident = anIncident({ groupKey: 'a', status: 'resolved', resolvedAt: now });
    await opened(store.incidents, anOpening('a', { incident, alerts: [anAlert('f1')] }));
    now += 401 * DAY;
    await store.tidy();
    const news = anOpening('a', { alerts: [anAlert('f1')] });
    expect(await store.incidents.commit([news])).toEqual([2]);
  });

  it('saves sightings on stop and tells them to the next process', async () => {
    const next = await open('next');
    const fingerprints = Array.from({ length: 1200 }, (_, at) => `f${at}`);
    store.sightings.note('alertmanager', fingerprints, 77);
    expect((await next.sightings.lastSeen('alertmanager', fingerprints)).size).toBe(0);
    await store.close();
    const seen = await next.sightings.lastSeen('alertmanager', fingerprints);
    expect(seen.size).toBe(1200);
    expect(seen.get('f1199')).toBe(77);

    now = 31 * DAY;
    next.sightings.note('alertmanager', ['f1'], now);
    await next.tidy();
    expect(await next.sightings.lastSeen('alertmanager', fingerprints)).toEqual(
      new Map([['f1', now]]),
    );
    await next.close();
  });

  it('shows its heartbeat while it lives, for six seconds at most after', async () => {
    const left = await ttl('{piket}:process:me');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(6000);
    await store.close();
    expect(await redis.connection().exists('{piket}:process:me')).toBe(0);
  });

  it('tells how long the write of a heartbeat takes', async () => {
    const took: number[] = [];
    const wrote = (ms: number) => void took.push(ms);
    const other = await openStore({
      redis: redis.connection,
      clock,
      log: quiet,
      incarnation: 'other',
      wrote,
    });
    await other.close();
    expect(took).toEqual([expect.any(Number)]);
  });

  it('remembers for how long no process was awake, whoever is the next', async () => {
    await store.close();
    const start = now;
    now += 60_000;
    const second = await open('second');
    now += 3000;
    const third = await open('third');
    expect(await third.uptime.downMs(0, now)).toBe(60_000);
    expect(await third.uptime.downMs(start + 20_000, now)).toBe(40_000);
    expect(await third.uptime.downMs(start, start + 10_000)).toBe(10_000);
    expect(await third.uptime.downMs(start + 60_000, now)).toBe(0);
    await Promise.all([second.close(), third.close()]);
    store = await open();
  });

  it('keeps a hundred unreadable bodies, each cut', async () => {
    for (let at = 0; at < 103; at += 1) {
      await store.unreadable.keep('grafana', `${at} ${'x'.repeat(70_000)}`, 'not JSON', at);
    }
    const kept = await redis.connection().lrange('{piket}:unreadable', 0, -1);
    expect(kept).toHaveLength(100);
    const newest = JSON.parse(kept[0] ?? '');
    expect(newest).toMatchObject({ source: 'grafana', at: 102, reason: 'not JSON' });
    expect(newest.body).toHaveLength(65_536);
  });

  it('writes a commit as one transaction of the append-only file', async () => {
    const log = join(dirname(server.path), 'appendonlydir', 'appendonly.aof.1.incr.aof');
    const length = (await readFile(log)).length;
    const pages = [aPage('p')];
    await opened(store.incidents, anOpening('a', { alerts: [anAlert('f1')], pages }));
    const written = (await readFile(log)).subarray(length).toString();
    expect(written.match(/\r\nMULTI\r\n/g)).toHaveLength(1);
    expect(written.trimEnd().endsWith('EXEC')).toBe(true);
  });

  it('is durable only with every write synced and no eviction', async () => {
    const set = (name: string, value: string) => redis.connection().config('SET', name, value);
    expect(await isDurable(redis.connection)).toBe(true);
    await set('appendfsync', 'everysec');
    expect(await isDurable(redis.connection)).toBe(false);
    await set('appendfsync', 'always');
    await set('maxmemory-policy', 'allkeys-lru');
    expect(await isDurable(redis.connection)).toBe(false);
    await set('maxmemory-policy', 'noeviction');
    await redis.connection().call('ACL', 'SETUSER', 'default', '-config');
    expect(await isDurable(redis.connection)).toBe(true);
    await redis.connection().call('ACL', 'SETUSER', 'default', '+config');
  });

  it('refuses new incidents while its memory is full, and goes on with the others', async () => {
    const incident = anIncident({ groupKey: 'a', timers: { step: 5 } });
    const first = await opened(store.incidents, anOpening('a', { incident }));
    await redis.connection().config('SET', 'maxmemory', '1');
    try {
      await expect(store.incidents.commit([anOpening('b')])).rejects.toThrow('OOM');
      const step = aChange(first, { timers: { step: 9 } }, { pages: [aPage('p', { dueAt: 6 })] });
      expect(await store.incidents.commit([step])).toEqual([1]);
      expect(await store.owed.due(10, 10)).toHaveLength(2);
      const guard = { version: NOW + 1, forMs: 9 };
      expect(await store.claims.claim(1, 'p', guard)).toBe('claimed');
    } finally {
      await redis.connection().config('SET', 'maxmemory', '0');
    }
    expect(await store.incidents.commit([anOpening('b')])).toEqual([2]);
  });
});
