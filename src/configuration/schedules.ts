import { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import type { Layer } from '../core/layer.ts';
import { everyoneIn, type Override, type Schedule } from '../core/schedule.ts';
import { gaps } from '../core/shifts.ts';
import { DAY } from '../core/wall-time.ts';
import { dateAndTime } from '../core/wall-clock.ts';
import type { Mistake } from './mistake.ts';
import type { schedulesSchema, WrittenLayer } from './schedules-file.ts';
import type { YamlFile } from './yaml-file.ts';

type WrittenSchedule = z.output<typeof schedulesSchema>['schedules'][string];

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
/** How far ahead nobody may be on call unnoticed. */
const GAPS_WITHIN_DAYS = 30;
const MOST_GAPS = 3;
/** Overrides that ended longer ago are probably forgotten. */
const OVERRIDES_KEPT_DAYS = 30;

export function toSchedule(name: string, written: WrittenSchedule): Schedule {
  const { zone, overrides = [] } = written;
  const instantOf = (wall: string) =>
    Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).epochMilliseconds;
  return {
    name,
    zone,
    layers: rotationsOf(written).map(toLayer),
    overrides: overrides.map(
      ({ from, until, people }): Override => ({
        fromAt: instantOf(from),
        untilAt: instantOf(until),
        people,
      }),
    ),
  };
}

/** Schedules of those given in which nobody is ever on call, or not at some time soon. */
export const gapWarnings = (
  file: YamlFile,
  schedules: readonly Schedule[],
  now: number,
): readonly Mistake[] =>
  schedules.flatMap((schedule) => {
    const { name } = schedule;
    if (everyoneIn(schedule).length === 0)
      return [file.mistake(['schedules', name, 'people'], 'nobody is ever on call')];
    const found = gaps(schedule, now, now + GAPS_WITHIN_DAYS * DAY);
    if (found.length === 0) return [];
    const told = found.slice(0, MOST_GAPS).map(({ fromAt, untilAt }) => {
      const [from, until] = [fromAt, untilAt].map((at) => dateAndTime(at, schedule.zone));
      return `from ${from} until ${until}`;
    });
    const more = found.length - told.length;
    const message =
      `nobody is on call ${told.join(', ')} (${schedule.zone})` +
      (more === 0 ? '' : `, and ${more} more times within ${GAPS_WITHIN_DAYS} days`);
    return [file.mistake(['schedules', name], message)];
  });

/** What a schedule says that is probably not meant any more, or was typed twice. */
export const oddTurns = (
  file: YamlFile,
  { schedules }: z.output<typeof schedulesSchema>,
  now: number,
): readonly Mistake[] =>
  Object.entries(schedules).flatMap(([name, written]) => [
    ...rotationsOf(written).flatMap(({ people }, index) => {
      const path = ['schedules', name, ...('layers' in written ? ['layers', index] : []), 'people'];
      const turns = people.map((turn) => [turn].flat().toSorted().join(' and '));
      return turns.flatMap((turn, at) =>
        at > 0 && turn === turns[at - 1]
          ? [file.mistake([...path, at], `${turn} twice in a row`)]
          : [],
      );
    }),
    ...toSchedule(name, written).overrides.flatMap(({ untilAt }, index) => {
      if (now - untilAt <= OVERRIDES_KEPT_DAYS * DAY) return [];
      const ended = dateAndTime(untilAt, written.zone);
      const message = `ended ${ended}, more than ${OVERRIDES_KEPT_DAYS} days ago: it may be deleted`;
      return [file.mistake(['schedules', name, 'overrides', index], message)];
    }),
  ]);

const rotationsOf = (written: WrittenSchedule): readonly WrittenLayer[] =>
  'layers' in written ? written.layers : [written];

function toLayer({ every, 'hand-over': handOver, since, people, only }: WrittenLayer): Layer {
  const { weekday, time } = handOver;
  const date = Temporal.PlainDate.from(since);
  // The week in which `since` lies began at the hand-over on or before it.
  const daysIn = weekday === undefined ? 0 : (date.dayOfWeek - weekday + 7) % 7;
  return {
    turns: people.map((turn) => (typeof turn === 'string' ? [turn] : turn)),
    turnHours: every?.hours ?? 168,
    since: `${date.subtract({ days: daysIn }).toString()}T${time}`,
    ...(only && {
      only: only.map(({ days, hours }) => ({
        weekdays: days?.flat() ?? EVERY_DAY,
        ...(hours ?? { from: '00:00', until: '00:00' }),
      })),
    }),
  };
}
