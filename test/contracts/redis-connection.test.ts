import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Log } from '../../src/ports.ts';
import { readAddress } from '../../src/store/redis-address.ts';
import { openRedis } from '../../src/store/redis-connection.ts';
import { openStore } from '../../src/store/redis-store.ts';
import { startRedis } from '../support/real-redis.ts';
import { anOpening, NOW } from './changes.ts';

const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} };
const clock = { now: () => 1_000_000 };

describe('the address of Redis', () => {
  it('is a URL with a user, a password and a database', () => {
    expect(readAddress({ url: 'redis://us%40er:p%3Aw@redis.example:6380/3' })).toEqual({
      kind: 'server',
      host: 'redis.example',
      port: 6380,
      username: 'us@er',
      password: 'p:w',
      db: 3,
      isEncrypted: false,
    });
  });

  it('may be an IPv6 address, encrypted, or a socket', () => {
    expect(readAddress({ url: 'redis://[::1]' })).toMatchObject({ host: '::1', port: 6379, db: 0 });
    expect(readAddress({ url: 'rediss://redis.example/' })).toMatchObject({ isEncrypted: true });
    expect(readAddress({ path: '/run/redis.sock' })).toEqual({
      kind: 'socket',
      path: '/run/redis.sock',
    });
  });

  it('may be sentinels that know the master by its name', () => {
    expect(readAddress({ url: 'rediss+sentinel://:p@w@one,[::1]:5000/the%20master/2' })).toEqual({
      kind: 'sentinel',
      sentinels: [
        { host: 'one', port: 26_379 },
        { host: '::1', port: 5000 },
      ],
      name: 'the master',
      password: 'p@w',
      db: 2,
      isEncrypted: true,
    });
  });

  it('may be some nodes of a cluster', () => {
    expect(readAddress({ url: 'redis+cluster://user:pw@one:7000,two/' })).toEqual({
      kind: 'cluster',
      nodes: [
        { host: 'one', port: 7000 },
        { host: 'two', port: 6379 },
      ],
      username: 'user',
      password: 'pw',
      isEncrypted: false,
    });
  });

  it.each([
    ['not a URL', 'is not a URL'],
    ['http://:secret@redis', 'redis:// or rediss://'],
    ['redis+sentry://:secret@redis', 'redis:// or rediss://'],
    ['redis://:secret@one,two', 'one server'],
    ['redis://:secret@', 'host or host:port'],
    ['redis://:secret@redis:x', 'host or host:port'],
    ['redis://:secret%@redis', '%25'],
    ['redis://:secret@redis/zero', 'database number'],
    ['redis+sentinel://:secret@redis', 'name of the master'],
    ['redis+sentinel://:secret@redis/name/zero', 'database number'],
    ['redis+cluster://:secret@one,two/1', 'no database'],
  ])('is refused as %s, without its password', (url, reason) => {
    expect(() => readAddress({ url })).toThrow(reason);
    expect(() => readAddress({ url })).not.toThrow('secret');
  });
});

describe('connections to Redis', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });
  const start = async () => {
    const server = await startRedis();
    closers.push(() => server.stop());
    const redis = await openRedis({ address: { path: server.path }, log: quiet });
    closers.push(() => redis.close());
    return { server, redis };
  };

  it('give up on a server that never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    closers.push(async () => void silent.close());
    const address = silent.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const url = `redis://127.0.0.1:${address.port}`;
    await expect(openRedis({ address: { url }, log: quiet, waitMs: 200 })).rejects.toThrow(
      'not ready within 200 ms',
    );
  });

  it('fail at once while Redis is gone, and serve again with the scripts it has lost', async () => {
    const { server, redis } = await start();
    const options = { redis: redis.connection, clock, log: quiet, incarnation: 'me' };
    const store = await openStore(options);
    closers.push(() => store.close());
    expect(await store.incidents.commit([anOpening('a')])).toEqual([1]);

    const inFlight = Promise.allSettled(
      Array.from({ length: 50 }, (_, at) => store.incidents.commit([anOpening(`x${at}`)])),
    );
    await server.kill();
    await inFlight;
    await expect(store.incidents.load(1)).rejects.toThrow('writeable');
    await expect(store.incidents.commit([anOpening('b')])).rejects.toThrow('writeable');

    const back = once(redis.connection(), 'ready');
    await server.restart();
    await back;
    expect((await store.incidents.load(1))?.version).toBe(NOW);
    const [number] = (await store.incidents.commit([anOpening('b')])) ?? [];
    expect(number).toBeGreaterThan(1);
  });

  it('lose no write that was answered to a kill', async () => {
    const { server, redis } = await start();
    const store = await openStore({
      redis: redis.connection,
      clock,
      log: quiet,
      incarnation: 'me',
    });
    closers.push(() => store.close());
    const answered: number[] = [];
    const writers = Array.from({ length: 200 }, async (_, at) => {
      const numbers = await store.incidents.commit([anOpening(`g${at}`)]);
      answered.push(...(numbers ?? []));
      if (answered.length === 50) await server.kill();
    });
    await Promise.allSettled(writers);
    const back = once(redis.connection(), 'ready');
    await server.restart();
    await back;
    const found = await Promise.all(answered.map((number) => store.incidents.load(number)));
    expect(answered.length).toBeGreaterThanOrEqual(50);
    expect(found.every((stored) => stored !== undefined)).toBe(true);
  });

  it('give up on a command after two seconds when Redis hangs', async () => {
    const { server, redis } = await start();
    const store = await openStore({
      redis: redis.connection,
      clock,
      log: quiet,
      incarnation: 'me',
    });
    closers.push(() => store.close());
    server.freeze();
    await expect(store.incidents.commit([anOpening('a')])).rejects.toThrow('timed out');
    server.thaw();
    const retried = await store.incidents.commit([anOpening('b')]);
    expect(retried).toHaveLength(1);
  });
});
