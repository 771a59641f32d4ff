import { Redis } from 'ioredis';
import { evolve } from '../../src/core/evolve.ts';
import type { Incident } from '../../src/core/incident.ts';
import type { Page } from '../../src/core/page.ts';
import type { OwedWork } from '../../src/core/owed-work.ts';
import type { Incidents } from '../../src/ports.ts';
import { keysUnder } from '../../src/store/keys.ts';
import { redisIncidents } from '../../src/store/redis-incidents.ts';
import { redisOwed } from '../../src/store/redis-owed.ts';

export interface StoredPage extends Page {
  /** `42.1.1.0.ada.sms`. */
  readonly full: string;
}

export interface Claimed {
  readonly page: string;
  readonly owner: string;
}

/** The store as somebody sees it who only looks, whatever becomes of the Redis meanwhile. */
export interface StoreView {
  readonly incidents: Pick<Incidents, 'load' | 'pages' | 'list'>;
  /** The pages of incidents. */
  pagesOf(numbers: readonly number[]): Promise<readonly StoredPage[]>;
  /** All that is owed, due or not. */
  owed(): Promise<readonly OwedWork[]>;
  /** The pages that some process took to send, `42.1.1.0.ada.sms`, and who that was. */
  claimed(): Promise<readonly Claimed[]>;
  /** The incident as its snapshot and as its timeline tells it, of one and the same moment. */
  bothTellings(number: number): Promise<{ snapshot: Incident; folded: Incident }>;
  /** Removes all that BullMQ keeps; answers how many keys that were. */
  loseQueues(): Promise<number>;
  close(): void;
}

const FAR = 4_000_000_000_000;
const keys = keysUnder('{piket}:');
const onlyLooks = () => {
  throw new Error('a view does not write');
};

/** `path`: the socket of its Redis. */
export const viewStore = (path: string): StoreView => {
  const redis = new Redis({ path, maxRetriesPerRequest: null, retryStrategy: () => 20 });
  redis.on('error', () => undefined);
  const incidents = redisIncidents(() => redis, keys, { lookUp: onlyLooks, write: onlyLooks });
  const owed = redisOwed(() => redis, keys, onlyLooks);
  return {
    incidents,
    pagesOf: async (numbers) => {
      const pages = await Promise.all(
        numbers.map(async (number) =>
          (await incidents.pages(number)).map((page) => ({
            ...page,
            full: `${number}.${page.id}`,
          })),
        ),
      );
      return pages.flat();
    },
    owed: () => owed.due(FAR, 10_000),
    claimed: async () =>
      Object.entries(await redis.hgetall(keys.claims)).map(([page, claim]) => ({
        page: page.replace(':', '.'),
        owner: claim.split(' ')[1] ?? '',
      })),
    bothTellings: async (number) => {
      for (;;) {
        const before = await incidents.load(number);
        const events = await incidents.timeline(number);
        const after = await incidents.load(number);
        const folded = events.reduce<Incident | undefined>(evolve, undefined);
        if (after === undefined || folded === undefined) throw new Error(`no incident #${number}`);
        // A report may come in between: delivered, after sent.
        if (before?.version !== after.version) continue;
        return { snapshot: after.incident, folded: { ...folded, number } };
      }
    },
    loseQueues: async () => {
      const lost = await redis.keys('{piket}:queue*');
      return lost.length === 0 ? 0 : redis.unlink(...lost);
    },
    close: () => redis.disconnect(),
  };
};
