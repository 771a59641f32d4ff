import * as fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, it } from 'vitest';
import { cutToGsm, gsmLength, toGsm } from '../../src/core/gsm.ts';

/** Any UTF-16, lone surrogates included, with what alerts and phones really contain more often. */
const wild = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.integer({ min: 0, max: 0xff_ff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(
        '{',
        '€',
        '|',
        '\n',
        '\r\n',
        '\t',
        '🔥',
        'é',
        'ë',
        '“',
        '…',
        '\u200D',
        '\u202E',
      ),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

describe('toGsm', () => {
  it.each([
    ['🔥 P1 ‘prod‑db’ → down', ":fire: P1 'prod-db' -> down"],
    ['geïnd, coördinatie, geëscaleerd, façade', 'geind, coördinatie, geescaleerd, facade'],
    ['cafe\u0301 is one letter', 'café is one letter'],
    ['100 €, {a|b} [c] ~ \\ ^', '100 €, {a|b} [c] ~ \\ ^'],
    ['two\nlines\r\nand\ttabs\u2028end', 'two lines and tabs end'],
    ['non\u00A0breaking thin\u2009space', 'non breaking thin space'],
    ['\u001B[31mred\u001B[0m\u0007\u0000', '[31mred[0m'],
    ['zero\u200Bwidth \uFEFFand \u202Ebidi\u2066', 'zerowidth and bidi'],
    ['Москва', 'Moskva'],
    ['≥ 5 µs – “slow”…', '>= 5 us - "slow"...'],
    ['`code`', "'code'"],
    ['ﬁne ½', 'fine 1/2'],
    ['half \uD83D of one', 'half ? of one'],
    ['snake_case @home', 'snake_case @home'],
    ['', ''],
  ])('writes %j as %j', (text, expected) => {
    expect(toGsm(text)).toBe(expected);
  });

  it('gives text that fits the GSM alphabet on one line, whatever it is given', () => {
    fc.assert(
      fc.property(wild, (text) => {
        const gsm = toGsm(text);
        expect(gsm).not.toMatch(/[\n\r\f]/);
        expect(new SegmentedMessage(gsm).encodingName).toBe('GSM-7');
        expect(toGsm(gsm)).toBe(gsm);
      }),
    );
  });

  it('spells every character of Unicode in the GSM alphabet', () => {
    const spelled = new Set<string>();
    for (let point = 0; point <= 0x1_ff_ff; point += 1) {
      for (const character of toGsm(String.fromCodePoint(point))) spelled.add(character);
    }
    expect(new SegmentedMessage([...spelled].join('')).getNonGsmCharacters()).toEqual([]);
  });
});

describe('gsmLength', () => {
  it('counts characters of the extension table twice', () => {
    expect(gsmLength('a{b}€')).toBe(8);
  });
});

describe('cutToGsm', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['one too many', 11, 'one too m..'],
    ['cut at a space', 6, 'cut..'],
    ['{{{{', 8, '{{{{'],
    ['{{{{', 7, '{{..'],
    ['anything', 1, '.'],
    ['anything', 0, ''],
    ['anything', -3, ''],
  ])('cuts %j to %i septets as %j', (text, max, expected) => {
    expect(cutToGsm(text, max)).toBe(expected);
  });

  it('never exceeds its room', () => {
    fc.assert(
      fc.property(wild, fc.integer({ min: 2, max: 200 }), (text, max) => {
        const cut = cutToGsm(text, max);
        expect(gsmLength(cut)).toBeLessThanOrEqual(max);
        expect(cut === toGsm(text) || cut.endsWith('..')).toBe(true);
      }),
    );
  });
});
