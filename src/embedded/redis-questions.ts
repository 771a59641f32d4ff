import { Redis, type RedisOptions } from 'ioredis';
import type { RedisConnection, RedisHome } from './redis-home.ts';

const options: Omit<RedisOptions, 'replyMapping'> = {
  lazyConnect: true,
  connectTimeout: 1000,
  commandTimeout: 2000,
  maxRetriesPerRequest: 0,
  retryStrategy: () => null,
  enableReadyCheck: false,
  protocol: 2,
};

/** Asks over a connection of its own. Throws when there is no server, or none that answers. */
export async function askRedis<T>(
  connection: RedisConnection,
  question: (client: Redis) => Promise<T>,
): Promise<T> {
  const client =
    'path' in connection
      ? new Redis({ path: connection.path, ...options })
      : new Redis(connection.url, options);
  // What goes wrong is told by the promises below too.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await question(client);
  } finally {
    client.disconnect();
  }
}

export type RedisState = 'away' | 'ready' | { readonly loadedBytes: string };

/** How far a server that is starting has come. */
export async function stateOf(connection: RedisConnection): Promise<RedisState> {
  try {
    const info = await askRedis(connection, (client) => client.info('persistence'));
    if (/^loading:0/m.test(info)) return 'ready';
    return { loadedBytes: /^loading_loaded_bytes:(\d+)/m.exec(info)?.[1] ?? '' };
  } catch {
    return 'away';
  }
}

/** Throws unless the server is the one of this folder and keeps what it acknowledges. */
export async function verifyRedis(connection: RedisConnection, home: RedisHome): Promise<void> {
  const wanted = {
    dir: home.folder,
    appendonly: 'yes',
    appendfsync: 'always',
    'maxmemory-policy': 'noeviction',
  };
  const found = await askRedis(connection, (client) => configOf(client, Object.keys(wanted)));
  for (const [name, value] of Object.entries(wanted)) {
    if (found.get(name) === value) continue;
    throw new Error(`the embedded Redis has ${name} ${found.get(name)} instead of ${value}`);
  }
}

export async function configOf(
  client: Redis,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const pairs = await Promise.all(names.map((name) => client.config('GET', name)));
  return new Map(
    pairs.flatMap((pair) => (Array.isArray(pair) ? [[String(pair[0]), String(pair[1])]] : [])),
  );
}
