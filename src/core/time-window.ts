import { Temporal } from 'temporal-polyfill';

/** Hours on the wall clock of a zone, and the days on which they begin. */
export interface TimeWindow {
  /** `HH:MM`; absent with `to`: the whole day. Later than `to`: it ends on the next day. */
  readonly from?: string;
  readonly to?: string;
  /** IANA. */
  readonly zone: string;
  /** ISO: 1 is Monday. Absent: every day. */
  readonly days?: readonly number[];
}

const NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The time as the zone tells it, `23:10 in Europe/Amsterdam`, or undefined outside of the window. */
export function isWithin(window: TimeWindow, now: number): string | undefined {
  const { from = '00:00', to = '24:00', zone, days } = window;
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  const crossesMidnight = from > to;
  const isIn = crossesMidnight ? time >= from || time < to : time >= from && time < to;
  if (!isIn) return undefined;
  const began = crossesMidnight && time < to ? (local.dayOfWeek + 5) % 7 : local.dayOfWeek - 1;
  if (days !== undefined && !days.includes(began + 1)) return undefined;
  const day = days === undefined ? '' : `${NAMES[local.dayOfWeek - 1] ?? ''} `;
  return `${day}${time} in ${zone}`;
}
