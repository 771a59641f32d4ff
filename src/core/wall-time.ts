/**
 * Wall-clock times as plain numbers: milliseconds since 1970-01-01T00:00 on the wall clock itself, so
 * that a day has 24 hours whatever the clocks of a zone do.
 */
import { Temporal } from 'temporal-polyfill';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** What a clock in the IANA zone shows at an instant. */
export const wallAt = (at: number, zone: string): number =>
  at +
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000;

/**
 * When a clock in the IANA zone shows a time. One that a clock change skips moves forward by what is
 * skipped; one that occurs twice is the first.
 */
export const instantAt = (wall: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(wall)
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime()
    .toZonedDateTime(zone).epochMilliseconds;

/** No earlier than any wall-clock time that was shown by an instant: clocks may have been put back. */
export const latestWallAt = (at: number, zone: string): number =>
  Math.max(wallAt(at, zone), wallAt(at - DAY, zone) + DAY);

/** The number of a wall-clock time's day; day 0 is 1970-01-01. */
export const dayOf = (wall: number): number => Math.floor(wall / DAY);

/** ISO weekday of a day by its number, 1 = Monday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** Milliseconds from midnight to a wall-clock `HH:MM`. */
export function timeOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * HOUR + minutes * 60_000;
}
