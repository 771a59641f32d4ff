import { describe, expect, it } from 'vitest';
import type { Incident } from '../../src/core/incident.ts';
import { type Command, parseReply } from '../../src/core/replies.ts';
import {
  actOf,
  mayBeMistyped,
  meantWithoutCode,
  mustAcknowledgeFirst,
} from '../../src/core/reply-meaning.ts';
import { aCode, anIncident, OPENED_AT } from '../support/an-incident.ts';
import { aCompany, aPerson, MINUTE } from '../support/rules.ts';

const ada = aPerson('ada');
const NOW = OPENED_AT + 10 * MINUTE;

function command(text: string): Command {
  const reply = parseReply(text);
  if (reply.type !== 'act') throw new Error(`${text} asks for nothing`);
  return reply;
}

const taken = (number: number, by: string, agoMs: number) =>
  anIncident(number, { status: 'acknowledged', acknowledgedBy: by, acknowledgedAt: NOW - agoMs });

const meant = (text: string, ...incidents: readonly Incident[]) => {
  const known = incidents.map((one) => aCode(`${one.number}`, [one]));
  return meantWithoutCode(command(text), known, ada, NOW)?.number;
};

/** The only one that waits was shown so long ago, and another one is known. */
const meantAfter = (shownAgoMs: number, other: Incident) => {
  const known = [aCode('475', [anIncident(1)], NOW - shownAgoMs), aCode('125', [other])];
  return meantWithoutCode(command('ack'), known, ada, NOW)?.number;
};

const mustAck = (text: string, incident: Incident) =>
  mustAcknowledgeFirst(command(text), incident, ada, aCompany(), NOW);

describe('a reply without a code', () => {
  it('acknowledges the only incident that waits', () => {
    expect(meant('ack', anIncident(1))).toBe(1);
    expect(meant('ack', anIncident(1), taken(2, 'bob', 5 * MINUTE))).toBe(1);
  });

  it('is asked about where several would do, or none', () => {
    expect(meant('ack', anIncident(1), anIncident(2))).toBeUndefined();
    expect(meant('ack')).toBeUndefined();
  });

  it('resolves what is in hand, too, but not when something else is open', () => {
    expect(meant('done', taken(1, 'ada', MINUTE))).toBe(1);
    expect(meant('done', taken(1, 'ada', MINUTE), anIncident(2))).toBeUndefined();
    expect(meant('done', anIncident(1, { status: 'resolved' }))).toBeUndefined();
  });

  it('undoes what the same person did', () => {
    const undoable = { what: 'acknowledged', at: NOW, back: 'triggered' } as const;
    expect(meant('undo', { ...taken(1, 'ada', 0), undoable }, anIncident(2))).toBe(1);
    expect(meant('undo', { ...taken(1, 'bob', 0), undoable })).toBeUndefined();
    expect(meant('undo', { ...taken(1, 'bob', 0), undoable, resolver: 'ada' })).toBe(1);
  });

  it('may mean what others took just now, when the one that waits came just now', () => {
    expect(meantAfter(1000, taken(2, 'bob', 1000))).toBeUndefined();
    expect(meantAfter(MINUTE, taken(2, 'bob', 1000))).toBe(1);
    expect(meantAfter(1000, taken(2, 'bob', MINUTE))).toBe(1);
    expect(meantAfter(1000, taken(2, 'ada', 1000))).toBe(1);
  });
});

describe('a snooze of as many minutes as a code has digits', () => {
  it.each([
    ['snooze 100', ['475'], false],
    ['snooze 126', ['475', '125'], true],
    ['snooze 152', ['125'], true],
    ['snooze 124', ['1234'], true],
    ['snooze 120 475', ['125'], false],
    ['snooze 100m', ['101'], false],
  ] as const)('may be a mistyped code: %s, to whom knows %j: %s', (text, codes, may) => {
    const known = codes.map((code) => aCode(code, [anIncident(1)]));
    expect(mayBeMistyped(command(text), known, NOW)).toBe(may);
  });

  it('is none when that code is of long ago, and what it stood for is over', () => {
    const known = [aCode('125', [anIncident(1, { status: 'resolved' })], NOW - 24 * 60 * MINUTE)];
    expect(mayBeMistyped(command('snooze 126'), known, NOW)).toBe(false);
    expect(mayBeMistyped(command('snooze 126'), known, NOW - 1)).toBe(true);
  });
});

describe('a resolve by text', () => {
  it('of something urgent is for whoever has it in hand', () => {
    expect(mustAck('475 done', anIncident(1))).toBe(true);
    expect(mustAck('475 done', taken(1, 'bob', 0))).toBe(true);
    expect(mustAck('475 done', taken(1, 'ada', 0))).toBe(false);
  });

  it('is for everyone where nothing is urgent, or it is over', () => {
    expect(mustAck('475 done', anIncident(1, { severity: 'P2' }))).toBe(false);
    expect(mustAck('475 done', anIncident(1, { status: 'resolved' }))).toBe(false);
    expect(mustAck('475 e', anIncident(1))).toBe(false);
  });

  it('of something stale is for whoever is asked about it', () => {
    const stale = { staleSince: NOW };
    expect(mustAck('475 done', anIncident(1, stale))).toBe(false);
    expect(mustAck('475 done', { ...taken(1, 'bob', 0), ...stale })).toBe(true);
  });
});

describe('what a reply does', () => {
  it.each([
    ['475', { type: 'acknowledged' }],
    ['475 done', { type: 'resolved' }],
    ['475 e', { type: 'escalated' }],
    ['475 s', { type: 'snoozed', minutes: 30 }],
    ['475 s 2h', { type: 'snoozed', minutes: 120 }],
    ['undo 475', { type: 'undone' }],
  ])('%s', (text, act) => {
    expect(actOf(command(text), ada)).toEqual({ ...act, by: 'ada', via: 'sms' });
  });
});
