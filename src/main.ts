import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { announcement, sampleCommand } from './pager/announce.ts';
import { ConfigurationError } from './configuration/mistake.ts';
import { DataDirUnusable } from './embedded/data-lock.ts';
import type { Program } from './embedded/redis-process.ts';
import { openLog } from './log.ts';
import type { Log } from './ports.ts';
import { openPager, type Pager } from './pager.ts';
import { readSettings, type Settings, SettingsError } from './settings.ts';
import { RedisUnusable } from './store/redis-address.ts';

const readFile = (path: string) => readFileSync(path, 'utf8');

/** npm passes a terminal's Ctrl-C on: the same signal again within this time is the same one. */
const ONE_SIGNAL_MS = 2000;
const STOP_WITHIN_MS = 10_000;

/** Runs Piket until a signal ends it. `redisServer` finds the program for a store of Piket's own. */
export async function main({
  redisServer,
}: {
  redisServer: () => Promise<Program>;
}): Promise<void> {
  try {
    await run(redisServer);
  } catch (error) {
    if (!isForPeople(error)) throw error;
    process.stderr.write(`piket: ${error.message}\n`);
    process.exit(1);
  }
}

const LISTENING: ReadonlySet<unknown> = new Set(['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL']);

/** What a person can mend: its message says all there is to say. */
const isForPeople = (error: unknown): error is Error =>
  error instanceof SettingsError ||
  error instanceof ConfigurationError ||
  error instanceof DataDirUnusable ||
  error instanceof RedisUnusable ||
  (error instanceof Error && 'code' in error && LISTENING.has(error.code));

async function run(redisServer: () => Promise<Program>): Promise<void> {
  const settings = readSettings(process.env, readFile);
  const log = openLog(settings.logLevel, process.stdout);
  const version = String(
    JSON.parse(readFile(join(import.meta.dirname, '../package.json'))).version,
  );
  const host = {
    pid: process.pid,
    kill: (pid: number, signal: string) => process.kill(pid, signal),
    redisServer,
  };
  const clock = { now: () => Date.now(), elapsed: () => performance.now() };
  const options = { settings, env: process.env, readFile, host, clock, log, version };
  const opening = openPager(options);
  listenToSignals(opening, log);
  const pager = await opening;
  process.stdout.write(announce(pager, settings));
}

function announce({ shownTokens, summary }: Pager, settings: Settings) {
  const store =
    settings.redisUrl === undefined
      ? `its own Redis in ${resolve(settings.dataDir)}, every write synced`
      : 'the Redis of REDIS_URL';
  return announcement({
    ...summary,
    store,
    webhookToken: shownTokens.webhookToken,
    adminToken: shownTokens.adminToken,
    sample: sampleCommand(summary.publicUrl, shownTokens.webhookToken, Date.now()),
  });
}

function listenToSignals(opening: Promise<Pager>, log: Log): void {
  let stoppingSince: number | undefined;
  const stop = async (signal: string) => {
    if (stoppingSince !== undefined) {
      // A second, later wish to end it is meant.
      if (performance.now() - stoppingSince > ONE_SIGNAL_MS) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error({}, 'stopping took too long: what is left is still owed, the next start does it');
      process.exit(1);
    }, STOP_WITHIN_MS).unref();
    try {
      // A start under way is let through, or ends by itself: nothing that it opened is left behind.
      const pager = await opening.catch(() => undefined);
      await pager?.stop();
      log.info({}, 'stopped');
    } catch (error) {
      log.error({ err: error }, 'stopping was not clean');
      process.exitCode = 1;
    }
    process.exit();
  };
  const reload = async () => {
    try {
      await (await opening).reload();
    } catch (error) {
      log.error({ err: error }, 'the configuration could not be read again, it stays as it was');
    }
  };
  // The terminal was closed: its hang-up reads the configuration, but nobody is there any more.
  if (process.stdout.isTTY) process.stdout.on('error', () => void stop('hang-up'));
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));
  process.on('SIGHUP', () => void reload());
}
