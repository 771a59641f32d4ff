import type { GivenCode } from '../core/booking.ts';
import { CODE_KEPT_MS, chooseCode, type CodeSubject, type ShownCode } from '../core/codes.ts';
import type { Ports } from '../ports.ts';
import { untilSaved } from './until-saved.ts';

const SHORTEST = 3;

/** The code that a text is about to show: one for each person and incident or bundle, for its whole life. */
export async function giveCode(
  person: string,
  subject: CodeSubject,
  ports: Ports,
): Promise<string> {
  return untilSaved(async () => {
    const given = await findCode(person, subject, ports);
    return (await ports.codes.give(given)) ? { saved: given.shown.code } : 'lost-race';
  });
}

/** The same, not given yet. */
export async function findCode(
  person: string,
  subject: CodeSubject,
  ports: Ports,
): Promise<GivenCode> {
  const now = ports.clock.now();
  const known = await ports.codes.of(person);
  const own = known.find((shown) => shown.subject === subject);
  if (own !== undefined) return { person, shown: { ...own, shownAt: now }, replaces: subject };
  const fresh = chooseCode(known, subject, () => true, now);
  const { code, replaces } =
    fresh.code.length === SHORTEST ? fresh : await reusable(known, subject, now, ports);
  return {
    person,
    shown: { code, subject, shownAt: now },
    ...(replaces !== undefined && { replaces }),
  };
}

/** All short codes are used up: the one longest out of use, when its incident is over. */
async function reusable(
  known: readonly ShownCode[],
  subject: CodeSubject,
  now: number,
  ports: Ports,
) {
  const old = known.filter(({ shownAt }) => now - shownAt > CODE_KEPT_MS);
  const numbers = old.flatMap((shown) => (typeof shown.subject === 'number' ? shown.subject : []));
  const stored = await Promise.all(numbers.map((number) => ports.incidents.load(number)));
  const open = new Set<CodeSubject>(
    stored.flatMap((it) => (it && it.incident.status !== 'resolved' ? it.incident.number : [])),
  );
  return chooseCode(known, subject, (it) => open.has(it), now);
}
