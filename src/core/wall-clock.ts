import { Temporal } from 'temporal-polyfill';

/**
 * `03:12` as a clock in the IANA zone shows it; with the weekday in front when that is not today, and
 * with the date as well when it is a week away or more. `weekdays` begin with Monday.
 */
export const wallClock = (
  at: number,
  { zone, now, weekdays }: { zone: string; now: number; weekdays: readonly string[] },
): string => {
  const inZone = (instant: number) =>
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  const then = inZone(at);
  const time = then.toPlainTime().toString({ smallestUnit: 'minute' });
  const days = Math.abs(inZone(now).toPlainDate().until(then.toPlainDate()).days);
  if (days === 0) return time;
  const weekday = weekdays[then.dayOfWeek - 1] ?? '';
  return days < 7 ? `${weekday} ${time}` : `${weekday} ${then.day}-${then.month} ${time}`;
};

/** `Mon 2026-11-30 09:00`, as a clock and a calendar in the IANA zone show it. */
export function dateAndTime(at: number, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const weekday = local.toLocaleString('en', { weekday: 'short' });
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${weekday} ${local.toPlainDate().toString()} ${time}`;
}
