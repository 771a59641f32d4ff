import type { Incident } from '../core/incident.ts';
import type { Ports } from '../ports.ts';

/** An incident that a person was told of, and the code by which they know it. */
export interface Known {
  readonly code: string;
  readonly incident: Incident;
}

/** Everything that a person's codes stand for, the latest shown first. */
export async function knownTo(person: string, ports: Ports): Promise<readonly Known[]> {
  const codes = (await ports.codes.of(person)).toSorted((a, b) => b.shownAt - a.shownAt);
  const stored = await Promise.all(codes.map(({ incident }) => ports.incidents.load(incident)));
  return codes.flatMap(({ code }, i) => {
    const incident = stored[i]?.incident;
    return incident === undefined ? [] : { code, incident };
  });
}

/** What waits for somebody's answer. */
export const openFor = (known: readonly Known[]): readonly Known[] =>
  known.filter(({ incident }) => incident.status === 'triggered');
