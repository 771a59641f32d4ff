import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import type { Claims, Log } from '../../src/ports.ts';
import { keysUnder } from '../../src/store/keys.ts';
import { openRedis } from '../../src/store/redis-connection.ts';
import { openStore, type Store } from '../../src/store/redis-store.ts';
import { memoryStore } from '../support/memory-store.ts';
import { startRedis } from '../support/real-redis.ts';

/** An empty store for one test, and what a test does to the world around it. */
export interface StoreWorld {
  readonly store: Store;
  /** The claims in the name of another process. */
  claimsOf(incarnation: string): Promise<Claims>;
  /** That process ends as a crash ends it: it frees nothing. */
  die(incarnation: string): Promise<void>;
  close(): Promise<void>;
}

interface Home {
  open(): Promise<StoreWorld>;
  close(): Promise<void>;
}

const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} };
const clock = { now: () => 1_000_000 };

const memoryHome = async (): Promise<Home> => ({
  open: async () => {
    const store = memoryStore({ clock });
    return {
      store,
      claimsOf: async (incarnation) => store.claimsOf(incarnation),
      die: async (incarnation) => store.die(incarnation),
      close: () => store.close(),
    };
  },
  close: async () => {},
});

const redisHome = async (): Promise<Home> => {
  const server = await startRedis();
  const redis = await openRedis({ address: { path: server.path }, log: quiet });
  return {
    open: async () => {
      const prefix = `{test-${randomUUID()}}:`;
      const open = (incarnation: string) =>
        openStore({ redis: redis.connection, clock, log: quiet, incarnation, prefix });
      const stores = new Map([['this process', await open('this process')]]);
      const [store] = stores.values();
      if (store === undefined) throw new Error('unreachable');
      return {
        store,
        claimsOf: async (incarnation) => {
          const other = stores.get(incarnation) ?? (await open(incarnation));
          stores.set(incarnation, other);
          return other.claims;
        },
        // What six seconds without a heartbeat come to.
        die: async (incarnation) => {
          await redis.connection().del(keysUnder(prefix).process + incarnation);
        },
        close: async () => {
          await Promise.all([...stores.values()].map((each) => each.close()));
        },
      };
    },
    close: async () => {
      await redis.close();
      await server.stop();
    },
  };
};

/** The same sentences of every store: the memory one is only of use while it keeps its word. */
export const onEveryStore = (subject: string, tests: (world: () => StoreWorld) => void): void => {
  describe.each([
    { name: 'in memory', setUp: memoryHome },
    { name: 'in Redis', setUp: redisHome },
  ])(`${subject} $name`, ({ setUp }) => {
    let home: Home | undefined;
    let world: StoreWorld | undefined;
    beforeAll(async () => {
      home = await setUp();
    });
    beforeEach(async () => {
      world = await home?.open();
    });
    afterEach(async () => {
      await world?.close();
      world = undefined;
    });
    afterAll(async () => {
      await home?.close();
    });
    tests(() => {
      if (world === undefined) throw new Error('the store is open during a test only');
      return world;
    });
  });
};
