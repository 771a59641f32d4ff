import type { Clock, Log, Sightings } from '../ports.ts';
import { type Keys, keyText } from './keys.ts';
import type { Connection } from './redis-connection.ts';

const FLUSH_MS = 10_000;
/** Fields in one command. */
const CHUNK = 500;
/** An alert that was told of this long ago is not told any more, and its source's lease is long over. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** What was told since the last flush is in memory, what was told before is in Redis. */
export interface RedisSightings extends Sightings {
  flush(): Promise<void>;
  /** Drops what has not been told for a month. */
  prune(): Promise<void>;
  /** Flushes for the last time. */
  close(): Promise<void>;
}

export const openSightings = (options: {
  readonly redis: Connection;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
}): RedisSightings => {
  const { redis, keys, clock, log } = options;
  const unsaved = new Map<string, Map<string, number>>();

  const flushSource = async (source: string, told: Map<string, number>) => {
    if (told.size === 0) return;
    for (const chunk of chunks([...told])) {
      await redis().hset(
        keys.sightings(source),
        ...chunk.flatMap(([fingerprint, at]) => [keyText(fingerprint), String(at)]),
      );
      for (const [fingerprint, at] of chunk) {
        if (told.get(fingerprint) === at) told.delete(fingerprint);
      }
    }
    // A source that falls silent is pruned by nobody.
    await redis().pexpire(keys.sightings(source), KEPT_MS);
  };
  const flush = async () => {
    for (const [source, told] of unsaved) await flushSource(source, told);
  };
  const timer = setInterval(() => {
    flush().catch((error: unknown) =>
      log.warn({ error: String(error) }, 'sightings of alerts are not saved yet'),
    );
  }, FLUSH_MS);

  return {
    note: (source, fingerprints, now) => {
      const told = unsaved.get(source) ?? new Map<string, number>();
      unsaved.set(source, told);
      for (const fingerprint of fingerprints) told.set(fingerprint, now);
    },
    lastSeen: async (source, fingerprints) => {
      const seen = new Map<string, number>();
      for (const chunk of chunks(fingerprints)) {
        const saved = await redis().hmget(keys.sightings(source), ...chunk.map(keyText));
        for (const [at, fingerprint] of chunk.entries()) {
          const latest = Math.max(
            Number(saved[at] ?? 0),
            unsaved.get(source)?.get(fingerprint) ?? 0,
          );
          if (latest > 0) seen.set(fingerprint, latest);
        }
      }
      return seen;
    },
    flush,
    prune: async () => {
      for (const source of unsaved.keys()) {
        await pruneSource(redis, keys.sightings(source), clock.now() - KEPT_MS);
      }
    },
    close: async () => {
      clearInterval(timer);
      await flush();
    },
  };
};

const pruneSource = async (redis: Connection, key: string, before: number): Promise<void> => {
  let cursor = '0';
  do {
    const [next, flat] = await redis().hscan(key, cursor, 'COUNT', CHUNK);
    const old = flat.filter((_, at) => at % 2 === 0 && Number(flat[at + 1]) < before);
    if (old.length > 0) await redis().hdel(key, ...old);
    cursor = next;
  } while (cursor !== '0');
};

const chunks = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, at) =>
    items.slice(at * CHUNK, (at + 1) * CHUNK),
  );
