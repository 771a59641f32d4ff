import { Temporal } from 'temporal-polyfill';

/** The hours in which a policy pages, on the wall clock of whoever is paged. `from` is before `to`. */
export interface WakingHours {
  /** Wall-clock `HH:MM`. */
  readonly from: string;
  readonly to: string;
}

/** The instant itself within the hours; otherwise when they begin next. */
export function wakingFrom(at: number, hours: WakingHours, zone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const begin = local.withPlainTime(hours.from);
  if (Temporal.ZonedDateTime.compare(local, begin) < 0) return begin.epochMilliseconds;
  const end = local.withPlainTime(hours.to);
  if (Temporal.ZonedDateTime.compare(local, end) < 0) return at;
  const tomorrow = local.toPlainDate().add({ days: 1 });
  return tomorrow.toZonedDateTime({ timeZone: zone, plainTime: hours.from }).epochMilliseconds;
}
