import { Temporal } from 'temporal-polyfill';

/** Who is on call when: one person a week, handed over at a wall-clock time. */
export interface Schedule {
  readonly name: string;
  /** IANA zone of the hand-over. */
  readonly zone: string;
  /** ISO weekday, 1 = Monday. */
  readonly weekday: number;
  /** Wall-clock `HH:MM` in `zone`. */
  readonly time: string;
  /** ISO date `YYYY-MM-DD`: in the week that begins at the hand-over on or before it, the first person is on call. */
  readonly since: string;
  /** Person ids, in turn; empty: nobody is ever on call. */
  readonly people: readonly string[];
}

/** Who is on call at an instant, the first to be called first; before `since` the turns run backwards. */
export function onCall(schedule: Schedule, at: number): readonly string[] {
  const { people } = schedule;
  if (people.length === 0) return [];
  const turn = weekOf(schedule, at) % people.length;
  const person = people.at(turn);
  return person === undefined ? [] : [person];
}

/** The first hand-over after an instant, whether or not it brings another person. */
export const nextHandover = (schedule: Schedule, at: number): number =>
  handoverAt(schedule, weekOf(schedule, at) + 1);

/** The number of the hand-over last passed; week 0 is the one that `since` lies in. */
function weekOf(schedule: Schedule, at: number): number {
  const today = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(schedule.zone)
    .toPlainDate();
  const days = firstHandover(schedule).until(today, { largestUnit: 'days' }).days;
  // Tomorrow's too: clocks put back over midnight may have passed its first occurrence already.
  let week = Math.floor((days + 1) / 7);
  while (handoverAt(schedule, week) > at) week -= 1;
  return week;
}

/** A wall-clock time that a clock change skips moves forward; one that occurs twice is the first. */
const handoverAt = (schedule: Schedule, week: number): number =>
  firstHandover(schedule)
    .add({ days: 7 * week })
    .toZonedDateTime({
      timeZone: schedule.zone,
      plainTime: Temporal.PlainTime.from(schedule.time),
    }).epochMilliseconds;

function firstHandover({ since, weekday }: Schedule): Temporal.PlainDate {
  const date = Temporal.PlainDate.from(since);
  return date.subtract({ days: (date.dayOfWeek - weekday + 7) % 7 });
}
