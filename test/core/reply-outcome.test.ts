import { describe, expect, it } from 'vitest';
import { advance } from '../../src/core/advance.ts';
import type { Acted } from '../../src/core/act.ts';
import type { Incident } from '../../src/core/incident.ts';
import { parseReply, type ReplyVerb } from '../../src/core/replies.ts';
import { actOf } from '../../src/core/reply-meaning.ts';
import { answerFor, answerForBundle } from '../../src/core/reply-outcome.ts';
import { anIncident, OPENED_AT } from '../support/an-incident.ts';
import { aCompany, aPerson, MINUTE } from '../support/rules.ts';

const rules = aCompany();
const { people } = rules;
const ada = aPerson('ada');
const NOW = OPENED_AT + 10 * MINUTE;

const commandTo = (verb: ReplyVerb) => {
  const reply = parseReply(`475 ${verb}`);
  if (reply.type !== 'act') throw new Error(`${verb} asks for nothing`);
  return reply;
};

/** What ada does to an incident. */
function does(verb: ReplyVerb, before: Incident): Acted {
  const act = actOf(commandTo(verb), ada);
  if (act.type === 'undone') throw new Error('an undo knows more than that');
  return advance(before, act, rules, NOW) ?? { incident: before, events: [] };
}

const answered = (verb: ReplyVerb, acted: Acted) =>
  answerFor(commandTo(verb), { code: '475', acted, stillOpen: ['125'], reader: ada }, people, NOW);

const bundleAnswered = (verb: ReplyVerb, acted: readonly Acted[], ackFirst = false) => {
  const outcome = { code: '912', acted, of: 2, ackFirst, reader: ada };
  return answerForBundle(commandTo(verb), outcome, people, NOW);
};

const taken = (by: string) =>
  anIncident(1, { status: 'acknowledged', acknowledgedBy: by, acknowledgedAt: OPENED_AT });

describe('what came of a reply', () => {
  it('is that it was done, and what is still open', () => {
    const done = { code: '475', at: NOW, stillOpen: ['125'] };
    for (const [verb, type] of [
      ['acknowledge', 'acknowledged'],
      ['resolve', 'resolved'],
    ] as const) {
      expect(answered(verb, does(verb, anIncident(1)))).toEqual({ type, ...done });
    }
    expect(answered('snooze', does('snooze', anIncident(1)))).toEqual({
      type: 'snoozed',
      code: '475',
      until: NOW + 30 * MINUTE,
    });
  });

  it('is who was faster, by name, but for the reader', () => {
    const at = { type: 'already-acknowledged', code: '475', at: OPENED_AT };
    expect(answered('acknowledge', { incident: taken('bob'), events: [] })).toEqual({
      ...at,
      by: 'Bob',
    });
    expect(answered('acknowledge', { incident: taken('ada'), events: [] })).toEqual(at);
  });

  it('is that it was over', () => {
    const incident = anIncident(1, { status: 'resolved', resolvedAt: OPENED_AT });
    for (const verb of ['acknowledge', 'escalate'] as const) {
      expect(answered(verb, { incident, events: [] })).toEqual({
        type: 'already-resolved',
        code: '475',
        at: OPENED_AT,
      });
    }
  });

  it('is whom an escalation has paged; asked twice, whom the first one paged', () => {
    const first = does('escalate', anIncident(1));
    const expected = { type: 'escalated', code: '475', to: ['Bob'] };
    expect(answered('escalate', first)).toEqual(expected);
    expect(answered('escalate', { incident: first.incident, events: [] })).toEqual(expected);
  });

  it('is what an undo has come back to, or why there was none', () => {
    expect(answered('undo', { incident: anIncident(1), events: [] })).toEqual({
      type: 'undone',
      code: '475',
      back: 'triggered',
    });
    const refused = { incident: anIncident(1), events: [], refused: 'too-late' } as const;
    expect(answered('undo', refused)).toEqual({
      type: 'cannot-undo',
      code: '475',
      reason: 'too-late',
    });
  });

  it('is how many incidents of a bundle it has changed', () => {
    const acted = [does('snooze', anIncident(1)), { incident: taken('bob'), events: [] }];
    const outcome = { code: '912', acted, of: 3, ackFirst: false, reader: ada };
    const told = { type: 'bundle', verb: 'snooze', code: '912', done: 1, of: 3, to: [] };
    expect(answerForBundle(commandTo('snooze'), outcome, people, NOW)).toEqual({
      ...told,
      at: NOW + 30 * MINUTE,
    });
    const both = [anIncident(1), anIncident(2)].map((incident) => does('escalate', incident));
    expect(bundleAnswered('escalate', both)).toEqual({
      ...told,
      verb: 'escalate',
      done: 2,
      of: 2,
      at: NOW,
      to: ['Bob'],
    });
  });

  it('is who has a bundle in hand, when it changed nothing of it', () => {
    const inHand = (...by: readonly string[]) =>
      bundleAnswered(
        'acknowledge',
        by.map((id) => ({ incident: taken(id), events: [] })),
      );
    const at = { type: 'already-acknowledged', code: '912', at: OPENED_AT };
    expect(inHand('ada', 'ada')).toEqual(at);
    expect(inHand('bob', 'bob')).toEqual({ ...at, by: 'Bob' });
    expect(inHand('ada', 'bob')).toEqual({ ...at, by: 'Ada, Bob' });
    const over = anIncident(1, { status: 'resolved', resolvedAt: NOW });
    expect(bundleAnswered('acknowledge', [{ incident: over, events: [] }])).toEqual({
      type: 'already-resolved',
      code: '912',
      at: NOW,
    });
    const refused = { incident: taken('ada'), events: [], refused: 'too-late' } as const;
    expect(bundleAnswered('undo', [refused])).toEqual({
      type: 'cannot-undo',
      code: '912',
      reason: 'too-late',
    });
  });

  it('is that a bundle is to be acknowledged first, or the rest of it', () => {
    expect(bundleAnswered('resolve', [], true)).toEqual({ type: 'ack-first', code: '912' });
    expect(bundleAnswered('resolve', [does('resolve', anIncident(1))], true)).toMatchObject({
      type: 'bundle',
      done: 1,
      of: 2,
      ackFirst: true,
    });
  });

  it('is whom the escalation of a bundle has paged, when it is asked twice', () => {
    const { incident } = does('escalate', anIncident(1));
    expect(bundleAnswered('escalate', [{ incident, events: [] }])).toMatchObject({
      type: 'bundle',
      done: 1,
      to: ['Bob'],
    });
  });
});
