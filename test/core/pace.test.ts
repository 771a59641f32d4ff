import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gatheringPace, mayRing, type Pace, paceAfter } from '../../src/core/pace.ts';
import { compareSeverity, SEVERITIES, type Severity } from '../../src/core/severity.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Waiting {
  readonly at: number;
  readonly severity: Severity;
}

/** What a phone hears of pages that come when they come: each message with all that had waited. */
function ring(pages: readonly Waiting[]) {
  const messages: { at: number; pages: Waiting[] }[] = [];
  const waiting = pages.toSorted((a, b) => a.at - b.at).map((page, n) => ({ ...page, id: `${n}` }));
  let pace: Pace | undefined;
  for (let now = 0; waiting.length > 0; now += 1000) {
    const due = waiting.filter(({ at }) => at <= now);
    for (const page of due) {
      if (!waiting.includes(page)) continue;
      const verdict = mayRing(pace, page, now);
      if (!verdict.ring) continue;
      const told = (verdict.alone ? [page] : due.filter((each) => waiting.includes(each))).toSorted(
        (a, b) => compareSeverity(a.severity, b.severity),
      );
      const [lead = page] = told;
      pace = paceAfter(pace, { ...lead, open: 1 }, now);
      for (const each of told) waiting.splice(waiting.indexOf(each), 1);
      messages.push({ at: now, pages: told });
    }
  }
  return messages;
}

const many = (count: number, everyMs: number, severity: Severity): Waiting[] =>
  Array.from({ length: count }, (_, n) => ({ at: n * everyMs, severity }));
const ofP0 = ({ severity }: Waiting) => severity === 'P0';
const minutesOf = (messages: readonly { at: number }[]) => messages.map(({ at }) => at / MINUTE);

describe('the pace of a phone', () => {
  it('lets the first page through at once, and tells of the others a minute later', () => {
    const messages = ring(many(300, 200, 'P1'));
    expect(minutesOf(messages)).toEqual([0, 1]);
    expect(messages.map(({ pages }) => pages.length)).toEqual([1, 299]);
  });

  it('leaves longer and longer windows while a storm goes on', () => {
    const messages = ring(many(2 * 60, MINUTE, 'P1'));
    expect(minutesOf(messages)).toEqual([0, 1, 4, 9, 24, 39, 54, 69, 84, 99, 114, 129]);
  });

  it('never holds a P0 for more than five minutes', () => {
    const messages = ring(many(60, MINUTE, 'P0'));
    expect(minutesOf(messages).slice(0, 6)).toEqual([0, 1, 4, 9, 14, 19]);
  });

  it('is broken by what is more urgent than anything sent in the window', () => {
    const messages = ring([
      { at: 0, severity: 'P2' },
      { at: 10_000, severity: 'P2' },
      { at: 20_000, severity: 'P0' },
      { at: 30_000, severity: 'P1' },
      { at: 40_000, severity: 'P0' },
    ]);
    expect(
      messages.map(({ at, pages }) => [at / 1000, pages.map(({ severity }) => severity)]),
    ).toEqual([
      [0, ['P2']],
      [20, ['P0']],
      [60, ['P0', 'P1', 'P2']],
    ]);
  });

  it('begins anew after a quiet while', () => {
    const messages = ring([0, 3, 5.5, 8].map((at) => ({ at: at * MINUTE, severity: 'P1' })));
    expect(minutesOf(messages)).toEqual([0, 3, 5.5, 8]);
  });

  it('does not hold the page that made the hold: it may not have got out', () => {
    const page = { id: '1.1.1.0.ada.sms', severity: 'P1', open: 3 } as const;
    const pace = paceAfter(undefined, page, 0);
    expect(mayRing(pace, page, 1000)).toEqual({ ring: true, alone: false });
    expect(mayRing(pace, { ...page, id: 'another' }, 1000)).toEqual({
      ring: false,
      heldUntil: MINUTE,
    });
    expect(paceAfter(pace, { ...page, open: 5 }, 1000)).toEqual(pace);
  });

  it('loses nothing, rings a bounded number of times, and at once for the first P0', () => {
    const pages = fc.array(
      fc.record({ at: fc.nat(2 * HOUR), severity: fc.constantFrom(...SEVERITIES) }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(pages, (asked) => {
        const messages = ring(asked);
        expect(messages.flatMap((message) => message.pages)).toHaveLength(asked.length);
        const inHour = messages.map(
          ({ at }) => messages.filter((other) => other.at >= at && other.at < at + HOUR).length,
        );
        expect(Math.max(0, ...inHour)).toBeLessThanOrEqual(20);
        const first = asked.filter(ofP0).toSorted((a, b) => a.at - b.at)[0];
        const told = messages.find((message) => message.pages.some(ofP0));
        expect((told?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(1000);
        for (const { at, pages: members } of messages) {
          for (const member of members) {
            const most = member.severity === 'P0' ? 5 * MINUTE : 15 * MINUTE;
            expect(at - member.at).toBeLessThan(most + 1000);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('while a process gathers for a phone', () => {
  const page = { id: '1.1.1.0.ada.sms', severity: 'P0' } as const;

  it('waits, for two seconds at most, and rings as if nothing had been', () => {
    const pace = gatheringPace(undefined, 1000);
    expect(mayRing(pace, page, 1000)).toEqual({ ring: false, heldUntil: 3000 });
    expect(mayRing(pace, page, 3000)).toEqual({ ring: true, alone: false });
    const after = paceAfter(pace, { ...page, open: 1 }, 1500);
    expect(after).toEqual(paceAfter(undefined, { ...page, open: 1 }, 1500));
  });

  it('bears clocks that are five seconds apart, and one that was put back by hours', () => {
    const pace = gatheringPace(undefined, 5 * HOUR);
    const behind = 5 * HOUR - 5000;
    expect(mayRing(pace, page, behind)).toEqual({ ring: false, heldUntil: behind + 2000 });
    expect(mayRing(pace, page, HOUR)).toEqual({ ring: true, alone: false });
  });
});
