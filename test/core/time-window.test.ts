import { describe, expect, it } from 'vitest';
import { isWithin } from '../../src/core/time-window.ts';

const zone = 'Europe/Amsterdam';
const night = { from: '22:00', to: '06:00', zone };
const at = (text: string) => Date.parse(text);

describe('a time window', () => {
  it.each([
    ['2026-11-24T20:59:00Z', undefined],
    ['2026-11-24T21:00:00Z', '22:00 in Europe/Amsterdam'],
    ['2026-11-24T22:10:59Z', '23:10 in Europe/Amsterdam'],
    ['2026-11-25T04:59:59Z', '05:59 in Europe/Amsterdam'],
    ['2026-11-25T05:00:00Z', undefined],
  ])('of a night crosses midnight: %s is %s', (instant, fact) =>
    expect(isWithin(night, at(instant))).toBe(fact),
  );

  it('keeps to the wall clock when summer begins and ends', () => {
    expect(isWithin(night, at('2026-03-29T03:59:00Z'))).toBe('05:59 in Europe/Amsterdam');
    expect(isWithin(night, at('2026-03-29T04:00:00Z'))).toBeUndefined();
    expect(isWithin(night, at('2026-10-25T04:59:00Z'))).toBe('05:59 in Europe/Amsterdam');
    expect(isWithin(night, at('2026-10-25T05:00:00Z'))).toBeUndefined();
  });

  it('counts the hours after midnight to the day on which they began', () => {
    const friday = { ...night, days: [5] };
    expect(isWithin(friday, at('2026-11-27T21:30:00Z'))).toBe('Friday 22:30 in Europe/Amsterdam');
    expect(isWithin(friday, at('2026-11-28T02:00:00Z'))).toBe('Saturday 03:00 in Europe/Amsterdam');
    expect(isWithin(friday, at('2026-11-27T02:00:00Z'))).toBeUndefined();
    expect(isWithin({ ...night, days: [7] }, at('2026-11-30T02:00:00Z'))).toBe(
      'Monday 03:00 in Europe/Amsterdam',
    );
  });

  it('takes whole days where it has no hours', () => {
    const weekend = { zone, days: [6, 7] };
    expect(isWithin(weekend, at('2026-11-27T22:59:00Z'))).toBeUndefined();
    expect(isWithin(weekend, at('2026-11-27T23:00:00Z'))).toBe(
      'Saturday 00:00 in Europe/Amsterdam',
    );
    expect(isWithin(weekend, at('2026-11-29T22:59:00Z'))).toBe('Sunday 23:59 in Europe/Amsterdam');
  });

  it('ends before its last minute within a day', () => {
    const office = { from: '09:00', to: '17:00', zone: 'UTC' };
    expect(isWithin(office, at('2026-11-24T09:00:00Z'))).toBe('09:00 in UTC');
    expect(isWithin(office, at('2026-11-24T17:00:00Z'))).toBeUndefined();
    expect(isWithin(office, at('2026-11-24T08:59:59Z'))).toBeUndefined();
  });
});
