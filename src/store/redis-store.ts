import type { Clock, Log, Ports } from '../ports.ts';
import { atomicWrite } from './atomic-write.ts';
import { openHeartbeat } from './heartbeat.ts';
import { type Keys, keysUnder } from './keys.ts';
import { redisBookings } from './redis-bookings.ts';
import { freeAllClaims, redisClaims } from './redis-claims.ts';
import { redisCodes } from './redis-codes.ts';
import {
  type KeptSecrets,
  type Policies,
  redisPolicies,
  redisSecrets,
} from './redis-configuration.ts';
import type { Connection } from './redis-connection.ts';
import { redisIncidents } from './redis-incidents.ts';
import { redisAnswered, redisOptOuts, redisUnreadable } from './redis-messages.ts';
import { overdueMs, redisOwed } from './redis-owed.ts';
import { redisRecords } from './redis-records.ts';
import { openSightings } from './redis-sightings.ts';
import { forgetResolved } from './retention.ts';
import { loadScript, WHEN_FULL } from './script.ts';
import { redisUptime } from './uptime.ts';

const DAY_MS = 24 * 3_600_000;
const TIDY_EVERY_MS = 3_600_000;

/** The ports that are kept in a store. */
export type StorePorts = Pick<
  Ports,
  | 'incidents'
  | 'owed'
  | 'claims'
  | 'sightings'
  | 'uptime'
  | 'codes'
  | 'bookings'
  | 'paces'
  | 'wrongCodes'
  | 'bundles'
  | 'optOuts'
  | 'answered'
  | 'unreadable'
>;

export interface Store extends StorePorts {
  readonly policies: Policies;
  readonly secrets: KeptSecrets;
  /** The durable figures by field, as `figureFields` of core/figures.ts names them. */
  figures(): Promise<Readonly<Record<string, number>>>;
  /** How late the most overdue work is, in milliseconds; 0 when nothing is. */
  overdueMs(now: number): Promise<number>;
  /** Only where no other process can be at a page: at the start of the embedded store. */
  freeAllClaims(): Promise<void>;
  /** Drops resolved incidents past their retention; done every hour by itself. */
  tidy(): Promise<void>;
  /** Saves the last sightings and ends the heartbeat, if Redis is there; the connections stay open. */
  close(): Promise<void>;
}

/** Opens Piket's one store on Redis, in the name of one process, and beats its heart. */
export const openStore = async (options: {
  readonly redis: Connection;
  readonly clock: Clock;
  readonly log: Log;
  /** Unlike that of any other process, past or present. */
  readonly incarnation: string;
  readonly prefix?: string;
  readonly retentionMs?: number;
  /** Hears how long a small synced write took, every 3 s. */
  readonly wrote?: (tookMs: number) => void;
}): Promise<Store> => {
  const { redis, clock, log, incarnation } = options;
  const { prefix = '{piket}:', retentionMs = 400 * DAY_MS } = options;
  const keys = keysUnder(prefix);
  const opening = loadScript(redis, './compare-and-write.lua');
  const other = loadScript(redis, './compare-and-write.lua', WHEN_FULL);
  const lookUp = loadScript(redis, './look-up.lua', WHEN_FULL);
  const claimPage = loadScript(redis, './claim-page.lua', WHEN_FULL);
  const write = atomicWrite({ opening, other }, keys);
  const incidents = redisIncidents(redis, keys, { lookUp, write });
  const kinds = {
    pace: { keyOf: keys.pace, keptMs: DAY_MS },
    bundle: { keyOf: keys.bundle, keptMs: 8 * DAY_MS },
    wrongCodes: { keyOf: keys.wrongCodes, keptMs: DAY_MS },
  };
  const uptime = redisUptime(redis, keys, write);
  const heartbeat = await openHeartbeat({ ...options, write, keys, uptime });
  const sightings = openSightings({ redis, keys, clock, log });
  const tidy = async () => {
    await forgetResolved({ redis, keys, write, incidents }, clock.now() - retentionMs);
    await sightings.prune();
  };
  const timer = setInterval(() => {
    tidy().catch((error: unknown) => log.warn({ error: String(error) }, 'tidying up failed'));
  }, TIDY_EVERY_MS);

  return {
    incidents,
    owed: redisOwed(redis, keys, write),
    claims: redisClaims(keys, { claimPage, write }, incarnation),
    sightings,
    uptime,
    codes: redisCodes(redis, keys, write),
    bookings: redisBookings(keys, write, kinds),
    paces: redisRecords(redis, write, kinds.pace),
    bundles: redisRecords(redis, write, kinds.bundle),
    wrongCodes: redisRecords(redis, write, kinds.wrongCodes),
    optOuts: redisOptOuts(redis, keys),
    answered: redisAnswered(redis, keys),
    unreadable: redisUnreadable(keys, write),
    policies: redisPolicies(redis, keys),
    secrets: redisSecrets(redis, keys),
    figures: () => figuresOf(redis, keys),
    overdueMs: (now) => overdueMs(redis, keys, now),
    freeAllClaims: () => freeAllClaims(redis, keys),
    tidy,
    close: async () => {
      clearInterval(timer);
      const ends = await Promise.allSettled([sightings.close(), heartbeat.close()]);
      for (const end of ends) {
        if (end.status === 'rejected') {
          log.warn({ error: String(end.reason) }, 'the store could not say goodbye');
        }
      }
    },
  };
};

const figuresOf = async (
  redis: Connection,
  keys: Keys,
): Promise<Readonly<Record<string, number>>> => {
  const fields = Object.entries(await redis().hgetall(keys.figures));
  return Object.fromEntries(fields.map(([field, sum]) => [field, Number(sum)]));
};
