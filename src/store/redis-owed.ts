import type { Owed } from '../ports.ts';
import { type AtomicWrite, numberWord } from './atomic-write.ts';
import type { Keys } from './keys.ts';
import { claimOf, pageMember, readMember, timerMember } from './owed-members.ts';
import type { Connection } from './redis-connection.ts';

/** The owed set: what is due, whatever became of the queue's jobs. */
export const redisOwed = (redis: Connection, keys: Keys, write: AtomicWrite): Owed => ({
  due: async (now, limit) => {
    const flat = await redis().zrangebyscore(
      keys.owed,
      '-inf',
      numberWord(now),
      'WITHSCORES',
      'LIMIT',
      0,
      limit,
    );
    return flat.flatMap((member, at) => {
      const work = at % 2 === 0 ? readMember(member, Number(flat[at + 1])) : undefined;
      return work === undefined ? [] : [work];
    });
  },

  defer: async (incident, page, dueAt) => {
    await write(
      [],
      [
        ['HDEL', keys.claims, claimOf(incident, page)],
        ['ZADD', keys.owed, 'XX', numberWord(dueAt), pageMember(incident, page)],
      ],
    );
  },

  drop: async (work) => {
    const { incident } = work;
    await write(
      [],
      work.type === 'timer'
        ? [['ZREM', keys.owed, timerMember(incident, work.timer)]]
        : [
            ['ZREM', keys.owed, pageMember(incident, work.page)],
            ['HDEL', keys.claims, claimOf(incident, work.page)],
          ],
    );
  },
});

/** How late the most overdue work is, in milliseconds; 0 when nothing is. */
export const overdueMs = async (redis: Connection, keys: Keys, now: number): Promise<number> => {
  const [, dueAt] = await redis().zrange(keys.owed, 0, '0', 'WITHSCORES');
  return dueAt === undefined ? 0 : Math.max(0, now - Number(dueAt));
};
