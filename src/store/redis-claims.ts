import type { Claims } from '../ports.ts';
import type { AtomicWrite } from './atomic-write.ts';
import type { Keys } from './keys.ts';
import { claimOf, pageMember } from './owed-members.ts';
import type { Connection } from './redis-connection.ts';
import type { Script } from './script.ts';

/** Claims of pages, in the name of one process. */
export const redisClaims = (
  keys: Keys,
  scripts: { readonly claimPage: Script; readonly write: AtomicWrite },
  incarnation: string,
): Claims => ({
  claim: async (incident, page, { version, forMs, dueBy }) => {
    const answer = await scripts.claimPage(
      [keys.incident(incident), keys.claims, keys.owed],
      [
        String(version),
        claimOf(incident, page),
        pageMember(incident, page),
        incarnation,
        String(forMs),
        dueBy === undefined ? '' : String(dueBy),
        keys.process,
      ],
    );
    if (answer === 'claimed' || answer === 'held' || answer === 'changed') return answer;
    throw new Error('the claim script gave an unknown answer');
  },

  letGo: async (incident, page) => {
    await scripts.write([], [['HDEL', keys.claims, claimOf(incident, page)]]);
  },
});

/** For the store of one process alone: at its start nobody can be at a page. */
export const freeAllClaims = async (redis: Connection, keys: Keys): Promise<void> => {
  await redis().del(keys.claims);
};
