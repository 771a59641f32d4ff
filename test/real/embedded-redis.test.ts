import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataLock } from '../../src/embedded/data-lock.ts';
import type { RedisConnection } from '../../src/embedded/redis-home.ts';
import type { Kill } from '../../src/embedded/redis-orphan.ts';
import { type EmbeddedRedis, startRedis } from '../../src/embedded/redis-server.ts';
import { startOf } from '../../src/embedded/running-process.ts';
import type { Log } from '../../src/ports.ts';
import { program } from '../support/programs.ts';

let dataDir: string;
let logged: string[];
const closers: (() => unknown)[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'piket-'));
  logged = [];
});

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
  await rm(dataDir, { recursive: true, force: true });
});

describe('the embedded Redis', () => {
  it('starts on a private socket, with every write synced', async () => {
    const { connection } = await started();
    expect(connection).toEqual({ path: join(dataDir, 'redis', 'redis.sock') });
    const client = connect(connection);
    expect(await client.config('GET', 'appendfsync')).toEqual(['appendfsync', 'always']);
    expect(await client.config('GET', 'maxmemory-policy')).toEqual([
      'maxmemory-policy',
      'noeviction',
    ]);
    expect(await client.config('GET', 'maxmemory')).toEqual(['maxmemory', '0']);
    expect((await stat(join(dataDir, 'redis'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir, 'redis', 'redis.sock'))).mode & 0o777).toBe(0o700);
  });

  it('keeps what it acknowledged through a kill of the server, which it starts again', async () => {
    const redis = await started();
    const told = ended();
    const client = connect(redis.connection);
    await client.set('before', 'kept');
    const pid = await serverPid();
    process.kill(pid, 'SIGKILL');
    expect(await told).toMatchObject({ signal: 'SIGKILL' });
    expect(await client.get('before')).toBe('kept');
    expect(await serverPid()).not.toBe(pid);
    expect(logged).toContain('warn redis-server ended, it is started again');
  });

  it('ends with close, and stays ended', async () => {
    const redis = await started();
    const pid = await serverPid();
    await redis.close();
    expect(await startOf(pid)).toBeUndefined();
    expect(logged.filter((line) => line.startsWith('warn'))).toEqual([]);
  });

  it('stays ended when it is closed before it is started again', async () => {
    const redis = await started();
    const told = ended();
    process.kill(await serverPid(), 'SIGKILL');
    await told;
    await redis.close();
    const client = connect(redis.connection, () => null);
    await expect(client.ping()).rejects.toThrow('Connection is closed');
  });

  it('keeps what it acknowledged through a stop and a start', async () => {
    const first = await started();
    await connect(first.connection).set('count', 41);
    await first.close();
    const second = await started();
    expect(await connect(second.connection).incr('count')).toBe(42);
  });

  it('ends the server that a killed Piket left behind', async () => {
    const orphan = await leftBehind();
    await connect(orphan.connection).set('before', 'kept');
    const redis = await started();
    expect(await startOf(orphan.pid)).toBeUndefined();
    expect(await connect(redis.connection).get('before')).toBe('kept');
  });

  it('ends the server that was left behind without its pid file too', async () => {
    const orphan = await leftBehind();
    await rm(join(dataDir, 'redis', 'redis.pid'));
    await started();
    expect(await startOf(orphan.pid)).toBeUndefined();
  });

  it('leaves alone a process that has the number of a server long gone', async () => {
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    closers.push(() => stranger.kill());
    await started().then((redis) => redis.close());
    await writeFile(join(dataDir, 'redis', 'redis.pid'), String(stranger.pid));
    await started();
    expect(stranger.exitCode).toBeNull();
    expect(await startOf(stranger.pid ?? 0)).toBeDefined();
  });

  it('listens on loopback, with a password, where the socket would have too long a path', async () => {
    dataDir = join(dataDir, 'a'.repeat(100));
    const { connection } = await started();
    expect(connection).toEqual({
      url: expect.stringMatching(/^redis:\/\/:\w{48}@127\.0\.0\.1:\d+$/),
    });
    const client = connect(connection);
    expect(await client.ping()).toBe('PONG');
    const { port } = new URL('url' in connection ? connection.url : '');
    const stranger = connect({ url: `redis://127.0.0.1:${port}` });
    await expect(stranger.get('anything')).rejects.toThrow('NOAUTH');
  });

  it('ends a server that was left behind on loopback', async () => {
    dataDir = join(dataDir, 'a'.repeat(100));
    const orphan = await leftBehind();
    await rm(join(dataDir, 'redis', 'redis.pid'));
    await started();
    expect(await startOf(orphan.pid)).toBeUndefined();
  });

  it('says why the server does not start', async () => {
    await started().then((redis) => redis.close());
    await rm(join(dataDir, 'redis', 'appendonlydir'), { recursive: true });
    await writeFile(join(dataDir, 'redis', 'appendonlydir'), 'in the way');
    await expect(started()).rejects.toThrow(/ended at its start: .*appendonlydir/s);
    await expect(started({ command: '/nowhere/redis-server', env: {} })).rejects.toThrow('ENOENT');
  });
});

describe('the lock on the data directory', () => {
  it('refuses a second Piket and names the first', async () => {
    const first = await openDataLock(dataDir, process.pid);
    await expect(openDataLock(dataDir, process.pid)).rejects.toThrow(`(process ${process.pid})`);
    await first.release();
    await (await openDataLock(dataDir, process.pid)).release();
  });

  it('is taken over from a process that is gone, by one of many', async () => {
    const child = spawn('true', { stdio: 'ignore' });
    const exited = once(child, 'exit');
    const startedAt = await startOf(child.pid ?? 0);
    await exited;
    await writeFile(join(dataDir, 'piket.lock'), JSON.stringify({ pid: child.pid, startedAt }));
    const attempts = Array.from({ length: 20 }, () => openDataLock(dataDir, process.pid));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is taken over from a process whose number another has now', async () => {
    const before = JSON.stringify({ pid: process.pid, startedAt: 'long ago' });
    await writeFile(join(dataDir, 'piket.lock'), before);
    await writeFile(join(dataDir, 'piket.lock.take'), before);
    const lock = await openDataLock(dataDir, process.pid);
    expect(await readFile(join(dataDir, 'piket.lock'), 'utf8')).not.toBe(before);
    await lock.release();
  });

  it('says that the directory cannot be made', async () => {
    const file = join(dataDir, 'a-file');
    await writeFile(file, '');
    await expect(openDataLock(join(file, 'data'), process.pid)).rejects.toThrow(
      'DATA_DIR cannot be used: ENOTDIR',
    );
  });
});

const happened = new EventEmitter();
const log: Log = {
  info: (_, message) => logged.push(`info ${message}`),
  warn: (fields, message) => {
    logged.push(`warn ${message}`);
    happened.emit(message, fields);
  },
  error: (_, message) => logged.push(`error ${message}`),
};

/** How the server ended although nobody asked it to. */
const ended = async (): Promise<unknown> => {
  const [exit] = await once(happened, 'redis-server ended, it is started again');
  return exit;
};

const kill: Kill = (pid, signal) => process.kill(pid, signal);

async function started(redisServer = program('redis-server')): Promise<EmbeddedRedis> {
  const redis = await startRedis({ dataDir, program: redisServer, log, kill });
  closers.push(() => redis.close());
  return redis;
}

/** As after a kill of Piket: a server of its configuration which nobody looks after. */
async function leftBehind(): Promise<{ pid: number; connection: RedisConnection }> {
  const redis = await started();
  const { connection } = redis;
  await redis.close();
  const { command, env } = program('redis-server');
  const config = join(dataDir, 'redis', 'redis.conf');
  const child = spawn(command, [config], { env, detached: true, stdio: 'ignore' });
  closers.push(() => child.kill('SIGKILL'));
  await connect(connection).ping();
  return { pid: await serverPid(), connection };
}

async function serverPid(): Promise<number> {
  return Number(await readFile(join(dataDir, 'redis', 'redis.pid'), 'utf8'));
}

function connect(connection: RedisConnection, retryStrategy = (): number | null => 20): Redis {
  const options = { protocol: 2, maxRetriesPerRequest: null, retryStrategy } as const;
  const client =
    'path' in connection
      ? new Redis({ path: connection.path, ...options })
      : new Redis(connection.url, options);
  client.on('error', () => undefined);
  closers.push(() => client.disconnect());
  return client;
}
