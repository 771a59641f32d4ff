import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/configuration/duration.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('parseDuration', () => {
  it.each([
    ['45s', 45_000],
    ['5m', 5 * MINUTE],
    ['1h30m', 90 * MINUTE],
    ['4h20m', 260 * MINUTE],
    ['1d', 24 * HOUR],
    ['1d1h1m1s', 25 * HOUR + MINUTE + 1000],
    ['90m', 90 * MINUTE],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '5', 'm', '0s', '-5m', '1.5h', '5 m', '30m1h', '5min', '1h1h'])(
    'refuses "%s"',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});
