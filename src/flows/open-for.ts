import { type Incident, peopleTold } from '../core/incident.ts';
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

/** A code that a person was shown, and the incidents that it stands for: one, or those of a bundle. */
export interface Known {
  readonly code: string;
  readonly shownAt: number;
  readonly incidents: readonly Incident[];
  readonly isBundle: boolean;
}

/** Everything that a person's codes stand for, the latest shown first. */
export async function knownTo(person: string, ports: Ports): Promise<readonly Known[]> {
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

/**
 * The incidents that a person was told of in this episode and that wait for an answer, each once, the
 * latest told first. A code is given before its text is sent: it alone shows nothing.
 */
export const openFor = (known: readonly Known[], person: string): readonly Incident[] => [
  ...new Map(
    known
      .flatMap(({ incidents }) => incidents)
      .filter(
        (incident) => incident.status === 'triggered' && peopleTold(incident).includes(person),
      )
      .map((incident) => [incident.number, incident]),
  ).values(),
];

/** The codes by which those can be answered: the incident's own, else that of its bundle. */
export function openCodes(known: readonly Known[]): readonly string[] {
  const covered = new Set<number>();
  const codes: string[] = [];
  const single = known.filter(({ isBundle }) => !isBundle);
  const bundles = known.filter(({ isBundle }) => isBundle);
  for (const { code, incidents } of [...single, ...bundles]) {
    const open = incidents.filter(
      ({ number, status }) => status === 'triggered' && !covered.has(number),
    );
    if (open.length > 0) codes.push(code);
    for (const { number } of open) covered.add(number);
  }
  return codes;
}
