import type { Uptime } from '../ports.ts';
import { type AtomicWrite, numberWord } from './atomic-write.ts';
import type { Keys } from './keys.ts';
import type { Connection } from './redis-connection.ts';

/** No beat of any process for so long is an outage: several beats are missing, or Redis was away. */
const OUTAGE_MS = 15_000;
const OUTAGES_KEPT = 1000;

/** Remembers when there was nobody to be told of anything, by the beats of all processes. */
export interface RedisUptime extends Uptime {
  /** This process is awake now. */
  beat(now: number): Promise<void>;
}

/** `awake` holds the latest beat; `outages` a list of `from until`, the latest first. */
export const redisUptime = (redis: Connection, keys: Keys, write: AtomicWrite): RedisUptime => ({
  beat: async (now) => {
    const last = await redis().get(keys.awake);
    const from = last === null ? now : Number(last);
    const outage = `${numberWord(from)} ${numberWord(now)}`;
    // Who loses the race was beaten to it by another process that is awake.
    await write(
      [{ key: keys.awake, expected: last ?? undefined }],
      [
        ['SET', keys.awake, numberWord(Math.max(from, now))],
        ...(now - from < OUTAGE_MS
          ? []
          : ([
              ['LPUSH', keys.outages, outage],
              ['LTRIM', keys.outages, '0', String(OUTAGES_KEPT - 1)],
            ] as const)),
      ],
    );
  },
  downMs: async (from, until) => {
    const outages = await redis().lrange(keys.outages, 0, -1);
    return outages
      .map((text) => text.split(' ').map(Number))
      .map(([start = 0, end = 0]) => Math.max(0, Math.min(end, until) - Math.max(start, from)))
      .reduce((sum, ms) => sum + ms, 0);
  },
});
