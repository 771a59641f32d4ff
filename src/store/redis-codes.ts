import type { Code, Codes } from '../ports.ts';
import { type AtomicWrite, numberWord } from './atomic-write.ts';
import type { Keys } from './keys.ts';
import type { Connection } from './redis-connection.ts';

const SHOWN_AT = '.shownAt';

/** Reply codes by person. The incident has a field of its own, so that a write can be guarded by it. */
export const redisCodes = (redis: Connection, keys: Keys, write: AtomicWrite): Codes => ({
  of: async (person) => {
    const fields = await redis().hgetall(keys.codes(person));
    return Object.entries(fields).flatMap(([code, incident]): Code[] =>
      code.endsWith(SHOWN_AT)
        ? []
        : [{ code, incident: Number(incident), shownAt: Number(fields[`${code}${SHOWN_AT}`]) }],
    );
  },
  give: async (person, { code, incident, shownAt }, replaces) => {
    const key = keys.codes(person);
    const expected = replaces === undefined ? undefined : numberWord(replaces);
    const given = await write(
      [{ key, field: code, expected }],
      [['HSET', key, code, numberWord(incident), `${code}${SHOWN_AT}`, numberWord(shownAt)]],
    );
    return given !== undefined;
  },
});
