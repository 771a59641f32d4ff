import type { OwedWork } from '../core/owed-work.ts';
import { phoneOfPage } from '../core/page-id.ts';
import type { Owed } from '../ports.ts';
import { type AtomicWrite, numberWord } from './atomic-write.ts';
import type { Keys } from './keys.ts';
import { claimOf, pageMember, readMember, readWaiting, timerMember } from './owed-members.ts';
import type { Connection } from './redis-connection.ts';

/** The owed set: what is due, whatever became of the queue's jobs. */
export const redisOwed = (redis: Connection, keys: Keys, write: AtomicWrite): Owed => ({
  due: (now, limit, skip = 0) => owedBetween(redis, keys, ['-inf', now], limit, skip),

  upcoming: (after, until, limit) =>
    owedBetween(redis, keys, [`(${numberWord(after)}`, until], limit),

  defer: async (incident, page, dueAt) => {
    await write(
      [],
      [
        ['HDEL', keys.claims, claimOf(incident, page)],
        ['ZADD', keys.owed, 'XX', numberWord(dueAt), pageMember(incident, page)],
      ],
    );
  },

  postpone: async (work, dueAt) => {
    await write([], [['ZADD', keys.owed, 'XX', 'GT', numberWord(dueAt), memberOf(work)]]);
  },

  hasten: async (work, dueAt) => {
    await write([], [['ZADD', keys.owed, 'XX', 'LT', numberWord(dueAt), memberOf(work)]]);
  },

  waitingFor: async (phone, now, limit) => {
    const members = await redis().zrangebyscore(
      keys.waiting(phone),
      '-inf',
      numberWord(now),
      'LIMIT',
      0,
      limit,
    );
    return members.map(readWaiting);
  },

  nextTries: async (incident, pages) => {
    if (pages.length === 0) return new Map();
    const members = pages.map((page) => pageMember(incident, page));
    const dueAts = await redis().zmscore(keys.owed, members);
    return new Map(
      pages.flatMap((page, at): [string, number][] => {
        const dueAt = dueAts[at] ?? undefined;
        return dueAt === undefined ? [] : [[page, Number(dueAt)]];
      }),
    );
  },

  drop: async (work) => {
    const { incident } = work;
    await write(
      [],
      [
        ['ZREM', keys.owed, memberOf(work)],
        ...(work.type === 'timer'
          ? []
          : ([
              ['ZREM', keys.waiting(phoneOfPage(work.page)), claimOf(incident, work.page)],
              ['HDEL', keys.claims, claimOf(incident, work.page)],
            ] as const)),
      ],
    );
  },
});

const owedBetween = async (
  redis: Connection,
  keys: Keys,
  [from, until]: readonly [from: string, until: number],
  limit: number,
  skip = 0,
): Promise<readonly OwedWork[]> => {
  const flat = await redis().zrangebyscore(
    keys.owed,
    from,
    numberWord(until),
    'WITHSCORES',
    'LIMIT',
    skip,
    limit,
  );
  return flat.flatMap((member, at) => {
    const work = at % 2 === 0 ? readMember(member, Number(flat[at + 1])) : undefined;
    return work === undefined ? [] : [work];
  });
};

const memberOf = (work: OwedWork): string =>
  work.type === 'timer'
    ? timerMember(work.incident, work.timer)
    : pageMember(work.incident, work.page);

/** How late the most overdue work is, in milliseconds; 0 when nothing is. */
export const overdueMs = async (redis: Connection, keys: Keys, now: number): Promise<number> => {
  const [, dueAt] = await redis().zrange(keys.owed, 0, '0', 'WITHSCORES');
  return dueAt === undefined ? 0 : Math.max(0, now - Number(dueAt));
};
