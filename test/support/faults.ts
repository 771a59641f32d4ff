import type { Ports } from '../../src/ports.ts';

/** What a store that is away for a moment throws. */
export class Fault extends Error {}

type Question = (...args: unknown[]) => unknown;
const isQuestion = (value: unknown): value is Question => typeof value === 'function';

/** What the flows ask the store. A note of a sighting is kept in memory: it does not fail. */
const asked = (ports: Ports): readonly object[] => [
  ports.incidents,
  ports.owed,
  ports.claims,
  ports.codes,
  ports.bookings,
  ports.paces,
  ports.wrongCodes,
  ports.bundles,
  ports.optOuts,
  ports.answered,
];

/** What changes nothing fails alike before and after it was done. */
const READS = new Set(
  'lookUp load loadPage versions latestInGroup alerts timeline pages waitingOn countWaitingOn list'
    .concat(' due upcoming waitingFor nextTries of all recall')
    .split(' '),
);

/**
 * Lets one question to the store fail, the `at`th from now on: before the store has heard of it, or after it
 * has done what it was asked. Answers how many questions there were.
 */
export function failOnce(ports: Ports, at: number, moment: 'before' | 'after'): () => number {
  let count = 0;
  for (const port of asked(ports)) {
    for (const [name, question] of Object.entries(port)) {
      if (!isQuestion(question) || (moment === 'after' && READS.has(name))) continue;
      Reflect.set(port, name, async (...args: unknown[]) => {
        count += 1;
        const fails = count === at;
        if (fails && moment === 'before') throw new Fault(`${name} failed`);
        const answer = await question(...args);
        if (fails) throw new Fault(`${name} failed afterwards`);
        return answer;
      });
    }
  }
  return () => count;
}
