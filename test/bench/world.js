/** The Redis, the Pikets and the loads of one run. Everything ends with it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { findProgram } from '../../bin/bootstrap/programs.js';
import { start } from './ask.js';
import { millis } from './millis.js';

const fileOf = (name) => fileURLToPath(new URL(name, import.meta.url));

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function spawnRedis(dir, port) {
  const { command, env } = await findProgram('redis-server');
  const settings = {
    port,
    bind: '127.0.0.1',
    dir,
    appendonly: 'yes',
    appendfsync: 'always',
    save: '',
    'maxmemory-policy': 'noeviction',
    hz: 100,
  };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  return spawn(command, words, { env: { ...process.env, ...env }, stdio: 'ignore' });
}

/** When a server said PONG: a client of ours would take its time to try again. */
async function answering(port) {
  for (let tries = 0; tries < 5000; tries += 1) {
    const said = await new Promise((resolve) => {
      const socket = createConnection(port, '127.0.0.1', () => socket.write('PING\r\n'));
      const tell = (text) => {
        socket.destroy();
        resolve(text);
      };
      socket.on('error', () => tell('')).on('data', (chunk) => tell(chunk.toString()));
    });
    if (said.startsWith('+PONG')) return millis();
    await pause(2);
  }
  throw new Error('Redis did not come back');
}

/** Opens it; `close` ends every process. */
export async function openWorld() {
  const folder = await mkdtemp(join(tmpdir(), 'piket-bench-'));
  const port = await freePort();
  let server = await spawnRedis(folder, port);
  const redis = new Redis(port, '127.0.0.1', {
    maxRetriesPerRequest: null,
    retryStrategy: () => 2,
  });
  redis.on('error', () => undefined);
  await redis.ping();
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  const endRedis = () => server.kill('SIGKILL');
  process.on('exit', endRedis);
  const [load, bare] = await Promise.all([
    start(fileOf('load-child.js')),
    start(fileOf('bare-child.js'), { NODE_ENV: 'production' }),
  ]);
  const env = {
    NODE_ENV: 'production',
    PORT: '0',
    REDIS_URL: `redis://127.0.0.1:${port}`,
    DATA_DIR: folder,
    CONFIG_DIR: fileOf('../../config'),
    WEBHOOK_TOKEN: 'webhook-token-of-the-bench',
    ADMIN_TOKEN: 'admin-token-of-the-bench',
  };
  return {
    redis,
    redisPort: port,
    load,
    bare,
    /** A Piket on an emptied Redis, or on what `seed` puts there, for as long as `work` takes. */
    withPiket: async (work, { seed = async () => undefined, more = {} } = {}) => {
      await redis.flushall();
      await seed();
      const piket = await start(fileOf('piket-child.js'), { ...env, ...more });
      try {
        return await work(piket, await piket.ask('port'));
      } finally {
        await piket.stop();
      }
    },
    redisDies: kill,
    /** Answers when it answered first. */
    redisReturns: async () => {
      server = await spawnRedis(folder, port);
      return answering(port);
    },
    close: async () => {
      await Promise.all([load.stop(), bare.stop()]);
      redis.disconnect();
      await kill();
      process.off('exit', endRedis);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Until it holds; throws when it does not in time. */
export async function until(what, holds, withinMs) {
  const end = Date.now() + withinMs;
  while (Date.now() < end) {
    if (await holds()) return;
    await pause(50);
  }
  throw new Error(`${what}: not within ${withinMs} ms`);
}
