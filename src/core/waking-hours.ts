import { DAY, dayOf, instantAt, timeOfDay, wallAt } from './wall-time.ts';

/** The hours in which a policy pages, on the wall clock of whoever is paged. `from` is before `to`. */
export interface WakingHours {
  /** Wall-clock `HH:MM`. */
  readonly from: string;
  readonly to: string;
}

/** The instant itself within the hours; otherwise when they begin next. */
export function wakingFrom(at: number, hours: WakingHours, zone: string): number {
  const wall = wallAt(at, zone);
  const day = dayOf(wall);
  const time = wall - day * DAY;
  const [from, to] = [timeOfDay(hours.from), timeOfDay(hours.to)];
  if (from <= time && time < to) return at;
  const next = instantAt((time < from ? day : day + 1) * DAY + from, zone);
  // Of hours that a clock shows twice the second time comes after the beginning.
  return Math.max(at, next);
}
