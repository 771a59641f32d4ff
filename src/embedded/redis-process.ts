import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rename, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { RedisConnection, RedisHome } from './redis-home.ts';
import { stateOf, verifyRedis } from './redis-questions.ts';

/** A program of the system: `env` is all that it sees, such as where its shared libraries are. */
export interface Program {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface RedisExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it could not be run at all. */
  readonly error?: string;
}

export interface RedisProcess {
  readonly pid: number | undefined;
  readonly exited: Promise<RedisExit>;
  /** Resolves when it serves. Throws, with what it printed last, when it ends or stands still. */
  ready(connection: RedisConnection): Promise<void>;
  /** Asks it to end and, after 15 s, makes it: every acknowledged write is on disk by then. */
  stop(): Promise<void>;
}

const standstillMs = 60_000;
const stopMs = 15_000;
const largestLog = 1024 * 1024;

/** Starts the server in a process group of its own, so that a terminal's Ctrl-C does not reach it. */
export async function spawnRedis(program: Program, home: RedisHome): Promise<RedisProcess> {
  await setLogAside(home.log);
  const output = openSync(home.log, 'a', 0o600);
  const child = spawn(program.command, [home.config], {
    cwd: home.folder,
    env: program.env,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let ended: RedisExit | undefined;
  const exited = new Promise<RedisExit>((resolve) => {
    const end = (exit: RedisExit) => {
      ended ??= exit;
      resolve(exit);
    };
    child.once('exit', (code, signal) => end({ code, signal }));
    child.on('error', (error) => end({ code: null, signal: null, error: error.message }));
  });

  const ready = async (connection: RedisConnection): Promise<void> => {
    let deadline = performance.now() + standstillMs;
    let loaded = '';
    for (;;) {
      const state = await stateOf(connection);
      if (ended !== undefined) {
        const words = ended.error ?? (await lastWords(home.log));
        throw new Error(`redis-server ended at its start: ${words}`);
      }
      if (state === 'ready') return verifyRedis(connection, home);
      // A large file takes its time; while it gets on, that is no reason to give up.
      if (state !== 'away' && state.loadedBytes !== loaded) {
        loaded = state.loadedBytes;
        deadline = performance.now() + standstillMs;
      }
      if (performance.now() > deadline) {
        throw new Error(`redis-server does not get ready: ${await lastWords(home.log)}`);
      }
      await Promise.race([delay(20), exited]);
    }
  };

  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
    await exited;
    clearTimeout(timer);
  };

  return { pid: child.pid, exited, ready, stop };
}

/** Redis says a few lines a day, but it may be restarting every 5 s on a full disk. */
async function setLogAside(path: string): Promise<void> {
  const size = await stat(path).then(
    (it) => it.size,
    () => 0,
  );
  if (size > largestLog) await rename(path, `${path}.1`);
}

async function lastWords(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.slice(-1000).trim();
}
