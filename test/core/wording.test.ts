import * as fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, it } from 'vitest';
import { type Answer, MOST_LISTED } from '../../src/core/answer.ts';
import type { Mark } from '../../src/core/page.ts';
import {
  answerText,
  bundleText,
  type PageFacts,
  pageText,
  canPageAgainText,
  cannotPageText,
  phoneLockedText,
  type Reader,
  testPageText,
} from '../../src/core/wording.ts';

/** Tuesday 24 November 2026, 03:12 in Amsterdam. */
const NOW = Date.UTC(2026, 10, 24, 2, 12);
const MINUTE = 60_000;
const NAMES = new Map([
  ['ada', 'Ada'],
  ['alice', 'Alice'],
  ['bob', 'Bob'],
]);

const english: Reader = { language: 'en', zone: 'Europe/Amsterdam', now: NOW };

const page = (facts: Partial<PageFacts> = {}): string =>
  pageText({
    ...english,
    number: 42,
    severity: 'P1',
    title: 'payments-api: checkout 5xx > 5% for 10m',
    code: '475',
    personName: (id) => NAMES.get(id) ?? id,
    ...facts,
  });

const REPLY = 'Reply 475=ack, 475 E=escalate';

describe('pageText', () => {
  it('tells severity, number, title and how to answer', () => {
    expect(page()).toBe(`P1 #42 payments-api: checkout 5xx > 5% for 10m. ${REPLY}`);
  });

  it.each<[Mark, string, string]>([
    [{ type: 'again' }, 'AGAIN', 'OPNIEUW'],
    [{ type: 'repeat', round: 2 }, 'ROUND 2', 'RONDE 2'],
    [{ type: 'escalated', from: ['alice'] }, 'ESC from Alice', 'DOOR van Alice'],
    [{ type: 'escalated', from: [] }, 'ESC', 'DOOR'],
    [
      { type: 'escalated', from: ['ada', 'bob', 'alice', 'eve'] },
      'ESC from Ada, Bob, +2',
      'DOOR van Ada, Bob, +2',
    ],
    [{ type: 'raised', from: 'P2' }, 'RAISED from P2', 'WAS P2'],
    [{ type: 'time-left', dueAt: NOW + 11.6 * MINUTE }, '12 MIN LEFT', 'NOG 12 MIN'],
    [{ type: 'time-left', dueAt: NOW + 10 }, '1 MIN LEFT', 'NOG 1 MIN'],
    [{ type: 'target-missed' }, 'TARGET MISSED', 'DOELTIJD GEMIST'],
  ])('marks %j right after the number', (mark, inEnglish, inDutch) => {
    expect(page({ mark, title: 'x' })).toBe(`P1 #42 ${inEnglish}: x. ${REPLY}`);
    expect(page({ mark, title: 'x', language: 'nl' })).toBe(
      `P1 #42 ${inDutch}: x. Antw 475=ack, 475 E=door`,
    );
  });

  it('tells what else is open', () => {
    expect(page({ title: 'x', othersOpen: 3 })).toBe(`P1 #42 x. ${REPLY}, +3 open: LIST`);
    expect(page({ title: 'x', othersOpen: 0 })).toBe(`P1 #42 x. ${REPLY}`);
  });

  it('strips links and phone numbers from the title', () => {
    expect(page({ title: 'down, see https://x.example/y or call +31 6 1234 5678' })).toBe(
      `P1 #42 down, see or call. ${REPLY}`,
    );
  });

  it('puts no full stop after a mark of its own', () => {
    expect(page({ title: 'why?' })).toBe(`P1 #42 why? ${REPLY}`);
  });

  it('has a word for a title of which nothing is left', () => {
    expect(page({ title: 'https://only.example/link' })).toBe(`P1 #42 alert. ${REPLY}`);
    expect(page({ title: '' })).toBe(`P1 #42 alert. ${REPLY}`);
  });

  it('cuts the title, never the code', () => {
    const text = page({ title: 'x'.repeat(300), othersOpen: 3 });
    expect(text).toHaveLength(160);
    expect(text.endsWith(`xx.. ${REPLY}, +3 open: LIST`)).toBe(true);
  });
});

describe('bundleText', () => {
  const pages = [
    { severity: 'P1', title: 'payments-api: checkout 5xx' },
    { severity: 'P1', title: 'db lag' },
    { severity: 'P2', title: 'queue' },
    { severity: 'P2', title: 'disk' },
  ] as const;

  it('tells how many came, the most urgent of them, and the one code for all', () => {
    const facts = { ...english, open: 4, code: '912' };
    expect(bundleText({ ...facts, pages })).toBe(
      '4 new P1 payments-api: checkout 5xx; P1 db lag; P2 queue; +1. Reply 912=ack these 4, LIST',
    );
    expect(bundleText({ ...facts, pages: pages.slice(0, 2), open: 7, language: 'nl' })).toBe(
      '2 nieuw (7 open) P1 payments-api: checkout 5xx; P1 db lag. Antw 912=ack deze 2, LIJST',
    );
  });

  it('cuts the titles, never the code', () => {
    const long = pages.map((line) => ({ ...line, title: 'x'.repeat(100) }));
    const text = bundleText({ ...english, pages: long, open: 300, code: '1234' });
    expect(text.length).toBeLessThanOrEqual(160);
    expect(text).toMatch(/^4 new \(300 open\) P1 x+\.\.; P1 x+\.\.; P2 x+\.\.; \+1\. Reply 1234=/);
  });
});

/** Encoding and segments, as the vendor counts them. */
const sizeOf = (text: string) => {
  const { encodingName, segmentsCount } = new SegmentedMessage(text);
  return [encodingName, segmentsCount, text];
};

describe('every text to a phone', () => {
  const wild = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: fc.constantFrom('{', '€', '|', '🔥', ' ', 'x', '.'), maxLength: 200 }),
  );
  const language = fc.constantFrom('en' as const, 'nl' as const);
  const code = fc.constantFrom('475', '125', '1234', '123456');
  const mark = fc.oneof(
    fc.constantFrom<Mark>({ type: 'again' }, { type: 'target-missed' }),
    fc.record({ type: fc.constant('repeat' as const), round: fc.nat(999) }),
    fc.record({ type: fc.constant('escalated' as const), from: fc.array(wild) }),
    fc.record({ type: fc.constant('time-left' as const), dueAt: fc.nat(3 * NOW) }),
  );

  it('is one segment and holds the code, as a page of any title, names and numbers', () => {
    const facts = fc.record({
      number: fc.nat(9_999_999),
      title: wild,
      mark: fc.option(mark, { nil: undefined }),
      code,
      language,
      othersOpen: fc.nat(999),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const text = page(given);
        expect(sizeOf(text)).toEqual(['GSM-7', 1, text]);
        expect(text).toContain(` ${given.code}=ack, ${given.code} E=`);
      }),
    );
  });

  it('is one segment, as a bundle, a test and a notice of any titles and names', () => {
    const line = fc.record({ severity: fc.constant('P1' as const), title: wild });
    const facts = fc.record({
      pages: fc.array(line, { minLength: 2, maxLength: 30 }),
      open: fc.nat(99_999),
      code,
      language,
    });
    fc.assert(
      fc.property(facts, wild, (given, name) => {
        const reader = { ...english, language: given.language };
        const bundle = bundleText({ ...english, ...given });
        expect(bundle).toContain(` ${given.code}=ack `);
        for (const text of [
          bundle,
          testPageText(reader, name),
          phoneLockedText(reader, name, NOW),
          cannotPageText(reader, name, 'nobody', NOW),
          cannotPageText(reader, name, 'provider', NOW),
          canPageAgainText(reader, name, NOW),
        ])
          expect(sizeOf(text)).toEqual(['GSM-7', 1, text]);
      }),
    );
  });

  it('is one segment, as an answer with any names and titles', () => {
    const codes = fc.array(code, { maxLength: 30 });
    const lines = fc.array(fc.record({ code, title: wild, severity: fc.constant('P1' as const) }), {
      maxLength: MOST_LISTED,
    });
    const answer: fc.Arbitrary<Answer> = fc.oneof(
      fc.record({
        type: fc.constant('acknowledged' as const),
        code,
        at: fc.nat(NOW),
        stillOpen: codes,
      }),
      fc.record({
        type: fc.constant('acknowledged-several' as const),
        codes,
        at: fc.nat(NOW),
        stillOpen: codes,
      }),
      fc.record({
        type: fc.constant('already-acknowledged' as const),
        code,
        at: fc.nat(NOW),
        by: wild,
      }),
      fc.record({ type: fc.constant('escalated' as const), code, to: fc.array(wild) }),
      fc.record({ type: fc.constant('list' as const), open: lines, more: fc.nat(999) }),
      fc.record({ type: fc.constant('which-one' as const), open: lines, more: fc.nat(999) }),
      fc.record({
        type: fc.constant('who' as const),
        onCall: fc.array(fc.record({ team: wild, names: fc.array(wild) })),
      }),
    );
    fc.assert(
      fc.property(language, fc.array(answer, { minLength: 1, maxLength: 4 }), (spoken, answers) => {
        const text = answerText({ ...english, language: spoken }, ...answers);
        expect(sizeOf(text)).toEqual(['GSM-7', 1, text]);
      }),
    );
  });
});
