/**
 * Random schedules against an oracle that guesses a turn, counts on from there by the calendar, and
 * asks the calendar for the hours of each day near.
 */
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { LayerHours } from '../../src/core/layer-hours.ts';
import type { Layer } from '../../src/core/layer.ts';
import { onCall, type Schedule } from '../../src/core/schedule.ts';
import { gaps, shifts } from '../../src/core/shifts.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = { min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) };

function oracle({ zone, layers, overrides }: Schedule, at: number): readonly string[] {
  const over = overrides.filter(({ fromAt, untilAt }) => fromAt <= at && untilAt > at).at(-1);
  if (over !== undefined) return over.people;
  const found = layers
    .filter(({ only }) => only === undefined || only.some((hours) => holds(hours, at, zone)))
    .map((layer) => layer.turns[turnByCounting(layer, at, zone)] ?? [])
    .filter((people) => people.length > 0);
  return found.at(-1) ?? [];
}

function turnByCounting({ turns, turnHours, since }: Layer, at: number, zone: string): number {
  const beginOf = (turn: number) =>
    Temporal.PlainDateTime.from(since)
      .add({ hours: turn * turnHours })
      .toZonedDateTime(zone).epochMilliseconds;
  let turn = Math.round((at - beginOf(0)) / (turnHours * HOUR)) - 3;
  while (beginOf(turn) > at) turn -= 1;
  while (beginOf(turn + 1) <= at) turn += 1;
  return ((turn % turns.length) + turns.length) % turns.length;
}

function holds({ weekdays, from, until }: LayerHours, at: number, zone: string): boolean {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  return [-2, -1, 0, 1, 2]
    .map((days) => today.add({ days }))
    .filter((date) => weekdays.includes(date.dayOfWeek))
    .some((date) => {
      const begin = date.toPlainDateTime(from).toZonedDateTime(zone);
      const lastDate = until > from ? date : date.add({ days: 1 });
      const end = lastDate.toPlainDateTime(until).toZonedDateTime(zone);
      return begin.epochMilliseconds <= at && at < end.epochMilliseconds;
    });
}

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const people = fc.uniqueArray(fc.constantFrom('ada', 'bob', 'carol', 'dave'), {
  minLength: 1,
  maxLength: 2,
});
const hours: fc.Arbitrary<LayerHours> = fc.record({
  weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  from: time,
  until: time,
});
const since = fc
  .tuple(fc.integer({ min: Date.UTC(2025, 11, 1), max: Date.UTC(2027, 1, 1) }), time)
  .map(([day, clock]) => `${new Date(day).toISOString().slice(0, 10)}T${clock}`);
const layerOf = (turnHours: readonly number[]) => ({
  turns: fc.array(people, { minLength: 1, maxLength: 4 }),
  turnHours: fc.constantFrom(...turnHours),
  since,
});
const layer: fc.Arbitrary<Layer> = fc
  .tuple(
    fc.record(layerOf([6, 8, 12, 24, 48, 168, 336])),
    fc.option(fc.array(hours, { minLength: 1, maxLength: 2 }), { nil: undefined }),
  )
  .map(([rotation, only]) => (only === undefined ? rotation : { ...rotation, only }));
const override = fc
  .tuple(fc.integer(YEAR), fc.integer({ min: 1, max: 14 * 24 }), people)
  .map(([fromAt, length, ids]) => ({ fromAt, untilAt: fromAt + length * HOUR, people: ids }));
const zone = fc.constantFrom(
  'Europe/Amsterdam',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'UTC',
);
const schedule: fc.Arbitrary<Schedule> = fc.record({
  name: fc.constant('any'),
  zone,
  layers: fc.array(layer, { minLength: 1, maxLength: 3 }),
  overrides: fc.array(override, { maxLength: 2 }),
});
/** Instants around which clocks change somewhere, and others. */
const instant = fc.oneof(
  fc.integer(YEAR),
  fc
    .tuple(
      fc.constantFrom('2026-03-08T07', '2026-03-29T01', '2026-04-04T15', '2026-10-03T15'),
      fc.integer({ min: -26 * 60, max: 26 * 60 }),
    )
    .map(([hour, minutes]) => Date.parse(`${hour}:00Z`) + minutes * 60_000),
  fc
    .tuple(
      fc.constantFrom('2026-10-25T01', '2026-11-01T06'),
      fc.integer({ min: -90, max: 26 * 60 }),
    )
    .map(([hour, minutes]) => Date.parse(`${hour}:00Z`) + minutes * 60_000),
);
const interval = fc
  .tuple(instant, fc.integer({ min: 1, max: 6 * 24 * 60 }))
  .map(([from, minutes]) => [from, from + minutes * 60_000] as const);
const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

describe('any schedule of layers and overrides', () => {
  it('has on call whom the definition says', () => {
    fc.assert(
      fc.property(schedule, instant, (rotation, at) => {
        expect(onCall(rotation, at)).toEqual(oracle(rotation, at));
      }),
    );
  });

  it('has shifts that tile each interval and differ from their neighbours', () => {
    fc.assert(
      fc.property(schedule, interval, (rotation, [from, until]) => {
        const found = shifts(rotation, from, until);
        expect(found.map(({ fromAt }) => fromAt)).toEqual([
          from,
          ...found.slice(0, -1).map(({ untilAt }) => untilAt),
        ]);
        expect(found.at(-1)?.untilAt).toBe(until);
        for (const [index, { fromAt, untilAt, people: ids }] of found.entries()) {
          expect(untilAt).toBeGreaterThan(fromAt);
          expect(ids).not.toEqual(found[index + 1]?.people);
        }
      }),
    );
  });

  it('has in each shift the people of all its instants', () => {
    fc.assert(
      fc.property(
        schedule,
        interval,
        fc.array(share, { minLength: 4, maxLength: 4 }),
        (rotation, [from, until], shares) => {
          const found = shifts(rotation, from, until);
          const edges = found.flatMap(({ fromAt, untilAt }) => [fromAt, untilAt - 1]);
          const some = shares.map((part) => from + Math.floor(part * (until - from)));
          for (const at of [...edges.slice(0, 6), ...some]) {
            const [shift, ...others] = found.filter(
              ({ fromAt, untilAt }) => fromAt <= at && at < untilAt,
            );
            expect(others).toEqual([]);
            expect(shift?.people).toEqual(oracle(rotation, at));
          }
        },
      ),
    );
  });
});

describe('any rotation at all hours', () => {
  const rotation = fc
    .tuple(zone, fc.record(layerOf([2, 3, 4, 6, 8, 12, 24, 72, 168])))
    .map(([place, turned]): Schedule => {
      const turns = ['ada', 'bob', 'carol'].slice(0, turned.turns.length).map((id) => [id]);
      return { name: 'any', zone: place, layers: [{ ...turned, turns }], overrides: [] };
    });

  it('has no gap, and hands turns over in their order', () => {
    fc.assert(
      fc.property(rotation, instant, (one, from) => {
        const until = from + 9 * DAY;
        expect(gaps(one, from, until)).toEqual([]);
        const turns = one.layers[0]?.turns.flat() ?? [];
        const order = shifts(one, from, until).map(({ people: [id = ''] }) => turns.indexOf(id));
        for (const [index, turn] of order.slice(1).entries()) {
          expect(turn).toBe(((order[index] ?? 0) + 1) % turns.length);
        }
      }),
    );
  });
});
