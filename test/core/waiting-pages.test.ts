import { describe, expect, it } from 'vitest';
import { isToldIn } from '../../src/core/bundle.ts';
import { mostUrgentFirst, sortWaiting } from '../../src/core/waiting-pages.ts';

const page = (incident: number, id: string) => ({ incident, page: id });
const first = page(1, '1.1.0.ada.sms');
const alarm = page(1, '1.1.target-80.ada.sms');
const second = page(2, '1.1.0.ada.sms');
const over = page(3, '1.1.resolved.ada.sms');
const overToo = page(4, '2.1.resolved.ada.sms');
const stale = page(5, '1.1.stale.ada.sms');
const all = [first, alarm, second, over, overToo, stale];

describe('what waits for a phone', () => {
  it('goes into one message with what asks for an answer, too', () => {
    expect(sortWaiting(first, all)).toEqual({
      kind: 'page',
      kin: [alarm, second],
      asking: [alarm, second],
      over: [over, overToo],
    });
  });

  it('keeps news of another kind apart, and knows what is dropped for what asks', () => {
    expect(sortWaiting(over, all)).toEqual({
      kind: 'resolved',
      kin: [overToo],
      asking: [first, alarm, second],
      over: [over, overToo],
    });
    expect(sortWaiting(stale, all)).toMatchObject({ kind: 'stale', kin: [] });
  });
});

describe('a message', () => {
  it('tells the most urgent page first, then the older incident', () => {
    const given = (
      [
        [7, 'P2'],
        [9, 'P0'],
        [8, 'P1'],
        [3, 'P1'],
      ] as const
    ).map(([number, severity]) => ({ incident: { number }, page: { severity } }));
    expect(mostUrgentFirst(given).map(({ incident }) => incident.number)).toEqual([9, 3, 8, 7]);
  });

  it('that is sent again tells of what it told of', () => {
    const bundle = { pages: [[1, first.page] as const, [1, alarm.page] as const] };
    expect(all.filter((one) => isToldIn(bundle, one.incident, one.page))).toEqual([first, alarm]);
  });
});
