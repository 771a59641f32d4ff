import type { Incident } from '../core/incident.ts';
import type { KnownCode } from '../core/known-codes.ts';
import type { Ports, Stored } from '../ports.ts';
import { inBatches } from './in-batches.ts';

/** A list looks through so many of the newest. */
const MOST_LOOKED_AT = 1000;

/** What this person was paged for, told or still held, and nobody answers yet; the oldest first. */
export async function waitingOn(person: string, ports: Ports): Promise<readonly Incident[]> {
  const numbers = (await ports.incidents.waitingOn(person)).slice(-MOST_LOOKED_AT);
  const stored = await inBatches(numbers, (number) => ports.incidents.load(number));
  return stored.flatMap((it) => it?.incident ?? []);
}

/** Everything that a person's codes stand for, the latest shown first. */
export async function knownTo(person: string, ports: Ports): Promise<readonly KnownCode[]> {
  const codes = (await ports.codes.of(person)).toSorted((a, b) => b.shownAt - a.shownAt);
  const bundles = await inBatches(codes, async ({ subject }) =>
    typeof subject === 'number' ? undefined : ((await ports.bundles.of(subject))?.pages ?? []),
  );
  const numbersOf = codes.map(({ subject }, at): readonly number[] =>
    typeof subject === 'number' ? [subject] : (bundles[at] ?? []).map(([number]) => number),
  );
  const numbers = [...new Set(numbersOf.flat())];
  const stored = await inBatches(numbers, (number) => ports.incidents.load(number));
  const byNumber = new Map(
    numbers.map((number, at): [number, Stored | undefined] => [number, stored[at]]),
  );
  return codes.map(({ code, shownAt }, at) => ({
    code,
    shownAt,
    incidents: (numbersOf[at] ?? []).flatMap((number) => byNumber.get(number)?.incident ?? []),
    isBundle: bundles[at] !== undefined,
  }));
}
