import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCode } from '../../src/core/codes.ts';
import { parseReply, type Reply, type ReplyVerb } from '../../src/core/replies.ts';

interface More {
  readonly all?: boolean;
  readonly minutes?: number;
  readonly likeCode?: string;
}

type Case = readonly [body: string, verb: ReplyVerb, codes?: readonly string[], more?: More];

const ACTS: readonly Case[] = [
  ['475', 'acknowledge', ['475']],
  [' 475 \n', 'acknowledge', ['475']],
  ['#475', 'acknowledge', ['475']],
  ['“475”', 'acknowledge', ['475']],
  ["'475'", 'acknowledge', ['475']],
  ['`475`', 'acknowledge', ['475']],
  ['475.', 'acknowledge', ['475']],
  ['４７５', 'acknowledge', ['475']],
  ['476', 'acknowledge', ['476']],
  ['1234', 'acknowledge', ['1234']],
  ['475 125', 'acknowledge', ['475', '125']],
  ['475, 125, 475', 'acknowledge', ['475', '125']],
  ['ack', 'acknowledge'],
  ['ACK', 'acknowledge'],
  ['Ack!', 'acknowledge'],
  ['a', 'acknowledge'],
  ['k', 'acknowledge'],
  ['ok', 'acknowledge'],
  ['Oké', 'acknowledge'],
  ['on it', 'acknowledge'],
  ["I'm on it", 'acknowledge'],
  ['mine', 'acknowledge'],
  ['bevestig', 'acknowledge'],
  ['gezien', 'acknowledge'],
  ['Ik pak het', 'acknowledge'],
  ['pak ik 475', 'acknowledge', ['475']],
  ['👍', 'acknowledge'],
  ['👍🏽', 'acknowledge'],
  ['475 👍', 'acknowledge', ['475']],
  ['ack 475', 'acknowledge', ['475']],
  ['ack #475', 'acknowledge', ['475']],
  ['475a', 'acknowledge', ['475']],
  ['475=ack', 'acknowledge', ['475']],
  ['475 ok\n\nSent from my phone', 'acknowledge', ['475']],
  ['\n\n475\n> P1 #42 payments', 'acknowledge', ['475']],
  ['ack all', 'acknowledge', [], { all: true }],
  ['ACK ALLES', 'acknowledge', [], { all: true }],
  ['all ok', 'acknowledge', [], { all: true }],
  ['475 E', 'escalate', ['475']],
  ['475e', 'escalate', ['475']],
  ['e 475', 'escalate', ['475']],
  ['475 E=escalate', 'escalate', ['475']],
  ['esc 475 125', 'escalate', ['475', '125']],
  ['next', 'escalate'],
  ["can't", 'escalate'],
  ['475 can’t', 'escalate', ['475']],
  ['475 door', 'escalate', ['475']],
  ['kan niet', 'escalate'],
  ['Doorzetten 475', 'escalate', ['475']],
  ['475 r', 'resolve', ['475']],
  ['done 475', 'resolve', ['475']],
  ['fixed', 'resolve'],
  ['475 opgelost', 'resolve', ['475']],
  ['klaar', 'resolve'],
  ['undo 475', 'undo', ['475']],
  ['UNDO', 'undo'],
  ['oops', 'undo'],
  ['terug 475', 'undo', ['475']],
  ['fout', 'undo'],
  ['snooze', 'snooze', [], { minutes: 30 }],
  ['475 later', 'snooze', ['475'], { minutes: 30 }],
  ['475s', 'snooze', ['475'], { minutes: 30 }],
  ['475 s 15', 'snooze', ['475'], { minutes: 15 }],
  ['s 475 15m', 'snooze', ['475'], { minutes: 15 }],
  ['snooze 30 min', 'snooze', [], { minutes: 30 }],
  ['snooze 2h 475', 'snooze', ['475'], { minutes: 120 }],
  ['uitstel 475 1 uur', 'snooze', ['475'], { minutes: 60 }],
  ['sluimer 120 min', 'snooze', [], { minutes: 120 }],
  ['snooze 9h', 'snooze', [], { minutes: 240 }],
  ['snooze all 20', 'snooze', [], { minutes: 20, all: true }],
  ['snooze 100', 'snooze', [], { minutes: 100, likeCode: '100' }],
  ['snooze 125', 'snooze', ['125'], { minutes: 30 }],
  ['snooze 126 15m', 'snooze', ['126'], { minutes: 15 }],
  ['snooze 300', 'snooze', ['300'], { minutes: 30 }],
  ['snooze all 120', 'snooze', [], { minutes: 120, all: true }],
  ['475 S 120', 'snooze', ['475'], { minutes: 120 }],
  ['475 S 130', 'snooze', ['475'], { minutes: 130 }],
  ['475 125 s 240', 'snooze', ['475', '125'], { minutes: 240 }],
  ['snooze 120 475', 'snooze', ['475'], { minutes: 120 }],
  ['snooze 475 120', 'snooze', ['475'], { minutes: 120 }],
  ['snooze 475 125', 'snooze', ['475', '125'], { minutes: 30 }],
  ['120 s', 'snooze', ['120'], { minutes: 30 }],
  ['475 ✅', 'acknowledge', ['475']],
  ['475 ☑️', 'acknowledge', ['475']],
  ['👌🏾 475', 'acknowledge', ['475']],
  ['475 done ✅', 'resolve', ['475']],
  ['475 please', 'acknowledge', ['475']],
  ['475 graag', 'acknowledge', ['475']],
  ['Undo 475, please. Thank you!', 'undo', ['475']],
  ['475 e aub', 'escalate', ['475']],
  ['acked 475', 'acknowledge', ['475']],
  ['475 bevestigd', 'acknowledge', ['475']],
  ['Okee', 'acknowledge'],
  ['475 and 125', 'acknowledge', ['475', '125']],
  ['475 en 125', 'acknowledge', ['475', '125']],
  ['475, 125 & 382 e', 'escalate', ['475', '125', '382']],
  ['resolve 475 and 125', 'resolve', ['475', '125']],
  ['475 resolved', 'resolve', ['475']],
];

const OTHERS: readonly (readonly [string, Reply['type']])[] = [
  ['', 'empty'],
  [' \n\t\n ', 'empty'],
  ['?', 'help'],
  ['??', 'help'],
  ['“?”', 'help'],
  ['menu', 'help'],
  ['Hulp!', 'help'],
  ['help?', 'help'],
  ['list', 'list'],
  ['LIJST', 'list'],
  ['status?', 'list'],
  ['overzicht', 'list'],
  ['who', 'who'],
  ["Who's on call?", 'who'],
  ['on-call', 'who'],
  ['wie heeft dienst?', 'who'],
  ['STOP', 'stop'],
  [' Stop ', 'stop'],
  ['unsubscribe', 'stop'],
  ['CANCEL', 'stop'],
  ['end', 'stop'],
  ['quit', 'stop'],
  ['revoke', 'stop'],
  ['OptOut', 'stop'],
  ['stopall', 'stop'],
  ['START', 'start'],
  ['yes', 'start'],
  ['unstop', 'start'],
  ['HELP', 'carrier'],
  ['info', 'carrier'],
  ['stop 475', 'unknown'],
  ['475 cancel', 'unknown'],
  ['not ack', 'unknown'],
  ['dont ack', 'unknown'],
  ["don't ack 475", 'unknown'],
  ['niet bevestigen', 'unknown'],
  ['who acked 475', 'unknown'],
  ['no', 'unknown'],
  ['👎', 'unknown'],
  ['ok 👎', 'unknown'],
  ['475?', 'unknown'],
  ['ok?', 'unknown'],
  ['Liked “P1 475 payments”', 'unknown'],
  ['Liked “475”', 'unknown'],
  ['👍 to “475”', 'unknown'],
  ['Loved “475 acked by you 03:12.”', 'unknown'],
  ['> 475', 'unknown'],
  ['475 acked by you 03:12.', 'unknown'],
  ['P1 #42 payments-api: 5xx', 'unknown'],
  ['P1 475', 'unknown'],
  ['#42', 'unknown'],
  ['1234567', 'unknown'],
  ['all', 'unknown'],
  ['475 all ack', 'unknown'],
  ['ack 475 done', 'unknown'],
  ['475 e 125', 'unknown'],
  ['475 30m', 'unknown'],
  ['ack 30m', 'unknown'],
  ['snooze 0', 'unknown'],
  ['snooze 1,5 uur', 'unknown'],
  ['ok I am on my way to the office right now 475', 'unknown'],
  ['I am driving and will answer later', 'unknown'],
  ['...', 'unknown'],
  ['475 s 300', 'unknown'],
  ['475 s 12 120', 'unknown'],
  ['please', 'unknown'],
  ['✅', 'unknown'],
  ['ok thanks', 'unknown'],
  ['ack 🙏', 'unknown'],
  ['thanks for acking 475', 'unknown'],
  ['please dont ack 475', 'unknown'],
  ['475 and', 'unknown'],
  ['and 475', 'unknown'],
  ['475 and done', 'unknown'],
  ['ack and 475', 'unknown'],
  ['475 resolved 03:20, nothing to do.', 'unknown'],
  ['475 is not resolved', 'unknown'],
  ['Reacted ✅ to “475”', 'unknown'],
  ['475 ❌', 'unknown'],
];

describe('parseReply', () => {
  it.each(ACTS.map((told) => ({ told })))('takes $told.0 for $told.1', ({ told }) => {
    const [body, verb, codes = [], more = {}] = told;
    expect(parseReply(body)).toEqual({ type: 'act', verb, codes, all: false, ...more });
  });

  it.each(OTHERS)('takes %j for %s', (body, type) => {
    expect(parseReply(body)).toEqual({ type });
  });

  it('reads only the first line with any text', () => {
    expect(parseReply('hello\n475')).toEqual({ type: 'unknown' });
  });

  it('acts on no other valid code when one digit is wrong or two are swapped', () => {
    const code = fc.integer({ min: 100, max: 99_999 }).map(String).filter(isCode);
    fc.assert(
      fc.property(code, fc.nat(), fc.nat(9), (text, where, digit) => {
        const at = where % text.length;
        const typo = text.slice(0, at) + String(digit) + text.slice(at + 1);
        const swap =
          text.slice(0, at) +
          Array.from(text.slice(at, at + 2))
            .toReversed()
            .join('') +
          text.slice(at + 2);
        const snoozes = [`s ${typo}`, `${swap} s`, `s 30 ${swap}`, `${typo} s 120`];
        for (const body of [typo, swap, `${typo} e`, `r ${swap}`, ...snoozes]) {
          const reply = parseReply(body);
          const known = reply.type === 'act' ? reply.codes.filter(isCode) : [];
          expect(known.filter((other) => other !== text)).toEqual([]);
        }
      }),
    );
  });

  it('reads any text without throwing, and gives only digit strings as codes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (body) => {
        const reply = parseReply(body);
        const codes = reply.type === 'act' ? reply.codes : [];
        expect(codes.filter((code) => !/^\d{3,6}$/.test(code))).toEqual([]);
      }),
    );
  });
});
