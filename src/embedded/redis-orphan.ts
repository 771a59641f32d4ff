import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../ports.ts';
import { lastConnection, type RedisConnection, type RedisHome } from './redis-home.ts';
import { askRedis, configOf, stateOf } from './redis-questions.ts';
import { commandLineOf } from './running-process.ts';

/** `process.kill`. */
export type Kill = (pid: number, signal: 'SIGTERM' | 'SIGKILL') => void;

const patienceMs = 15_000;

/**
 * Ends the server that a killed Piket left behind on this folder, so that there are never two: by its
 * process id where that is surely it, otherwise over its socket. Throws when it does not end.
 */
export async function endOrphan(home: RedisHome, kill: Kill, log: Log): Promise<void> {
  const pid = Number(await readFile(home.pidFile, 'utf8').catch(() => ''));
  if (pid > 0 && (await isOurs(pid, home))) {
    log.warn({ pid }, 'ending the redis-server that an earlier Piket left behind');
    kill(pid, 'SIGTERM');
    if (await within(patienceMs, async () => !(await isOurs(pid, home)))) return;
    kill(pid, 'SIGKILL');
    if (await within(patienceMs, async () => !(await isOurs(pid, home)))) return;
    throw new Error(`redis-server (process ${pid}) of an earlier Piket does not end`);
  }
  const connection = await lastConnection(home);
  if (connection !== undefined && (await stateOf(connection)) !== 'away') {
    await shutDown(connection, home, log);
  }
}

async function isOurs(pid: number, { config }: RedisHome): Promise<boolean> {
  const line = await commandLineOf(pid);
  return line !== undefined && line.includes('redis-server') && line.endsWith(` ${config}`);
}

async function shutDown(
  connection: RedisConnection,
  { folder }: RedisHome,
  log: Log,
): Promise<void> {
  const dir = await askRedis(connection, async (client) =>
    (await configOf(client, ['dir'])).get('dir'),
  );
  if (dir !== folder) throw new Error(`another Redis, of ${dir}, listens where ${folder}'s does`);
  log.warn({}, 'shutting down the redis-server that an earlier Piket left behind');
  // It hangs up instead of answering.
  await askRedis(connection, (client) => client.shutdown()).catch(() => undefined);
  const isAway = async () => (await stateOf(connection)) === 'away';
  if (!(await within(patienceMs, isAway))) {
    throw new Error(`the redis-server of an earlier Piket on ${folder} does not end`);
  }
}

async function within(limitMs: number, holds: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > deadline) return false;
    await delay(20);
  }
  return true;
}
