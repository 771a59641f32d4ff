import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CODE_KEPT_MS,
  chooseCode,
  type CodeSubject,
  isCode,
  type ShownCode,
} from '../../src/core/codes.ts';

const NOW = 1_790_000_000_000;

const codesOf = (digits: number): readonly string[] =>
  Array.from({ length: 10 ** digits }, (_, number) => String(number).padStart(digits, '0')).filter(
    isCode,
  );

const swapped = (code: string, at: number): string =>
  code.slice(0, at) + (code[at + 1] ?? '') + (code[at] ?? '') + code.slice(at + 2);

const misreadings = (code: string): readonly string[] =>
  Array.from(code).flatMap((_, at) => [
    ...(at + 1 < code.length ? [swapped(code, at)] : []),
    ...Array.from('0123456789', (digit) => code.slice(0, at) + digit + code.slice(at + 1)),
  ]);

describe('isCode', () => {
  it('takes two digits and their check digit', () => {
    expect(codesOf(3)).toHaveLength(89);
    expect(codesOf(3)).toEqual(expect.arrayContaining(['475', '125']));
    expect(codesOf(4)).toHaveLength(900);
  });

  it.each(['112', '911', '999', '476', '075', '47', '', '4757', '475a', ' 475', '٤٧٥'])(
    'refuses %j',
    (text) => {
      expect(isCode(text)).toBe(false);
    },
  );

  it.each([3, 4])('lets no slip of a finger turn one of %i digits into another', (digits) => {
    for (const code of codesOf(digits)) {
      expect(misreadings(code).filter((other) => other !== code && isCode(other))).toEqual([]);
    }
  });
});

const never = () => false;

const shown = (code: string, subject: CodeSubject, shownAt = NOW): ShownCode => ({
  code,
  subject,
  shownAt,
});

/** Gives codes for incidents 1 to `count`, all shown at `shownAt`. */
const giveAll = (count: number, shownAt = NOW): readonly ShownCode[] => {
  const known: ShownCode[] = [];
  for (let incident = 1; incident <= count; incident += 1) {
    const { code } = chooseCode(known, incident, () => true, shownAt);
    known.push(shown(code, incident, shownAt));
  }
  return known;
};

describe('chooseCode', () => {
  it('keeps the code by which the person knows the incident', () => {
    expect(chooseCode([shown('125', 41), shown('475', 42, 0)], 42, never, NOW)).toEqual({
      code: '475',
    });
  });

  it('gives every incident a code of its own, and short ones first', () => {
    const codes = giveAll(100).map(({ code }) => code);
    expect(new Set(codes).size).toBe(100);
    expect(codes.every(isCode)).toBe(true);
    expect(codes.slice(0, 89).every((code) => code.length === 3)).toBe(true);
    expect(codes.slice(89).every((code) => code.length === 4)).toBe(true);
  });

  it('gives incidents in a row codes that look different', () => {
    const numbers = giveAll(20).map(({ code }) => Number(code));
    for (const [at, number] of numbers.slice(1).entries()) {
      expect(Math.abs(number - (numbers[at] ?? 0))).toBeGreaterThan(100);
    }
  });

  it('gives the same code for the same question', () => {
    const known = giveAll(10);
    expect(chooseCode(known, 77, never, NOW)).toEqual(chooseCode(known, 77, never, NOW + 5));
  });

  it('gives a bundle a code of its own beside that of the incident that leads it', () => {
    const { code } = chooseCode([], 42, never, NOW);
    const bundle = chooseCode([shown(code, 42)], '42.1.1.0.ada.sms', never, NOW);
    expect(isCode(bundle.code)).toBe(true);
    expect(bundle.code).not.toBe(code);
    const known = [shown(code, 42), shown(bundle.code, '42.1.1.0.ada.sms')];
    expect(chooseCode(known, '42.1.1.0.ada.sms', never, NOW + 1)).toEqual(bundle);
  });

  it('prefers a code that was never used to one long out of use', () => {
    const old = giveAll(88, 0);
    const { code, replaces } = chooseCode(old, 500, never, NOW);
    expect(replaces).toBeUndefined();
    expect(old.map((known) => known.code)).not.toContain(code);
  });

  it('takes the code longest out of use from a closed incident when all were used', () => {
    const all = giveAll(89, NOW - CODE_KEPT_MS - 1000).map((known, at) =>
      at === 30 ? { ...known, shownAt: NOW - CODE_KEPT_MS - 5000 } : known,
    );
    expect(chooseCode(all, 500, never, NOW)).toEqual({ code: all[30]?.code, replaces: 31 });
    expect(chooseCode(all, 500, (incident) => incident === 31, NOW).replaces).not.toBe(31);
  });

  it('takes no code that was shown within 7 days: codes grow by a digit', () => {
    const all = giveAll(89, NOW - CODE_KEPT_MS);
    expect(chooseCode(all, 500, never, NOW).code).toHaveLength(4);
    expect(chooseCode(all, 500, never, NOW + 1).code).toHaveLength(3);
  });

  it('never hands out a code that stands for another open or recent incident', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(fc.tuple(fc.nat(88), fc.nat(20 * 86_400_000), fc.boolean()), { maxLength: 89 }),
        (incident, used) => {
          const codes = codesOf(3);
          const byCode = new Map(
            used.map(([index, age]) => {
              const code = codes[index] ?? '';
              return [code, shown(code, 2_000_000 + index, NOW - age)] as const;
            }),
          );
          const open = new Set<CodeSubject>(
            used.flatMap(([index, , isOpen]) => (isOpen ? [2_000_000 + index] : [])),
          );
          const chosen = chooseCode([...byCode.values()], incident, (n) => open.has(n), NOW);
          const before = byCode.get(chosen.code);
          expect(isCode(chosen.code)).toBe(true);
          expect(chosen.replaces).toBe(before?.subject);
          expect(before !== undefined && open.has(before.subject)).toBe(false);
          expect(NOW - (before?.shownAt ?? 0)).toBeGreaterThan(CODE_KEPT_MS);
        },
      ),
    );
  });
});
