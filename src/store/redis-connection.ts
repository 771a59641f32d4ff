import { Redis } from 'ioredis';
import type { Log } from '../ports.ts';
import { failFast, type RedisAddress } from './redis-address.ts';

/** A connection that is ready, where there is one. */
export type Connection = () => Redis;

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
  const clients = Array.from({ length: connections }, () => new Redis(failFast(address)));
  for (const client of clients) logTrouble(client, log);
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

const isReady = (client: Redis): boolean => client.status === 'ready';

/** One line when it goes and one when it is back; ioredis reports every attempt between. */
const logTrouble = (client: Redis, log: Log): void => {
  let away = false;
  client.on('error', (error: Error) => {
    if (!away) log.warn({ error: error.message }, 'Redis is away');
    away = true;
  });
  client.on('ready', () => {
    if (away) log.info({}, 'Redis is back');
    away = false;
  });
};

const untilReady = (client: Redis, waitMs: number): Promise<void> =>
  new Promise((resolve, reject) => {
    let trouble = '';
    client.on('error', (error: Error) => {
      trouble = `: ${error.message}`;
    });
    const patience = setTimeout(() => {
      reject(new Error(`Redis was not ready within ${waitMs} ms${trouble}`));
    }, waitMs);
    client.once('ready', () => {
      clearTimeout(patience);
      resolve();
    });
  });

const quit = async (client: Redis): Promise<void> => {
  if (isReady(client)) await client.quit().catch(() => undefined);
  client.disconnect();
};
