import type { Log } from '../ports.ts';
import { type RedisAddress, RedisUnusable } from './redis-address.ts';
import { openClient, type RedisClient } from './redis-client.ts';

/** A connection that is ready, where there is one. */
export type Connection = () => RedisClient;

export interface RedisConnections {
  readonly connection: Connection;
  /** Whether any connection is ready; the commands of one that is not fail at once. */
  ready(): boolean;
  close(): Promise<void>;
}

/**
 * Opens connections that fail fast and waits until all of them are ready. Throws when they are not
 * within `waitMs`. Several are faster than one, since Redis syncs the writes of one turn together.
 */
export const openRedis = async (options: {
  readonly address: RedisAddress;
  readonly log: Log;
  readonly connections?: number;
  readonly waitMs?: number;
}): Promise<RedisConnections> => {
  const { address, log, connections = 4, waitMs = 30_000 } = options;
  const clients = Array.from({ length: connections }, () => openClient(address, 'fail-fast'));
  logTrouble(clients, log);
  const close = async () => {
    await Promise.all(clients.map((client) => quit(client)));
  };
  try {
    await Promise.all(clients.map((client) => untilReady(client, waitMs)));
  } catch (error) {
    await close();
    throw error;
  }
  let turn = 0;
  return {
    connection: () => {
      turn += 1;
      const next = clients[turn % clients.length];
      const client = next !== undefined && isReady(next) ? next : (clients.find(isReady) ?? next);
      if (client === undefined) throw new Error('Redis was opened without a connection');
      return client;
    },
    ready: () => clients.some(isReady),
    close,
  };
};

const isReady = (client: RedisClient): boolean => client.status === 'ready';

/** One line when the first goes and one when all are back; ioredis reports every attempt between. */
const logTrouble = (clients: readonly RedisClient[], log: Log): void => {
  const away = new Set<RedisClient>();
  for (const client of clients) {
    client.on('error', (error: Error) => {
      if (away.size === 0) log.warn({ error: reasonOf(error) }, 'Redis is away');
      away.add(client);
    });
    client.on('ready', () => {
      if (away.delete(client) && away.size === 0) log.info({}, 'Redis is back');
    });
  }
};

/** Of a cluster that cannot be reached, what its last node had against it. */
const reasonOf = (error: Error): string =>
  'lastNodeError' in error && error.lastNodeError instanceof Error
    ? error.lastNodeError.message
    : error.message;

const untilReady = (client: RedisClient, waitMs: number): Promise<void> =>
  new Promise((resolve, reject) => {
    let trouble = '';
    client.on('error', (error: Error) => {
      trouble = `: ${reasonOf(error)}`;
    });
    const patience = setTimeout(() => {
      reject(new RedisUnusable(`Redis was not ready within ${waitMs} ms${trouble}`));
    }, waitMs);
    client.once('ready', () => {
      clearTimeout(patience);
      resolve();
    });
  });

const quit = async (client: RedisClient): Promise<void> => {
  if (isReady(client)) await client.quit().catch(() => undefined);
  client.disconnect();
};
