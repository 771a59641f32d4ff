import { DAY, dayOf, instantAt, latestWallAt, timeOfDay, weekdayOf } from './wall-time.ts';

/** The hours of some weekdays, on the wall clock of a schedule's zone. */
export interface LayerHours {
  /** ISO weekdays on which the hours begin, 1 = Monday. */
  readonly weekdays: readonly number[];
  /** Wall-clock `HH:MM`. */
  readonly from: string;
  /** Wall-clock `HH:MM`, of the next day where it is not after `from`. */
  readonly until: string;
}

/** How many days ago hours may have begun that still matter, and until when they begin next. */
const DAYS_BEFORE = 2;
const DAYS_AFTER = 8;

export function isWithin(hours: LayerHours, at: number, zone: string): boolean {
  return daysNear(hours, latestWallAt(at, zone), 0).some(
    (day) => instantAt(beginOn(hours, day), zone) <= at && at < instantAt(endOn(hours, day), zone),
  );
}

/** The first instant after `at` at which the hours begin or end; infinity: never. */
export function nextHoursEdge(hours: LayerHours, at: number, zone: string): number {
  let next = Infinity;
  for (const day of daysNear(hours, latestWallAt(at, zone), DAYS_AFTER)) {
    const begin = instantAt(beginOn(hours, day), zone);
    // Later days begin later still.
    if (begin > at) return Math.min(next, begin);
    const end = instantAt(endOn(hours, day), zone);
    if (end > at) next = Math.min(next, end);
  }
  return next;
}

/** Days on which the hours begin, without those that ended long ago, however clocks are changed. */
const daysNear = (hours: LayerHours, wall: number, ahead: number): readonly number[] =>
  Array.from({ length: DAYS_BEFORE + 1 + ahead }, (_, index) => dayOf(wall) - DAYS_BEFORE + index)
    .filter((day) => hours.weekdays.includes(weekdayOf(day)))
    .filter((day) => endOn(hours, day) > wall - DAY);

const beginOn = ({ from }: LayerHours, day: number): number => day * DAY + timeOfDay(from);

function endOn({ from, until }: LayerHours, day: number): number {
  const [begin, end] = [timeOfDay(from), timeOfDay(until)];
  return day * DAY + (end > begin ? end : end + DAY);
}
