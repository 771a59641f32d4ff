import { describe, expect, it } from 'vitest';
import type { Layer } from '../../src/core/layer.ts';
import { onCall, type Override, type Schedule } from '../../src/core/schedule.ts';
import { gaps, type Shift, shiftEnd, shifts } from '../../src/core/shifts.ts';

const HOUR = 3_600_000;
const WEEKDAYS = [1, 2, 3, 4, 5];

const layer = (changes: Partial<Layer> = {}): Layer => ({
  turns: [['ada'], ['bob']],
  turnHours: 168,
  since: '2026-01-05T09:00',
  ...changes,
});
const schedule = (
  layers: readonly Layer[],
  overrides: readonly Override[] = [],
  zone = 'Europe/Amsterdam',
): Schedule => ({ name: 'database', zone, layers, overrides });
const override = (from: string, until: string, ...people: string[]): Override => ({
  fromAt: Date.parse(from),
  untilAt: Date.parse(until),
  people,
});

const at = (rotation: Schedule, instant: string) => onCall(rotation, Date.parse(instant)).join(' ');
/** Who is on call, and for how many hours. */
const told = (found: readonly Shift[]) =>
  found.map(({ fromAt, untilAt, people }) =>
    [people.join('+') || 'nobody', (untilAt - fromAt) / HOUR].join(' '),
  );
const between = (rotation: Schedule, from: string, until: string) =>
  told(shifts(rotation, Date.parse(from), Date.parse(until)));
const endOf = (rotation: Schedule, instant: string) =>
  new Date(shiftEnd(rotation, Date.parse(instant)) ?? NaN).toISOString();

describe('shifts of hours', () => {
  it.each([
    ['Europe/Amsterdam', 'spring', '2026-03-28T08:00+01:00', '2026-03-30T08:00+02:00', 11],
    ['Europe/Amsterdam', 'autumn', '2026-10-24T08:00+02:00', '2026-10-26T08:00+01:00', 13],
    ['America/New_York', 'spring', '2026-03-07T08:00-05:00', '2026-03-09T08:00-04:00', 11],
    ['America/New_York', 'autumn', '2026-10-31T08:00-04:00', '2026-11-02T08:00-05:00', 13],
    ['Australia/Lord_Howe', 'spring', '2026-10-03T08:00+10:30', '2026-10-05T08:00+11:00', 11.5],
    ['Australia/Lord_Howe', 'autumn', '2026-04-04T08:00+11:00', '2026-04-06T08:00+10:30', 12.5],
    ['Asia/Kolkata', 'spring', '2026-03-28T08:00+05:30', '2026-03-30T08:00+05:30', 12],
  ])('keep to the wall clock of %s in %s', (zone, _, from, until, night) => {
    const halves = schedule([layer({ turnHours: 12, since: '2026-01-05T08:00' })], [], zone);
    expect(between(halves, from, until)).toEqual(['ada 12', `bob ${night}`, 'ada 12', 'bob 12']);
  });

  it('lose the hour that the clock skips, and last two where it comes twice', () => {
    const turns = [['ada'], ['bob'], ['carol']];
    const hourly = schedule([layer({ turns, turnHours: 1, since: '2026-01-05T00:00' })]);
    expect(between(hourly, '2026-03-29T00:00+01:00', '2026-03-29T05:00+02:00')).toEqual([
      'ada 1',
      'bob 1',
      'ada 1', // From 03:00: it is never 02:00, so carol has no turn.
      'bob 1',
    ]);
    expect(between(hourly, '2026-10-25T01:00+02:00', '2026-10-25T04:00+01:00')).toEqual([
      'bob 1',
      'carol 2',
      'ada 1',
    ]);
  });
});

describe('shifts of days', () => {
  it.each([
    ['a leap day', '2028-02-28', ['2028-02-28', '2028-02-29', '2028-03-01']],
    ['the end of a short month', '2026-02-27', ['2026-02-27', '2026-02-28', '2026-03-01']],
    ['the end of a year', '2026-12-30', ['2026-12-30', '2026-12-31', '2027-01-01']],
  ])('go on over %s', (_, since, dates) => {
    const turns = [['ada'], ['bob'], ['carol']];
    const daily = schedule([layer({ turns, turnHours: 24, since: `${since}T09:00` })]);
    expect(dates.map((date) => at(daily, `${date}T09:00+01:00`))).toEqual(['ada', 'bob', 'carol']);
    expect(dates.map((date) => at(daily, `${date}T08:59+01:00`))).toEqual(['carol', 'ada', 'bob']);
  });

  it('may be several, and have several people', () => {
    const turns = [['ada', 'bob'], ['carol']];
    const threeDays = schedule([layer({ turns, turnHours: 72, since: '2026-01-05T09:00' })]);
    expect(between(threeDays, '2026-01-04T09:00+01:00', '2026-01-12T09:00+01:00')).toEqual([
      'carol 24',
      'ada+bob 72',
      'carol 72',
      'ada+bob 24',
    ]);
  });
});

describe('hours', () => {
  const office = [{ weekdays: WEEKDAYS, from: '09:00', until: '17:00' }];

  it('leave gaps outside', () => {
    const weekly = schedule([layer({ only: office })]);
    expect(between(weekly, '2026-01-09T12:00+01:00', '2026-01-12T12:00+01:00')).toEqual([
      'ada 5',
      'nobody 64',
      'bob 3',
    ]);
    const week = [Date.parse('2026-01-05T00:00+01:00'), Date.parse('2026-01-12T00:00+01:00')];
    expect(told(gaps(weekly, week[0] ?? 0, week[1] ?? 0))).toEqual([
      'nobody 9',
      ...Array.from({ length: 4 }, () => 'nobody 16'),
      'nobody 55',
    ]);
  });

  it('after midnight belong to the weekday on which they began', () => {
    const friday = schedule([
      layer({ turns: [['ada']], only: [{ weekdays: [5], from: '22:00', until: '06:00' }] }),
    ]);
    const asked = ['2026-01-09T05:00', '2026-01-09T22:00', '2026-01-10T05:59', '2026-01-10T06:00'];
    expect(asked.map((time) => at(friday, `${time}+01:00`))).toEqual(['', 'ada', 'ada', '']);
    expect(at(friday, '2026-01-10T23:00+01:00')).toBe('');
  });

  it('of a night are as long as the night is when clocks change', () => {
    const nights = [{ weekdays: [...WEEKDAYS, 6, 7], from: '22:00', until: '06:00' }];
    const nightly = schedule([layer({ turns: [['ada']], only: nights })]);
    expect(between(nightly, '2026-03-28T22:00+01:00', '2026-03-29T22:00+02:00')).toEqual([
      'ada 7',
      'nobody 16',
    ]);
    expect(between(nightly, '2026-10-24T22:00+02:00', '2026-10-25T22:00+01:00')).toEqual([
      'ada 9',
      'nobody 16',
    ]);
  });

  it('of the day end on time after clocks went back', () => {
    const sundays = [{ weekdays: [7], from: '09:00', until: '17:00' }];
    const sunday = schedule([layer({ turns: [['ada']], only: sundays })]);
    expect(between(sunday, '2026-10-25T16:30+01:00', '2026-10-25T18:00+01:00')).toEqual([
      'ada 0.5',
      'nobody 1',
    ]);
  });

  it('of a whole day leave no gap to the next', () => {
    const weekend = [{ weekdays: [6, 7], from: '00:00', until: '00:00' }];
    const both = schedule([layer({ turns: [['ada']], only: weekend })]);
    expect(between(both, '2026-01-09T00:00+01:00', '2026-01-13T00:00+01:00')).toEqual([
      'nobody 24',
      'ada 48',
      'nobody 24',
    ]);
  });
});

describe('layers and overrides', () => {
  const only = [{ weekdays: WEEKDAYS, from: '09:00', until: '17:00' }];
  const layers = [
    layer({ turns: [['carol']] }),
    layer({ only }),
    layer({ turns: [['dave']], only: [{ weekdays: [1], from: '12:00', until: '13:00' }] }),
  ];

  it('let later ones win and earlier ones show through', () => {
    const monday = between(schedule(layers), '2026-01-05T00:00+01:00', '2026-01-06T00:00+01:00');
    expect(monday).toEqual(['carol 9', 'ada 3', 'dave 1', 'ada 4', 'carol 7']);
  });

  it('are overridden while an override lasts, by the later one of two', () => {
    const rotation = schedule(layers, [
      override('2026-01-05T11:00+01:00', '2026-01-05T18:00+01:00', 'erin'),
      override('2026-01-05T12:30+01:00', '2026-01-05T13:30+01:00', 'frank', 'grace'),
    ]);
    expect(between(rotation, '2026-01-05T00:00+01:00', '2026-01-06T00:00+01:00')).toEqual([
      'carol 9',
      'ada 2',
      'erin 1.5',
      'frank+grace 1',
      'erin 4.5',
      'carol 6',
    ]);
  });

  it('make one shift where the same people follow each other', () => {
    const rotation = schedule(
      [layer({ turns: [['ada'], ['ada'], ['bob']] })],
      [override('2026-01-06T09:00+01:00', '2026-01-07T09:00+01:00', 'ada')],
    );
    expect(between(rotation, '2026-01-05T09:00+01:00', '2026-01-26T09:00+01:00')).toEqual([
      'ada 336',
      'bob 168',
    ]);
  });
});

describe('the end of a shift', () => {
  const only = [{ weekdays: WEEKDAYS, from: '09:00', until: '17:00' }];

  it('is when others take over, or nobody does', () => {
    const office = schedule([layer({ only })]);
    expect(endOf(office, '2026-01-09T12:00+01:00')).toBe('2026-01-09T16:00:00.000Z');
    expect(endOf(office, '2026-01-09T18:00+01:00')).toBe('2026-01-12T08:00:00.000Z');
  });

  it('is that of an override, or its beginning', () => {
    const week = schedule([layer()], [override('2026-01-06T00:00Z', '2026-01-07T00:00Z', 'carol')]);
    expect(endOf(week, '2026-01-05T12:00Z')).toBe('2026-01-06T00:00:00.000Z');
    expect(endOf(week, '2026-01-06T12:00Z')).toBe('2026-01-07T00:00:00.000Z');
  });

  it('is the next hand-over where the same person is always on call', () => {
    const always = schedule([layer({ turns: [['ada']] })]);
    expect(endOf(always, '2026-01-09T12:00Z')).toBe('2026-01-12T08:00:00.000Z');
  });

  it('is found for turns that last longer than anybody looks ahead', () => {
    const yearly = schedule([layer({ turnHours: 52 * 168 })]);
    expect(endOf(yearly, '2026-01-09T12:00Z')).toBe('2027-01-04T08:00:00.000Z');
  });
});
