import type { Answered, OptOuts, Unreadable } from '../ports.ts';
import type { AtomicWrite } from './atomic-write.ts';
import type { Keys } from './keys.ts';
import type { Connection } from './redis-connection.ts';

/** A provider repeats a message for hours, not for days. */
const ANSWER_KEPT_MS = 3 * 24 * 3_600_000;
const BODIES_KEPT = 100;
const BODY_CHARACTERS = 65_536;

export const redisOptOuts = (redis: Connection, keys: Keys): OptOuts => ({
  all: async () => new Set(await redis().smembers(keys.optOuts)),
  set: async (person, method, optedOut) => {
    const member = `${person}.${method}`;
    await (optedOut ? redis().sadd(keys.optOuts, member) : redis().srem(keys.optOuts, member));
  },
});

export const redisAnswered = (redis: Connection, keys: Keys): Answered => ({
  recall: async (messageId) => {
    const text = await redis().get(keys.answered(messageId));
    return text === null ? undefined : readReply(text);
  },
  keep: async (messageId, reply) => {
    const first = await redis().set(
      keys.answered(messageId),
      JSON.stringify(reply),
      'PX',
      ANSWER_KEPT_MS,
      'NX',
      'GET',
    );
    return first === null ? reply : readReply(first);
  },
});

const readReply = (text: string): string => JSON.parse(text);

/** The latest bodies, each cut to 64 Ki characters: `{source, at, reason, body}` as JSON, newest first. */
export const redisUnreadable = (keys: Keys, write: AtomicWrite): Unreadable => ({
  keep: async (source, body, reason, now) => {
    const kept = { source, at: now, reason, body: body.slice(0, BODY_CHARACTERS) };
    await write(
      [],
      [
        ['LPUSH', keys.unreadable, JSON.stringify(kept)],
        ['LTRIM', keys.unreadable, '0', String(BODIES_KEPT - 1)],
      ],
    );
  },
});
