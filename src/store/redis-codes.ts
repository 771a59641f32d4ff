import type { GivenCode } from '../core/booking.ts';
import type { CodeSubject, ShownCode } from '../core/codes.ts';
import type { Codes } from '../ports.ts';
import { type AtomicWrite, numberWord } from './atomic-write.ts';
import type { Keys } from './keys.ts';
import type { Connection } from './redis-connection.ts';
import type { Share } from './redis-records.ts';

const SHOWN_AT = '.shownAt';

const word = (subject: CodeSubject): string =>
  typeof subject === 'number' ? numberWord(subject) : subject;

/** A bundle's name has dots; an incident's number has none. */
const readSubject = (text: string): CodeSubject => (/^\d+$/.test(text) ? Number(text) : text);

/** Reply codes by person. The subject has a field of its own, so that a write can be guarded by it. */
export const redisCodes = (redis: Connection, keys: Keys, write: AtomicWrite): Codes => ({
  of: async (person) => {
    const fields = await redis().hgetall(keys.codes(person));
    return Object.entries(fields).flatMap(([code, subject]): ShownCode[] =>
      code.endsWith(SHOWN_AT)
        ? []
        : [
            {
              code,
              subject: readSubject(subject),
              shownAt: Number(fields[`${code}${SHOWN_AT}`]),
            },
          ],
    );
  },
  give: async (code) => {
    const { guard, command } = shareOfCode(keys, code);
    return (await write([guard], [command])) !== undefined;
  },
});

export const shareOfCode = (keys: Keys, { person, shown, replaces }: GivenCode): Share => {
  const { code, subject, shownAt } = shown;
  const key = keys.codes(person);
  const expected = replaces === undefined ? undefined : word(replaces);
  return {
    guard: { key, field: code, expected },
    command: ['HSET', key, code, word(subject), `${code}${SHOWN_AT}`, numberWord(shownAt)],
  };
};
