import { describe, expect, it } from 'vitest';
import { type Kind, liveThrough } from '../support/random-night.ts';

const SLOW_MS = 7000;
const KINDS: Record<string, Kind> = {
  plain: { sendMs: 300 },
  /** The provider is slow. */
  slow: { sendMs: SLOW_MS },
  /** And clocks are five seconds apart. */
  skewed: { sendMs: SLOW_MS, skewMs: 5000 },
  /** Processes die. */
  mortal: { sendMs: SLOW_MS, deaths: 0.001 },
  /** The provider is in trouble, and the queue loses hints. */
  troubled: { sendMs: SLOW_MS, trouble: 0.3, lostHints: 0.5 },
};

/**
 * With `NIGHT=slow-17` only that night is lived through, and tells its trail should it fail; with
 * `NIGHTS=300` so many of each kind.
 */
const { NIGHT, NIGHTS = 20 } = process.env;
const seeds = Array.from({ length: Number(NIGHTS) }, (_, at) => at + 1);
const all = Object.keys(KINDS).flatMap((kind) => seeds.map((seed) => `${kind}-${seed}`));

describe('two or three Pikets on one store', () => {
  it.each(NIGHT === undefined ? all : [NIGHT])('get through the night %s', async (name) => {
    const [kind = '', seed] = name.split('-');
    const { problems, trail } = await liveThrough(KINDS[kind], Number(seed), name === NIGHT);
    const again = `NIGHT=${name} npx vitest run --project stories random-nights`;
    expect(problems, `${trail.join('\n')}\nagain, with its trail: ${again}\n`).toEqual([]);
  });
});
