import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { program } from './programs.ts';
import { freePort } from './real-program.ts';

/** A redis-server of the test's own, on a private socket, set up as Piket wants it. */
export interface RealRedis {
  /** The socket. */
  readonly path: string;
  /** As a power cut would: whatever was not synced is gone. */
  kill(): Promise<void>;
  /** After a kill: the same data, the same socket. */
  restart(): Promise<void>;
  /** It accepts, and answers nothing. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

export const startRedis = async (
  settings: Readonly<Record<string, string>> = {},
): Promise<RealRedis> => {
  const folder = await mkdtemp(join(tmpdir(), 'piket-redis-'));
  const path = join(folder, 'redis.sock');
  const start = () => spawnRedis(folder, path, settings);
  let server = await start();
  const end = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill(signal);
    await once(server, 'exit');
  };
  return {
    path,
    kill: () => end('SIGKILL'),
    restart: async () => {
      server = await start();
    },
    freeze: () => server.kill('SIGSTOP'),
    thaw: () => server.kill('SIGCONT'),
    stop: async () => {
      await end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** One for several Pikets, on a port; answers its REDIS_URL. It ends with the test. */
export const startSharedRedis = async (): Promise<string> => {
  const port = String(await freePort());
  const redis = await startRedis({ bind: '127.0.0.1', port });
  onTestFinished(() => redis.stop());
  return `redis://127.0.0.1:${port}`;
};

const spawnRedis = async (
  folder: string,
  path: string,
  settings: Readonly<Record<string, string>>,
): Promise<ChildProcess> => {
  const { command, env } = program('redis-server');
  const all: Readonly<Record<string, string>> = {
    port: '0',
    unixsocket: path,
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'always',
    save: '',
    'maxmemory-policy': 'noeviction',
    hz: '100',
    ...settings,
  };
  const server = spawn(
    command,
    Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]),
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let log = '';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`redis-server ended:\n${log}`)));
    server.stdout.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('eady to accept connections')) resolve();
    });
  });
  return server;
};
