import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wakingFrom } from '../../src/core/waking-hours.ts';

const hours = { from: '08:00', to: '22:00' };
const amsterdam = 'Europe/Amsterdam';
const from = (text: string, zone = amsterdam) =>
  new Date(wakingFrom(Date.parse(text), hours, zone)).toISOString();

describe('waking hours', () => {
  it.each([
    ['are now in the middle of the day', '2026-11-23T12:00:00Z', '2026-11-23T12:00:00.000Z'],
    ['begin later today before dawn', '2026-11-23T02:00:00Z', '2026-11-23T07:00:00.000Z'],
    ['begin tomorrow late at night', '2026-11-23T21:30:00Z', '2026-11-24T07:00:00.000Z'],
    ['have begun on the minute', '2026-11-23T07:00:00Z', '2026-11-23T07:00:00.000Z'],
    ['are over on the minute', '2026-11-23T21:00:00Z', '2026-11-24T07:00:00.000Z'],
    [
      'begin by the new clock when it goes forward',
      '2026-03-28T23:30:00Z',
      '2026-03-29T06:00:00.000Z',
    ],
    [
      'begin by the new clock when it goes back',
      '2026-10-24T23:30:00Z',
      '2026-10-25T07:00:00.000Z',
    ],
  ])('%s', (_, at, expected) => expect(from(at)).toBe(expected));

  it('are told by the clock of the zone, of half an hour too', () => {
    expect(from('2026-11-23T02:00:00Z', 'Asia/Kolkata')).toBe('2026-11-23T02:30:00.000Z');
  });

  it('are never more than a night away, and never in the past', () => {
    const year = { min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) };
    fc.assert(
      fc.property(fc.integer(year), (at) => {
        const waitMs = wakingFrom(at, hours, amsterdam) - at;
        expect(waitMs).toBeGreaterThanOrEqual(0);
        expect(waitMs).toBeLessThanOrEqual(11 * 3_600_000);
      }),
    );
  });
});
