import { describe, expect, it } from 'vitest';
import {
  isOptedOut,
  quickReplies,
  type SimulatedMessage,
  waitingPages,
} from '../../src/core/simulated-phone.ts';
import { answerText, pageText } from '../../src/core/wording.ts';

const NOW = Date.UTC(2026, 10, 23, 2, 0);
const reader = { language: 'en', zone: 'Europe/Amsterdam', now: NOW } as const;

const page = (code: string, number = 42, language: 'en' | 'nl' = 'en') =>
  pageText({
    ...reader,
    language,
    number,
    severity: 'P1',
    title: 'payments-api: checkout 5xx > 5%',
    code,
    personName: (id) => id,
  });

/** `>` is said by the person, all else by Piket. */
const thread = (...texts: readonly string[]): readonly SimulatedMessage[] =>
  texts.map((text, at) => ({
    id: `m${at}`,
    from: text.startsWith('>') ? 'person' : 'piket',
    text: text.replace(/^>/, ''),
    sentAt: NOW + at,
  }));

const offered = (...texts: readonly string[]) =>
  quickReplies(thread(...texts)).map(({ text }) => text);

describe('the quick replies of a phone', () => {
  it('offers what the latest page asks for', () => {
    expect(quickReplies(thread(page('125', 41), '>125', page('475')))).toEqual([
      { text: '475', meaning: 'ack' },
      { text: '475 E', meaning: 'escalate' },
      { text: 'LIST', meaning: 'open pages' },
      { text: '?', meaning: 'help' },
    ]);
  });

  it('keeps offering the code after an answer that offers nothing', () => {
    const notUnderstood = answerText(reader, { type: 'not-understood' });
    expect(offered(page('475'), '>huh', notUnderstood)).toEqual(['475', '475 E', 'LIST', '?']);
  });

  it('offers to resolve and to undo after an acknowledgement, in both languages', () => {
    const acked = { type: 'acknowledged', code: '475', at: NOW, stillOpen: [] } as const;
    expect(offered(page('475'), '>475', answerText(reader, acked))).toEqual([
      '475 R',
      'UNDO 475',
      'LIST',
      '?',
    ]);
    const dutch = answerText({ ...reader, language: 'nl' }, acked);
    expect(offered(page('475', 42, 'nl'), '>475', dutch)).toContain('TERUG 475');
  });

  it('offers no second resolve after a resolve', () => {
    const resolved = { type: 'resolved', code: '475', at: NOW, stillOpen: [] } as const;
    expect(offered(answerText(reader, resolved))).toEqual(['UNDO 475', 'LIST', '?']);
  });

  it('offers the page again after an acknowledgement was taken back', () => {
    const acked = { type: 'acknowledged', code: '475', at: NOW, stillOpen: [] } as const;
    const undone = { type: 'undone', code: '475', back: 'triggered' } as const;
    expect(
      offered(
        page('475'),
        '>475',
        answerText(reader, acked),
        '>UNDO 475',
        answerText(reader, undone),
      ),
    ).toEqual(['475', '475 E', 'LIST', '?']);
  });

  it('offers nothing of what is told to be over', () => {
    expect(offered(page('475'), '#42 resolved by Carol 03:20: db lag')).toEqual(['LIST', '?']);
    expect(offered(page('475'), page('125', 41), '2 opgelost: #42 db; #41 lag')).toEqual([
      'LIST',
      '?',
    ]);
    expect(offered(page('475'), page('125', 41), '#41 resolved 03:20: lag')).toContain('475 E');
  });

  it('offers the codes that a list shows', () => {
    const list = answerText(reader, {
      type: 'list',
      open: [
        { code: '475', title: 'payments', severity: 'P1' },
        { code: '125', title: 'queue', severity: 'P2' },
      ],
      more: 0,
    });
    expect(offered(list)).toEqual(['475', '125', 'LIST', '?']);
  });

  it('offers only START after STOP', () => {
    expect(offered(page('475'), '>STOP')).toEqual(['START']);
  });
});

describe('the pages that wait on a phone', () => {
  it.each([
    ['a page nobody answered', [page('475')], [{ incident: 42 }]],
    ['the same page sent again', [page('475'), page('475')], [{ incident: 42 }]],
    ['a page answered by its code', [page('475'), '>475'], []],
    ['a page passed on', [page('475'), '>475 E'], []],
    ['a bare ack of the only page', [page('475'), '>ack'], []],
    [
      'a bare ack that could mean two',
      [page('475'), page('125', 41), '>ack'],
      [{ incident: 42 }, { incident: 41 }],
    ],
    ['ack all', [page('475'), page('125', 41), '>ack all'], []],
    ['a question', [page('475'), '>who is on call'], [{ incident: 42 }]],
    ['a page whose answer was taken back', [page('475'), '>475', '>undo 475'], [{ incident: 42 }]],
    ['a page that is over', [page('475'), '#42 resolved 03:20: db lag'], []],
    ['another code', [page('475'), '>125'], [{ incident: 42 }]],
    ['a page after its answer', [page('475'), '>475', page('475')], [{ incident: 42 }]],
    ['a bundle', ['5 new (7 open) P1 db lag; +3. Reply 912=ack these 5, LIST.'], [{}]],
  ])('%s', (_name, texts, waiting) => {
    expect(waitingPages(thread(...texts))).toEqual(waiting);
  });
});

describe('opting out', () => {
  it('lasts from STOP to START, whatever is said between', () => {
    expect(isOptedOut(thread('>stop'))).toBe(true);
    expect(isOptedOut(thread('>STOP', '>LIST'))).toBe(true);
    expect(isOptedOut(thread('>STOP', '>start'))).toBe(false);
    expect(isOptedOut(thread('Reply STOP to unsubscribe'))).toBe(false);
  });
});
