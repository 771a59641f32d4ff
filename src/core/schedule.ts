import { type Layer, onLayer } from './layer.ts';

/** Other people than the layers say, from one instant until another. */
export interface Override {
  readonly fromAt: number;
  readonly untilAt: number;
  /** Person ids, at least one. */
  readonly people: readonly string[];
}

/** Who is on call when. */
export interface Schedule {
  readonly name: string;
  /** IANA zone whose wall clock all hand-overs and hours are told on. */
  readonly zone: string;
  /** Later ones win where they have somebody; earlier ones show through elsewhere. */
  readonly layers: readonly Layer[];
  /** They win over all layers, later ones over earlier ones. */
  readonly overrides: readonly Override[];
}

/**
 * Who is on call at an instant, the first to be called first; empty: nobody. A wall-clock time that a
 * clock change skips moves forward; one that occurs twice is the first.
 */
export function onCall({ zone, layers, overrides }: Schedule, at: number): readonly string[] {
  const override = overrides.findLast(({ fromAt, untilAt }) => fromAt <= at && at < untilAt);
  if (override !== undefined) return override.people;
  for (const layer of layers.toReversed()) {
    const people = onLayer(layer, at, zone);
    if (people.length > 0) return people;
  }
  return [];
}

/** Everyone who is ever on call, each once. */
export const everyoneIn = ({ layers, overrides }: Schedule): readonly string[] => [
  ...new Set([
    ...layers.flatMap(({ turns }) => turns.flat()),
    ...overrides.flatMap(({ people }) => people),
  ]),
];
