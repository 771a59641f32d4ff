import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openDataLock } from '../embedded/data-lock.ts';
import type { Kill } from '../embedded/redis-orphan.ts';
import type { Program } from '../embedded/redis-process.ts';
import { startRedis } from '../embedded/redis-server.ts';
import type { Clock, Log } from '../ports.ts';
import { fileSecrets, type SecretKeeper } from '../secrets.ts';
import type { Settings } from '../settings.ts';
import { isDurable } from '../store/durability.ts';
import type { RedisAddress } from '../store/redis-address.ts';
import { openClient, type Patience, type RedisClient } from '../store/redis-client.ts';
import { openRedis } from '../store/redis-connection.ts';
import { openStore, type Store } from '../store/redis-store.ts';
import type { Teardown } from './teardown.ts';

/** What only the process can give. */
export interface Host {
  readonly pid: number;
  readonly kill: Kill;
  /** Finds a redis-server; asked only where no REDIS_URL is set. */
  readonly redisServer: () => Promise<Program>;
}

/** The one store, wherever it is. */
export interface Keep {
  readonly store: Store;
  readonly secrets: SecretKeeper;
  /** Opens one more connection, to be closed by the caller. */
  readonly connection: (patience: Patience) => RedisClient;
  readonly isDurable: boolean;
  /** Whether Redis answers right now. */
  readonly answers: () => Promise<boolean>;
}

/** Opens the store of REDIS_URL, or a redis-server of our own in DATA_DIR. */
export async function openKeep(
  settings: Settings,
  host: Host,
  options: {
    readonly clock: Clock;
    readonly log: Log;
    readonly incarnation: string;
    readonly wrote: (tookMs: number) => void;
  },
  teardown: Teardown,
): Promise<Keep> {
  const { log } = options;
  const isOurs = settings.redisUrl === undefined;
  const address: RedisAddress = isOurs
    ? await embedded(settings, host, log, teardown)
    : { url: settings.redisUrl ?? '' };
  const redis = await openRedis({ address, log });
  teardown.add('the connections to Redis', () => redis.close());
  const durable = await isDurable(redis.connection);
  if (!durable) {
    log.error({}, 'Redis may lose alerts: set appendonly yes, appendfsync always, noeviction');
  }
  const store = await openStore({ redis: redis.connection, ...options });
  teardown.add('the store', () => store.close());
  // Nobody else can be at a page of a store that only we have.
  if (isOurs) await store.freeAllClaims();
  return {
    store,
    secrets: isOurs ? fileSecrets(resolve(settings.dataDir)) : store.secrets,
    connection: (patience) => openClient(address, patience),
    isDurable: durable,
    // In a cluster, a ping would be answered by any server: this by the one that has our keys.
    answers: async () => (await redis.connection().exists('{piket}:last-number')) >= 0,
  };
}

async function embedded(
  settings: Settings,
  host: Host,
  log: Log,
  teardown: Teardown,
): Promise<RedisAddress> {
  const dataDir = resolve(settings.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = await openDataLock(dataDir, host.pid);
  teardown.add('the lock on the data directory', () => lock.release());
  const program = await host.redisServer();
  const server = await startRedis({ dataDir, program, log, kill: host.kill });
  teardown.add('redis-server', () => server.close());
  return server.connection;
}
