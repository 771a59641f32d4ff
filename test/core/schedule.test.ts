import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onCall, type Schedule } from '../../src/core/schedule.ts';
import { shiftEnd } from '../../src/core/shifts.ts';

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

interface Rotation {
  readonly zone: string;
  readonly weekday: number;
  readonly time: string;
  readonly since: string;
  readonly people: readonly string[];
}

/** Turns of a week, as they are written: from the hand-over on or before `since`. */
const schedule = (changes: Partial<Rotation> = {}): Schedule => {
  const { zone, weekday, time, since, people }: Rotation = {
    zone: 'Europe/Amsterdam',
    weekday: 1,
    time: '09:00',
    since: '2026-01-05',
    people: ['ada', 'bob', 'carol'],
    ...changes,
  };
  const daysIn = (new Date(since).getUTCDay() - weekday + 7) % 7;
  const first = new Date(Date.parse(since) - daysIn * 24 * HOUR).toISOString().slice(0, 10);
  return {
    name: 'database',
    zone,
    layers: [{ turns: people.map((id) => [id]), turnHours: 168, since: `${first}T${time}` }],
    overrides: [],
  };
};
const nextHandover = (rotation: Schedule, at: number) => shiftEnd(rotation, at) ?? NaN;

const around = (rotation: Schedule, instant: string) => {
  const at = Date.parse(instant);
  return [onCall(rotation, at - 1), onCall(rotation, at)].flat();
};

describe('onCall', () => {
  it('hands over at the wall-clock time', () => {
    expect(around(schedule(), '2026-01-05T09:00+01:00')).toEqual(['carol', 'ada']);
    expect(around(schedule(), '2026-01-12T09:00+01:00')).toEqual(['ada', 'bob']);
    expect(around(schedule(), '2026-01-26T09:00+01:00')).toEqual(['carol', 'ada']);
  });

  it.each([
    ['spring', '2026-03-23T09:00+01:00', '2026-03-30T09:00+02:00', 167],
    ['autumn', '2026-10-19T09:00+02:00', '2026-10-26T09:00+01:00', 169],
  ])('keeps the wall-clock time when clocks change in %s', (_, before, after, hours) => {
    expect(nextHandover(schedule(), Date.parse(before))).toBe(Date.parse(after));
    expect((Date.parse(after) - Date.parse(before)) / HOUR).toBe(hours);
    const [previous, next] = around(schedule(), after);
    expect(next).not.toBe(previous);
  });

  it('moves a hand-over that the clock skips forward', () => {
    const sunday = schedule({ weekday: 7, time: '02:30', since: '2026-03-22' });
    expect(around(sunday, '2026-03-29T03:30+02:00')).toEqual(['ada', 'bob']);
    expect(around(sunday, '2026-04-05T02:30+02:00')).toEqual(['bob', 'carol']);
  });

  it('hands over once, at the first of two equal wall-clock times', () => {
    const sunday = schedule({ weekday: 7, time: '02:30', since: '2026-10-18' });
    expect(around(sunday, '2026-10-25T02:30+02:00')).toEqual(['ada', 'bob']);
    expect(around(sunday, '2026-10-25T02:30+01:00')).toEqual(['bob', 'bob']);
    expect(nextHandover(sunday, Date.parse('2026-10-25T02:30+02:00'))).toBe(
      Date.parse('2026-11-01T02:30+01:00'),
    );
  });

  it('stays handed over when clocks go back over midnight', () => {
    // Asunción, 2012: on Sunday 8 April at 00:00 it became Saturday 23:00 again.
    const rotation = schedule({
      zone: 'America/Asuncion',
      weekday: 6,
      time: '23:30',
      since: '2012-03-31',
    });
    expect(around(rotation, '2012-04-07T23:30-03:00')).toEqual(['ada', 'bob']);
    expect(around(rotation, '2012-04-07T23:30-04:00')).toEqual(['bob', 'bob']);
    // St. John's, 2010: at 00:01 on Sunday 7 November it became Saturday 23:01 again.
    const midnight = schedule({
      zone: 'America/St_Johns',
      weekday: 7,
      time: '00:00',
      since: '2010-10-31',
    });
    expect(around(midnight, '2010-11-07T00:00-02:30')).toEqual(['ada', 'bob']);
    expect(around(midnight, '2010-11-06T23:30-03:30')).toEqual(['bob', 'bob']);
    expect(around(midnight, '2010-11-07T00:00-03:30')).toEqual(['bob', 'bob']);
  });

  it('reads the clock of a zone that is half an hour off', () => {
    const kolkata = schedule({ zone: 'Asia/Kolkata', weekday: 5, time: '00:15' });
    expect(around(kolkata, '2026-01-08T18:45Z')).toEqual(['ada', 'bob']);
  });

  it('goes on over the end of the year', () => {
    const thursday = schedule({ weekday: 4, time: '00:00', since: '2026-12-24' });
    expect(around(thursday, '2026-12-31T00:00+01:00')).toEqual(['ada', 'bob']);
    expect(around(schedule(), '2027-01-01T00:00+01:00')).toEqual(['ada', 'ada']);
    expect(around(thursday, '2027-01-07T00:00+01:00')).toEqual(['bob', 'carol']);
  });

  it('turns backwards before its first week', () => {
    const at = (week: number) => onCall(schedule(), Date.parse('2026-01-05T12:00Z') + week * WEEK);
    expect([-4, -3, -2, -1, 0].map(at).flat()).toEqual(['carol', 'ada', 'bob', 'carol', 'ada']);
    expect(onCall(schedule(), Date.parse('1999-12-31T12:00Z'))).toHaveLength(1);
  });

  it('begins at the hand-over on or before its first date', () => {
    const thursday = schedule({ since: '2026-01-08' });
    expect(around(thursday, '2026-01-05T09:00+01:00')).toEqual(['carol', 'ada']);
  });

  it('has nobody on call when nobody takes turns', () => {
    expect(onCall(schedule({ people: [] }), Date.parse('2026-01-08T12:00Z'))).toEqual([]);
  });

  it('leaves one person on call for ever when only one takes turns', () => {
    expect(around(schedule({ people: ['ada'] }), '2026-01-12T09:00+01:00')).toEqual(['ada', 'ada']);
  });
});

const schedules = fc
  .record({
    zone: fc.constantFrom(
      'Europe/Amsterdam',
      'Asia/Kolkata',
      'America/New_York',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'UTC',
    ),
    weekday: fc.integer({ min: 1, max: 7 }),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.integer({ min: 0, max: 59 }),
    since: fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2040-01-01'),
      noInvalidDate: true,
    }),
    people: fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 }),
  })
  .map(({ hour, minute, since, ...rest }) =>
    schedule({
      ...rest,
      time: [hour, minute].map((part) => String(part).padStart(2, '0')).join(':'),
      since: since.toISOString().slice(0, 10),
    }),
  );
const instants = fc.integer({ min: Date.parse('1995-01-01'), max: Date.parse('2045-01-01') });

describe('any schedule', () => {
  it('has exactly one of its people on call at each instant', () => {
    fc.assert(
      fc.property(schedules, instants, (rotation, at) => {
        const people = onCall(rotation, at);
        expect(people).toHaveLength(1);
        expect(rotation.layers[0]?.turns).toContainEqual(people);
      }),
    );
  });

  it('changes at hand-overs only, and to the next in turn', () => {
    fc.assert(
      fc.property(
        schedules,
        instants,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (s, at, share) => {
          const next = nextHandover(s, at);
          expect(next).toBeGreaterThan(at);
          expect(next - at).toBeLessThan(WEEK + 25 * HOUR);
          const between = Math.floor(at + share * (next - 1 - at));
          expect(onCall(s, between)).toEqual(onCall(s, at));
          expect(nextHandover(s, between)).toBe(next);
          const turns = s.layers[0]?.turns ?? [];
          const turn = turns.findIndex(([person]) => person === onCall(s, at)[0]);
          expect(onCall(s, next)).toEqual(turns[(turn + 1) % turns.length]);
        },
      ),
    );
  });
});
