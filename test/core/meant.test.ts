import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration, writeDuration } from '../../src/configuration/duration.ts';
import {
  meantDateAndTime,
  meantDuration,
  meantHandOver,
  meantHours,
  meantTurnHours,
  meantZone,
} from '../../src/configuration/meant.ts';
import { nearest } from '../../src/configuration/nearest.ts';

describe('what was meant by', () => {
  it.each([
    ['5 min', '5m'],
    ['5', '5m'],
    ['1.5 hours', '1h30m'],
    ['1h 30m', '1h30m'],
    ['1 hour and 5 minutes', '1h5m'],
    ['2 weeks', '14d'],
    ['15M', '15m'],
    ['an hour', undefined],
    ['-5m', undefined],
    ['0', undefined],
    ['', undefined],
  ])('the duration %j is %j', (written, meant) => {
    expect(meantDuration(written)).toBe(meant);
  });

  it.each([
    ['8-22', '08:00-22:00'],
    ['8:00 - 22:00', '08:00-22:00'],
    ['8am to 10pm', '08:00-22:00'],
    ['8-24:00', '08:00-23:59'],
    ['22-8', undefined],
    ['8-25', undefined],
    ['8-12-16', undefined],
  ])('the hours %j are %j', (written, meant) => {
    expect(meantHours(written)).toBe(meant);
  });

  it.each([
    ['6:00-14:00', '06:00-14:00'],
    ['22-6', '22:00-06:00'],
    ['8-24:00', '08:00-24:00'],
    ['8-8', undefined],
  ])('the hours %j of a turn are %j', (written, meant) => {
    expect(meantTurnHours(written)).toBe(meant);
  });

  it.each([
    ['2026-12-24 9:00', '2026-12-24 09:00'],
    ['2026-12-24T09:00:00', '2026-12-24 09:00'],
    ['2026-12-24', undefined],
    ['tomorrow 9:00', undefined],
  ])('the date and time %j are %j', (written, meant) => {
    expect(meantDateAndTime(written)).toBe(meant);
  });

  it.each([
    ['Mon 9:00', 'Monday 09:00'],
    ['monday at 9', 'Monday 09:00'],
    ['09:00 Monday', 'Monday 09:00'],
    ['Wendesday 17.30', 'Wednesday 17:30'],
    ['Tues 9 pm', 'Tuesday 21:00'],
    ['Someday 09:00', undefined],
    ['Monday', undefined],
  ])('the hand-over %j is %j', (written, meant) => {
    expect(meantHandOver(written)).toBe(meant);
  });

  it.each([
    ['Amsterdam', 'Europe/Amsterdam'],
    ['europe/amsterdm', 'Europe/Amsterdam'],
    ['New York', 'America/New_York'],
    ['Europe/Atlantis', undefined],
    ['+01:00', undefined],
  ])('the zone %j is %j', (written, meant) => {
    expect(meantZone(written)).toBe(meant);
  });

  it.each([
    ['critical', ['P0', 'P1'], 'P0'],
    ['critcal', ['critical', 'high'], 'critical'],
    ['p2', ['P1', 'P2'], 'P2'],
    ['hand_over', ['hand-over', 'zone'], 'hand-over'],
    ['backend', ['database', 'development'], undefined],
    ['eve', ['ada', 'bob'], undefined],
    ['constructor', ['ada'], undefined],
  ])('the word %j of %j is %j', (written, candidates, meant) => {
    expect(nearest(written, candidates)).toBe(meant);
  });
});

const word = fc.stringMatching(/^[a-z]{4,12}$/);

describe('a slip of one key', () => {
  it('is seen through wherever it is: left out, added, hit wrong or swapped', () => {
    fc.assert(
      fc.property(word, fc.nat(), (name, place) => {
        const at = place % (name.length - 1);
        const [before, after] = [name.slice(0, at), name.slice(at + 2)];
        const [hit, next] = [name.charAt(at), name.charAt(at + 1)];
        for (const slip of [next, hit + next + next, `#${next}`, next + hit])
          expect(nearest(before + slip + after, ['zzzz-zzzz-zzzz', name])).toBe(name);
      }),
    );
  });
});

describe('a duration', () => {
  it('is written as it is read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (seconds) => {
        expect(parseDuration(writeDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });
});
