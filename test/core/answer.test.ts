import { describe, expect, it } from 'vitest';
import { type Answer, MOST_LISTED } from '../../src/core/answer.ts';
import { parseReply } from '../../src/core/replies.ts';
import { answerText, type Reader } from '../../src/core/wording.ts';

/** Tuesday 24 November 2026, 03:12 in Amsterdam. */
const NOW = Date.UTC(2026, 10, 24, 2, 12);
const MINUTE = 60_000;

const english: Reader = { language: 'en', zone: 'Europe/Amsterdam', now: NOW };
const dutch: Reader = { ...english, language: 'nl' };

const someCodes = ['475', '125', '382', '1234', '123456', '654321', '111111'];
const open = someCodes
  .slice(0, MOST_LISTED)
  .map((code) => ({ code, title: 'payments-api: checkout is slow', severity: 'P1' as const }));

const at = NOW;
/** Each answer, what it says in English and in Dutch. */
const ANSWERS: readonly (readonly [Answer, string, string])[] = [
  [
    { type: 'acknowledged', code: '475', at, stillOpen: [] },
    '475 acked by you 03:12. UNDO 475 within 5 min.',
    '475 bevestigd door jou 03:12. Binnen 5 min: TERUG 475.',
  ],
  [
    { type: 'acknowledged', code: '475', at, stillOpen: ['125'] },
    '475 acked by you 03:12. UNDO 475 within 5 min. Still open: 125.',
    '475 bevestigd door jou 03:12. Binnen 5 min: TERUG 475. Nog open: 125.',
  ],
  [
    { type: 'acknowledged', code: '475', at, stillOpen: ['125'], noUndo: true },
    '475 acked by you 03:12. Still open: 125.',
    '475 bevestigd door jou 03:12. Nog open: 125.',
  ],
  [
    { type: 'acknowledged-several', codes: someCodes, at, stillOpen: ['125'] },
    '475, 125, 382, 1234, 123456, +2 acked by you 03:12. UNDO and a code within 5 min. Still open: 125.',
    '475, 125, 382, 1234, 123456, +2 bevestigd door jou 03:12. Binnen 5 min: TERUG en een code. Nog open: 125.',
  ],
  [
    { type: 'already-acknowledged', code: '475', at: NOW - 2 * MINUTE, by: 'Bob' },
    '475 was acked by Bob 03:10.',
    '475 was al bevestigd door Bob 03:10.',
  ],
  [
    { type: 'already-acknowledged', code: '475', at: NOW - 4 * 60 * MINUTE },
    '475 was acked by you Mon 23:12.',
    '475 was al bevestigd door jou ma 23:12.',
  ],
  [
    { type: 'bundle', verb: 'acknowledge', code: '912', done: 5, of: 5, at, to: [] },
    '912: all 5 acked by you 03:12. UNDO 912 within 5 min.',
    '912: alle 5 bevestigd door jou 03:12. Binnen 5 min: TERUG 912.',
  ],
  [
    { type: 'bundle', verb: 'acknowledge', code: '912', done: 5, of: 5, at, to: [], noUndo: true },
    '912: all 5 acked by you 03:12.',
    '912: alle 5 bevestigd door jou 03:12.',
  ],
  [
    { type: 'bundle', verb: 'resolve', code: '912', done: 3, of: 5, at, to: [] },
    '912: 3 of 5 resolved by you 03:12. UNDO 912 within 5 min.',
    '912: 3 van 5 opgelost door jou 03:12. Binnen 5 min: TERUG 912.',
  ],
  [
    { type: 'bundle', verb: 'escalate', code: '912', done: 5, of: 5, at, to: ['Bob'] },
    '912: all 5 escalated to Bob.',
    '912: alle 5 doorgezet naar Bob.',
  ],
  [
    { type: 'bundle', verb: 'escalate', code: '912', done: 5, of: 5, at, to: [] },
    '912: all 5 escalated to nobody: please call someone.',
    '912: alle 5 doorgezet naar niemand: bel zelf iemand.',
  ],
  [
    { type: 'bundle', verb: 'snooze', code: '912', done: 2, of: 2, at: NOW + 8 * MINUTE, to: [] },
    '912: all 2 acked by you, snoozed until 03:20. UNDO 912 within 5 min.',
    '912: alle 2 bevestigd door jou, uitgesteld tot 03:20. Binnen 5 min: TERUG 912.',
  ],
  [
    { type: 'bundle', verb: 'undo', code: '912', done: 0, of: 2, at, to: [] },
    '912: nothing to do, none of its 2 is kept any more.',
    '912: niets te doen, geen van de 2 is nog bewaard.',
  ],
  [
    { type: 'bundle', verb: 'resolve', code: '912', done: 3, of: 5, at, to: [], ackFirst: true },
    '912: 3 of 5 resolved by you 03:12. For the rest first 912, then 912 R. UNDO 912 within 5 min.',
    '912: 3 van 5 opgelost door jou 03:12. Voor de rest eerst 912, dan 912 R. Binnen 5 min: TERUG 912.',
  ],
  [
    { type: 'nothing-to-undo' },
    'There is nothing of yours to undo.',
    'Er is niets van jou om terug te draaien.',
  ],
  [
    { type: 'ack-first', code: '475' },
    '475 is not acked by you. Reply 475 first, then 475 R.',
    '475 is niet door jou bevestigd. Antwoord eerst 475, dan 475 R.',
  ],
  [
    { type: 'theirs-to-resolve', code: '475', by: 'Bob' },
    '475 was acked by Bob, who alone resolves it by text.',
    '475 is bevestigd door Bob; alleen die lost het per sms op.',
  ],
  [
    { type: 'locked', until: NOW + 30 * MINUTE },
    'Too many wrong codes: replies are locked until 03:42. Only the code of a page of the last 30 min acks.',
    'Te veel foute codes: antwoorden zijn geblokkeerd tot 03:42. Alleen de code van een oproep van de laatste 30 min bevestigt nog.',
  ],
  [
    { type: 'already-resolved', code: '475', at: NOW + 8 * MINUTE },
    '475 resolved 03:20, nothing to do.',
    '475 opgelost 03:20, niets te doen.',
  ],
  [
    { type: 'already-resolved', code: '475', at: NOW - 10 * 24 * 60 * MINUTE },
    '475 resolved Sat 14-11 03:12, nothing to do.',
    '475 opgelost za 14-11 03:12, niets te doen.',
  ],
  [
    { type: 'resolved', code: '475', at, stillOpen: [] },
    '475 resolved by you 03:12. UNDO 475 within 5 min.',
    '475 opgelost door jou 03:12. Binnen 5 min: TERUG 475.',
  ],
  [
    { type: 'escalated', code: '475', to: ['Bob', 'Carol'] },
    '475 escalated to Bob, Carol.',
    '475 doorgezet naar Bob, Carol.',
  ],
  [
    { type: 'escalated', code: '475', to: [] },
    '475: nobody else could be paged. It stays open, please call someone.',
    '475: niemand anders was op te roepen. Het blijft open, bel zelf iemand.',
  ],
  [
    { type: 'snoozed', code: '475', until: NOW + 30 * MINUTE },
    '475 acked by you, snoozed until 03:42. UNDO 475 within 5 min.',
    '475 bevestigd door jou, uitgesteld tot 03:42. Binnen 5 min: TERUG 475.',
  ],
  [
    { type: 'undone', code: '475', back: 'triggered' },
    '475 undone: it pages again.',
    '475 teruggedraaid: er wordt weer opgeroepen.',
  ],
  [
    { type: 'undone', code: '475', back: 'acknowledged' },
    '475 undone: open, still acked.',
    '475 teruggedraaid: open, nog wel bevestigd.',
  ],
  [
    { type: 'cannot-undo', code: '475', reason: 'too-late' },
    '475 cannot be undone: that was more than 5 min ago.',
    '475 kan niet worden teruggedraaid: het was langer dan 5 min geleden.',
  ],
  [
    { type: 'cannot-undo', code: '475', reason: 'nothing-to-undo' },
    '475 cannot be undone: there is nothing to undo.',
    '475 kan niet worden teruggedraaid: er is niets om terug te draaien.',
  ],
  [
    { type: 'cannot-undo', code: '475', reason: 'nothing-fires' },
    '475 cannot be undone: nothing fires any more.',
    '475 kan niet worden teruggedraaid: er is geen actief alarm meer.',
  ],
  [
    { type: 'cannot-undo', code: '475', reason: 'other-open' },
    '475 cannot be undone: its alerts are in a newer incident. Reply LIST.',
    '475 kan niet worden teruggedraaid: de alarmen horen nu bij een nieuwer incident. Antwoord LIJST.',
  ],
  [
    { type: 'unknown-code', code: '476' },
    'Unknown code 476. Reply LIST for the codes of what is open.',
    'Onbekende code 476. Antwoord LIJST voor de open codes.',
  ],
  [
    { type: 'not-understood', example: '475' },
    'Not understood. Reply 475 to ack, 475 E to escalate, ? for help.',
    'Niet begrepen. Antwoord 475 om te bevestigen, 475 E om door te zetten, ? voor hulp.',
  ],
  [
    { type: 'not-understood' },
    'Not understood. Reply CODE to ack, CODE E to escalate, ? for help.',
    'Niet begrepen. Antwoord CODE om te bevestigen, CODE E om door te zetten, ? voor hulp.',
  ],
  [{ type: 'nothing-open' }, 'Nothing is open for you.', 'Er staat niets voor je open.'],
  [
    {
      type: 'which-one',
      open: [
        { code: '475', title: 'payments 5xx', severity: 'P1' },
        { code: '125', title: 'queue', severity: 'P2' },
      ],
      more: 0,
    },
    '2 open: 475 payments 5xx; 125 queue. Reply the code, or ACK ALL',
    '2 open: 475 payments 5xx; 125 queue. Antwoord de code, of ACK ALLES',
  ],
  [
    { type: 'list', open: [{ code: '475', title: 'payments 5xx', severity: 'P1' }], more: 2 },
    '3 open: P1 475 payments 5xx; +2 more. Reply a code to ack',
    '3 open: P1 475 payments 5xx; en nog 2. Antwoord een code om te bevestigen',
  ],
  [
    {
      type: 'who',
      onCall: [
        { team: 'database', names: ['Bob'] },
        { team: 'security', names: [] },
      ],
    },
    'On call: database Bob; security nobody',
    'Dienst: database Bob; security niemand',
  ],
  [
    { type: 'help' },
    'CODE=ack, CODE E=escalate, CODE R=resolve, CODE S 30=snooze 30 min, UNDO CODE, ACK ALL, LIST=what is open, WHO=who is on call',
    'CODE=bevestig, CODE E=doorzetten, CODE R=opgelost, CODE S 30=30 min uitstel, TERUG CODE, ACK ALLES, LIJST=wat is open, WIE=wie heeft dienst',
  ],
  [
    { type: 'needs-code', verb: 'escalate' },
    'Which one? Reply CODE E to escalate. LIST shows the codes.',
    'Welke? Antwoord CODE E voor doorzetten. LIJST toont de codes.',
  ],
  [
    { type: 'needs-code', verb: 'snooze' },
    'Which one? Reply CODE S 30 to snooze 30 min. LIST shows the codes.',
    'Welke? Antwoord CODE S 30 voor 30 min uitstel. LIJST toont de codes.',
  ],
  [
    { type: 'welcome-back' },
    'Welcome back: this phone is paged again. Reply ? for help.',
    'Welkom terug: deze telefoon wordt weer opgeroepen. ? voor hulp.',
  ],
];

describe('answerText', () => {
  it.each(ANSWERS)('words %j', (answer, inEnglish, inDutch) => {
    expect(answerText(english, answer)).toBe(inEnglish);
    expect(answerText(dutch, answer)).toBe(inDutch);
  });

  it('tells time as the reader’s clock does', () => {
    expect(
      answerText(
        { ...english, zone: 'America/New_York' },
        { type: 'already-resolved', code: '475', at: NOW },
      ),
    ).toBe('475 resolved 21:12, nothing to do.');
  });

  it('shows every listed code, however long the titles are', () => {
    for (const type of ['list', 'which-one'] as const) {
      const lines = open.map((line) => ({ ...line, title: 'x'.repeat(120) }));
      for (const reader of [english, dutch]) {
        const text = answerText(reader, { type, open: lines, more: 20 });
        for (const { code } of lines) expect(text).toContain(`${code} x`);
        expect(text).toMatch(/^25 open: .*(more|en nog)/);
      }
    }
  });

  it('puts several answers to one reply into one text', () => {
    expect(
      answerText(
        english,
        { type: 'acknowledged', code: '475', at, stillOpen: [] },
        { type: 'unknown-code', code: '126' },
      ),
    ).toBe(
      '475 acked by you 03:12. UNDO 475 within 5 min. Unknown code 126. Reply LIST for the codes of what is open.',
    );
  });

  it.each(['475', '475 E', '475 R', '475 S 30', 'UNDO 475', 'TERUG 475', 'ACK ALL', 'ACK ALLES'])(
    'teaches %j, which is understood',
    (reply) => {
      expect(parseReply(reply).type).toBe('act');
    },
  );

  it.each([
    ['LIST', 'list'],
    ['LIJST', 'list'],
    ['WHO', 'who'],
    ['WIE', 'who'],
    ['?', 'help'],
  ])('teaches %j, which asks for %s', (reply, type) => {
    expect(parseReply(reply).type).toBe(type);
  });
});
