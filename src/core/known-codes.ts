import { type Incident, peopleTold } from './incident.ts';

/** A code that a person was shown, and the incidents that it stands for: one, or those of a bundle. */
export interface KnownCode {
  readonly code: string;
  readonly shownAt: number;
  readonly incidents: readonly Incident[];
  readonly isBundle: boolean;
}

/** Each incident that the codes stand for, once. */
export const incidentsOf = (known: readonly KnownCode[]): readonly Incident[] => [
  ...new Map(
    known.flatMap(({ incidents }) => incidents).map((incident) => [incident.number, incident]),
  ).values(),
];

/**
 * The incidents that a person was told of in this episode and that wait for an answer, each once, in the
 * order of the codes. A code is given before its text is sent: it alone shows nothing.
 */
export const openFor = (known: readonly KnownCode[], person: string): readonly Incident[] =>
  incidentsOf(known).filter(
    (incident) => incident.status === 'triggered' && peopleTold(incident).includes(person),
  );

/** The codes by which open incidents can be answered: the incident's own, else that of its bundle. */
export function openCodes(known: readonly KnownCode[]): readonly string[] {
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

/** The code that stands for this incident alone. */
export const ownCodeOf = ({ number }: Incident, known: readonly KnownCode[]): string | undefined =>
  known.find(({ isBundle, incidents }) => !isBundle && incidents.some((it) => it.number === number))
    ?.code;

/** The codes, as if they stood for some of their incidents only. */
export const limitedTo = (
  known: readonly KnownCode[],
  isMeant: (incident: Incident) => boolean,
): readonly KnownCode[] =>
  known.map((shown) => ({ ...shown, incidents: shown.incidents.filter(isMeant) }));
