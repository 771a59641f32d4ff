import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../ports.ts';
import { configureRedis, openRedisHome, type RedisConnection } from './redis-home.ts';
import { endOrphan, type Kill } from './redis-orphan.ts';
import { type Program, type RedisProcess, spawnRedis } from './redis-process.ts';

export interface EmbeddedRedisOptions {
  /** To be locked by the caller (`openDataLock`). */
  readonly dataDir: string;
  /** A redis-server, 7.0 or newer. */
  readonly program: Program;
  readonly log: Log;
  readonly kill: Kill;
}

export interface EmbeddedRedis {
  /** The same for good, also after a restart. */
  readonly connection: RedisConnection;
  /** Ends the server, bounded to 15 s. Nothing that it acknowledged is lost. */
  close(): Promise<void>;
}

const shortestDelayMs = 200;
const longestDelayMs = 5000;
/** After so long it was no failed start. */
const steadyMs = 30_000;

/**
 * Starts a redis-server on `DATA_DIR/redis`, after ending one that an earlier Piket left behind there,
 * and starts it again whenever it ends. Throws, with the server's own words, when it does not start.
 */
export async function startRedis(options: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
  const { program, log } = options;
  const home = await openRedisHome(options.dataDir);
  await endOrphan(home, options.kill, log);
  const connection = await configureRedis(home);
  const closing = new AbortController();

  let server = await spawnRedis(program, home);
  await begin(server);
  const supervision = supervise();

  async function begin(started: RedisProcess): Promise<void> {
    try {
      await started.ready(connection);
      log.info({ pid: started.pid }, 'redis-server is ready');
    } catch (error) {
      await started.stop();
      throw error;
    }
  }

  async function supervise(): Promise<void> {
    let delayMs = shortestDelayMs;
    for (;;) {
      const since = performance.now();
      const exit = await server.exited;
      if (closing.signal.aborted) return;
      if (performance.now() - since > steadyMs) delayMs = shortestDelayMs;
      log.warn({ ...exit, delayMs }, 'redis-server ended, it is started again');
      await delay(delayMs, undefined, { signal: closing.signal }).catch(() => undefined);
      delayMs = Math.min(2 * delayMs, longestDelayMs);
      if (closing.signal.aborted) return;
      server = await spawnRedis(program, home);
      if (closing.signal.aborted) await server.stop();
      await begin(server).catch((error: Error) => {
        if (!closing.signal.aborted)
          log.warn({ error: error.message }, 'redis-server did not start');
      });
    }
  }

  return {
    connection,
    close: async () => {
      closing.abort();
      await server.stop();
      await supervision;
    },
  };
}
