/**
 * How fast a policy comes to its last step, told before any night proves it. Where whoever is on call
 * decides when waking hours begin, the latest beginning counts.
 */
import { Temporal } from 'temporal-polyfill';
import type { Policy } from './policy.ts';
import type { Rules } from './rules.ts';
import { groupsOf } from './step-reach.ts';
import { type Concerned, targetsFor } from './targets.ts';
import { DAY, dayOf, HOUR, instantAt, timeOfDay, wallAt } from './wall-time.ts';
import { type WakingHours, wakingFrom } from './waking-hours.ts';

/** The zones of each group that each target of a step may page; no targets: it pages nobody. */
type StepZones = readonly (readonly (readonly string[])[])[];

/** An incident that comes to its policy's last step when its response target has passed. */
export interface Late {
  readonly openedAt: number;
  readonly lastStepAt: number;
  /** Where the last step's people are. */
  readonly zone: string;
}

/**
 * The first incident that a policy with waking hours is too slow for, of those that open in an hour of
 * the weeks in which clocks change next.
 */
export function firstLate(
  policy: Policy & { readonly hours: WakingHours },
  abouts: readonly Concerned[],
  rules: Rules,
  targetMs: number,
  now: number,
): Late | undefined {
  const waking = rememberWaking(policy.hours);
  const ways = new Map(
    abouts.map((about) => {
      const zones = policy.steps.map((step) => zonesOf(step, about, rules));
      return [JSON.stringify(zones), zones];
    }),
  );
  const zones = [...new Set([...ways.values()].flat(4))];
  const openings = zones.flatMap((zone) => hoursOfChanges(zone, policy.hours, now));
  for (const openedAt of [...new Set(openings)].toSorted((a, b) => a - b)) {
    for (const way of ways.values()) {
      const lastStepAt = lastStep(policy, way, openedAt, waking);
      if (lastStepAt - openedAt >= targetMs)
        return { openedAt, lastStepAt, zone: way.at(-1)?.flat(2)[0] ?? 'UTC' };
    }
  }
  return undefined;
}

type Waking = (at: number, zone: string) => number;

/** When the pages of the last step that pages anybody go out. */
function lastStep(policy: Policy, way: readonly StepZones[], openedAt: number, waking: Waking) {
  let lastAt = openedAt;
  let dueAt = openedAt;
  for (const [index, targets] of way.entries()) {
    if (targets.length === 0) continue;
    lastAt = begin(targets, dueAt, waking);
    dueAt = lastAt + (policy.steps[index]?.waitMs ?? 0);
  }
  return lastAt;
}

/** A step's wait begins with its first page; of a target's groups any one may be on call. */
const begin = (targets: StepZones, dueAt: number, waking: Waking): number =>
  Math.min(
    ...targets.map((groups) =>
      Math.max(...groups.map((group) => Math.min(...group.map((zone) => waking(dueAt, zone))))),
    ),
  );

const zonesOf = (step: Policy['steps'][number], about: Concerned, rules: Rules): StepZones =>
  targetsFor(step.targets, about)
    .map((target) => distinct(groupsOf(target, about, rules).map((group) => zonesIn(group))))
    .filter((groups) => groups.length > 0);

const zonesIn = (group: readonly { readonly zone: string }[]): readonly string[] =>
  [...new Set(group.map(({ zone }) => zone))].toSorted();

const distinct = (groups: readonly (readonly string[])[]): readonly (readonly string[])[] => [
  ...new Map(groups.map((group) => [group.join(' '), group])).values(),
];

function rememberWaking(hours: WakingHours): Waking {
  const known = new Map<string, number>();
  return (at, zone) => {
    const key = `${at} ${zone}`;
    const from = known.get(key) ?? wakingFrom(at, hours, zone);
    known.set(key, from);
    return from;
  };
}

/** Each hour of the weeks around a zone's next two clock changes, on the minute at which the hours end. */
function hoursOfChanges(zone: string, { to }: WakingHours, now: number): readonly number[] {
  return weeksOfChanges(zone, now).flatMap((middle) => {
    const day = dayOf(wallAt(middle, zone)) - 3;
    const first = instantAt(day * DAY + (timeOfDay(to) % HOUR), zone);
    return Array.from({ length: 7 * 24 + 1 }, (_, hour) => first + hour * HOUR);
  });
}

/** An instant in each of those weeks; where clocks never change, today. */
function weeksOfChanges(zone: string, now: number): readonly number[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  const next = today.getTimeZoneTransition('next');
  const changes = [next, next?.getTimeZoneTransition('next')]
    .flatMap((change) => change?.epochMilliseconds ?? [])
    .filter((at) => at - now < 366 * DAY);
  return changes.length === 0 ? [now] : changes;
}
