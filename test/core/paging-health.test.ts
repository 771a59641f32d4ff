import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterSend,
  isDown,
  isLongAgo,
  type ProviderTrouble,
} from '../../src/core/paging-health.ts';

type Told = readonly [outcome: 'sent' | 'refused' | 'trouble', at: number, phone?: string];

const after = (sent: readonly Told[]) =>
  sent.reduce<ProviderTrouble | undefined>(
    (before, [outcome, at, phone = 'ada.sms']) =>
      afterSend(before, { outcome, phone, reason: 'network' }, at),
    undefined,
  );

describe('a provider', () => {
  const thrice = [
    ['trouble', 0],
    ['trouble', 30_000],
    ['trouble', 60_000],
  ] as const;
  const refused = ['ada', 'bob', 'carol'].map((phone, at) => ['refused', at, phone] as const);
  it.each<[string, readonly Told[], boolean]>([
    ['nothing was sent', [], false],
    ['it takes what it gets', [['sent', 0]], false],
    ['two messages failed', thrice.slice(1), false],
    ['three failed within a minute', [...thrice.slice(0, 2), ['trouble', 59_999]], false],
    ['three failed over a minute', thrice, true],
    ['one was taken since', [...thrice, ['sent', 60_001]], false],
    ['it refused a phone since', [...thrice, ['refused', 60_001]], true],
    ['it refuses one phone', refused.map(([outcome, at]) => [outcome, at]), false],
    ['it refuses one phone after the other', refused, true],
  ])('when %s', (_, sent, down) => {
    expect(isDown(after(sent))).toBe(down);
  });

  it('of which nothing was heard for long is one of which nothing is known', () => {
    const trouble = { since: 0, lastAt: 60_000, failures: 3, refused: [], reason: 'network' };
    expect(isLongAgo(trouble, 1_259_999)).toBe(false);
    expect(isLongAgo(trouble, 1_260_000)).toBe(true);
  });

  it('counts what failed since it last took something, and a phone that it refuses once', () => {
    const outcome = fc.constantFrom('sent', 'refused', 'trouble');
    fc.assert(
      fc.property(fc.array(outcome), (outcomes) => {
        const sent = outcomes.map((each, at) => [each, at * 60_000] as const);
        const since = outcomes.slice(outcomes.lastIndexOf('sent') + 1);
        const troubles = since.filter((each) => each === 'trouble').length;
        expect(after(sent)?.failures ?? 0).toBe(troubles);
        expect(isDown(after(sent))).toBe(troubles + Number(since.includes('refused')) >= 3);
      }),
    );
  });
});
