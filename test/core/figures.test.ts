import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figureFields, parseField, seriesName } from '../../src/core/figures.ts';

const labels = { severity: 'P0', team: 'database' };

const observed = (seconds: number) =>
  figureFields({ type: 'observe', name: 'piket_time_to_acknowledge_seconds', labels, seconds });

describe('the fields of a figure', () => {
  it('are one for a count, its labels in alphabetical order', () => {
    expect(
      figureFields({
        type: 'count',
        name: 'piket_incidents_open',
        labels: { status: 'triggered', severity: 'P1' },
        by: -1,
      }),
    ).toEqual([['piket_incidents_open{severity="P1",status="triggered"}', -1]]);
  });

  it.each([
    [0, '30'],
    [30, '30'],
    [30.001, '60'],
    [900, '900'],
    [86_400, '86400'],
  ])('put %d s into the first bucket that holds it', (seconds, le) => {
    expect(observed(seconds)).toEqual([
      [`piket_time_to_acknowledge_seconds_bucket{le="${le}",severity="P0",team="database"}`, 1],
      ['piket_time_to_acknowledge_seconds_sum{severity="P0",team="database"}', seconds],
      ['piket_time_to_acknowledge_seconds_count{severity="P0",team="database"}', 1],
    ]);
  });

  it('name no bucket for what is above them all', () => {
    expect(observed(86_401).map(([, by]) => by)).toEqual([86_401, 1]);
  });

  it('never make a sum fall when a clock was set back', () => {
    expect(observed(-5)[1]?.[1]).toBe(0);
  });

  it('can be taken apart again, whatever a label says', () => {
    const value = fc.string({
      unit: fc.constantFrom('a', '"', '\\', '\n', '}', ',', '=', 'n', '{'),
    });
    fc.assert(
      fc.property(value, value, (reason, channel) => {
        const name = 'piket_delivery_failures_total';
        expect(parseField(seriesName(name, { reason, channel }))).toEqual({
          name,
          labels: { channel, reason },
        });
      }),
    );
  });
});
