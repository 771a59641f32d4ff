import { nextLayerEdge, nextTurnAt } from './layer.ts';
import { onCall, type Schedule } from './schedule.ts';
import { DAY } from './wall-time.ts';

/** The same people on call from one instant until another; a gap where there are none. */
export interface Shift {
  readonly fromAt: number;
  readonly untilAt: number;
  readonly people: readonly string[];
}

/** How far the end of a shift is looked for. */
const LOOK_AHEAD = 32 * DAY;

/** The shifts that cover an interval, in order, without gap or overlap; adjacent ones differ. */
export function shifts(schedule: Schedule, fromAt: number, untilAt: number): readonly Shift[] {
  const found: Shift[] = [];
  for (let at = fromAt; at < untilAt; ) {
    const shift = shiftAt(schedule, at, untilAt);
    found.push(shift);
    at = shift.untilAt;
  }
  return found;
}

/** When nobody is on call within an interval. */
export const gaps = (schedule: Schedule, fromAt: number, untilAt: number): readonly Shift[] =>
  shifts(schedule, fromAt, untilAt).filter(({ people }) => people.length === 0);

/**
 * When other people are on call than at an instant, looked for a month ahead; where nobody else is by
 * then, the next hand-over, and undefined where there is none.
 */
export function shiftEnd(schedule: Schedule, at: number): number | undefined {
  const limit = at + LOOK_AHEAD;
  const { untilAt } = shiftAt(schedule, at, limit);
  return untilAt < limit ? untilAt : nextHandover(schedule, at);
}

/** The first hand-over of any layer after an instant, whether or not it brings other people. */
function nextHandover({ layers, zone }: Schedule, at: number): number | undefined {
  const next = layers.map((layer) => nextTurnAt(layer, at, zone));
  return next.length === 0 ? undefined : Math.min(...next);
}

function shiftAt(schedule: Schedule, fromAt: number, limit: number): Shift {
  const people = onCall(schedule, fromAt);
  let untilAt = nextEdge(schedule, fromAt);
  while (untilAt < limit && areSame(onCall(schedule, untilAt), people)) {
    untilAt = nextEdge(schedule, untilAt);
  }
  return { fromAt, untilAt: Math.min(untilAt, limit), people };
}

/** The first instant after `at` at which other people may be on call. */
const nextEdge = ({ layers, overrides, zone }: Schedule, at: number): number =>
  Math.min(
    ...layers.map((layer) => nextLayerEdge(layer, at, zone)),
    ...overrides.flatMap(({ fromAt, untilAt }) => [fromAt, untilAt]).filter((edge) => edge > at),
  );

const areSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((person, index) => person === others[index]);
