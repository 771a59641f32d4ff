import { describe, expect, it } from 'vitest';
import { advance } from '../../src/core/advance.ts';
import type { Happening } from '../../src/core/happening.ts';
import type { Incident } from '../../src/core/incident.ts';
import { aCompany, HOUR, MINUTE } from '../support/rules.ts';
import { told } from '../support/told.ts';

const rules = aCompany();
const T0 = Date.UTC(2026, 10, 23, 2, 0);

const after = (start: Incident | undefined, ...news: [number, Happening][]) => {
  let incident = start;
  const types: string[] = [];
  for (const [at, happening] of news) {
    const change = advance(incident, happening, rules, at);
    types.push(...(change?.events.map(({ type }) => type) ?? ['nothing']));
    incident = change?.incident ?? incident;
  }
  if (incident === undefined) throw new Error('no incident came of it');
  return { incident, types };
};
const opened = (severity: 'P0' | 'P1' | 'P2' | 'P3' = 'P1') =>
  after(undefined, [T0, told({ fired: [['a', severity]] })]).incident;
const acked = (by?: string): Happening => ({ type: 'acknowledged', via: 'sms', ...(by && { by }) });

describe('an incident', () => {
  it('opens with a page, a step timer and both target timers', () => {
    const { incident } = { incident: opened('P0') };
    expect(incident).toMatchObject({
      status: 'triggered',
      severity: 'P0',
      cycle: 1,
      run: 1,
      step: 0,
    });
    expect(incident.timers).toEqual({
      step: T0 + 5 * MINUTE,
      'target-80': T0 + 12 * MINUTE,
      target: T0 + 15 * MINUTE,
      lease: T0 + 4 * HOUR + 20 * MINUTE,
    });
  });

  it('waits for nothing once a person has acknowledged it', () => {
    const { incident } = after(opened(), [T0 + MINUTE, acked('ada')]);
    expect(incident).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'ada', timers: {} });
  });

  it('keeps its target when a program acknowledges, and judges the first human one', () => {
    const { incident, types } = after(
      opened('P1'),
      [T0 + MINUTE, acked()],
      [T0 + HOUR, { type: 'target-passed' }],
      [T0 + HOUR + MINUTE, acked('bob')],
    );
    expect(types).toEqual(['acknowledged', 'target-missed', 'acknowledged']);
    expect(incident).toMatchObject({ acknowledgedBy: 'bob', counted: { target: true } });
  });

  it('counts a target as missed that passed before anybody looked', () => {
    const { types } = after(opened('P0'), [T0 + 16 * MINUTE, acked('ada')]);
    expect(types).toEqual(['target-missed', 'acknowledged']);
  });

  it('ignores a timer that was moved or cleared', () => {
    const { types } = after(
      opened(),
      [T0 + MINUTE, { type: 'step-elapsed' }],
      [T0 + MINUTE, acked('ada')],
      [T0 + HOUR, { type: 'step-elapsed' }],
    );
    expect(types).toEqual(['nothing', 'acknowledged', 'nothing']);
  });

  it('is raised by a worse alert and moves its target nearer, never farther', () => {
    const { incident, types } = after(opened('P2'), [
      T0 + 30 * MINUTE,
      told({ fired: [['b', 'P0']] }),
    ]);
    expect(types).toEqual(['alerts-changed', 'severity-raised', 'step-taken']);
    expect(incident).toMatchObject({ severity: 'P0', run: 2, dueAt: T0 + 45 * MINUTE });
  });

  it('does not fall when its worst alert clears', () => {
    const { incident } = after(
      opened('P2'),
      [T0 + MINUTE, told({ fired: [['b', 'P0']] })],
      [T0 + 2 * MINUTE, told({ cleared: [['b', 'P0']] })],
    );
    expect(incident).toMatchObject({ severity: 'P0', status: 'triggered' });
  });

  it('is resolved by the source when its last alert clears', () => {
    const { incident } = after(opened(), [T0 + MINUTE, told({ cleared: [['a', 'P1']] })]);
    expect(incident).toMatchObject({ status: 'resolved', resolvedBy: 'source', timers: {} });
  });

  it('stays open while one body swaps an alert for another', () => {
    const change = told({ fired: [['b', 'P0']], cleared: [['a', 'P1']] });
    expect(after(opened(), [T0 + MINUTE, change]).incident).toMatchObject({
      status: 'triggered',
      severity: 'P0',
    });
  });

  it('is looked at again after a person resolved what still fires', () => {
    const { incident } = after(opened('P1'), [
      T0 + MINUTE,
      { type: 'resolved', by: 'ada', via: 'sms' },
    ]);
    expect(incident).toMatchObject({
      status: 'resolved',
      resolver: 'ada',
      timers: { recheck: T0 + 31 * MINUTE },
    });
    const cleared = after(incident, [T0 + 2 * MINUTE, told({ cleared: [['a', 'P1']] })]);
    expect(cleared.incident.timers).toEqual({});
  });

  it('takes back an acknowledgement for five minutes, and pages anew', () => {
    const undo: Happening = { type: 'undone', by: 'ada', via: 'sms', otherOpen: false };
    const { incident, types } = after(
      opened(),
      [T0 + MINUTE, acked('ada')],
      [T0 + 5 * MINUTE, undo],
    );
    expect(types).toEqual(['acknowledged', 'undone', 'step-taken']);
    expect(incident).toMatchObject({
      status: 'triggered',
      run: 2,
      counted: { acknowledged: true },
    });
    expect(incident.timers).toMatchObject({ target: T0 + HOUR });
    const late = after(opened(), [T0 + MINUTE, acked('ada')], [T0 + 7 * MINUTE, undo]);
    expect(late.types).toEqual(['acknowledged', 'nothing']);
  });

  it('goes on with a snooze after a resolve was taken back', () => {
    const { incident } = after(
      opened(),
      [T0 + MINUTE, { type: 'snoozed', by: 'ada', via: 'sms', minutes: 30 }],
      [T0 + 2 * MINUTE, { type: 'resolved', by: 'ada', via: 'sms' }],
      [T0 + 3 * MINUTE, { type: 'undone', by: 'ada', via: 'sms', otherOpen: false }],
    );
    expect(incident).toMatchObject({
      status: 'acknowledged',
      timers: { snooze: T0 + 31 * MINUTE },
    });
  });

  it('keeps the target of a program’s acknowledgement when its resolve was taken back', () => {
    const { incident } = after(
      opened(),
      [T0 + MINUTE, acked()],
      [T0 + 2 * MINUTE, { type: 'resolved', via: 'api' }],
      [T0 + 3 * MINUTE, { type: 'undone', via: 'api', otherOpen: false }],
    );
    expect(incident.timers).toMatchObject({ target: T0 + HOUR });
  });

  it('takes the next step at once when asked to, and only once for the same request', () => {
    const ask: Happening = { type: 'escalated', by: 'ada', via: 'sms' };
    const { incident, types } = after(opened(), [T0 + 1000, ask], [T0 + 2000, ask]);
    expect(types).toEqual(['escalated', 'step-taken', 'nothing']);
    expect(incident.step).toBe(1);
  });

  it('triggers again when a snooze ends', () => {
    const { incident, types } = after(
      opened(),
      [T0 + MINUTE, { type: 'snoozed', by: 'ada', via: 'sms', minutes: 30 }],
      [T0 + 31 * MINUTE, { type: 'snooze-ended' }],
    );
    expect(types).toEqual(['snoozed', 'snooze-ended', 'step-taken']);
    expect(incident).toMatchObject({ status: 'triggered', run: 2 });
    expect(incident.snoozedUntil).toBeUndefined();
  });

  it('goes on with the new team when reassigned, even from acknowledged', () => {
    const reassign: Happening = { type: 'reassigned', by: 'bob', via: 'api', team: 'security' };
    const { incident } = after(opened(), [T0 + MINUTE, acked('ada')], [T0 + 9 * MINUTE, reassign]);
    expect(incident).toMatchObject({ status: 'triggered', team: 'security', run: 2 });
  });

  it('gives a lowered severity its whole target from the opening', () => {
    const lower: Happening = { type: 'reclassified', by: 'ada', via: 'api', severity: 'P3' };
    const { incident } = after(opened('P1'), [T0 + MINUTE, lower]);
    expect(incident).toMatchObject({ severity: 'P3', dueAt: T0 + 24 * HOUR, run: 1 });
    expect(incident.timers.target).toBe(T0 + 24 * HOUR);
  });

  it('names as the reason who chose a severity or a category', () => {
    type Choice = Extract<Happening, { type: 'reclassified' }>;
    const by = (
      who: string,
      choice: Pick<Choice, 'severity' | 'category'>,
    ): [number, Happening] => [
      T0 + MINUTE,
      { type: 'reclassified', by: who, via: 'api', ...choice },
    ];
    const lower = by('ada', { severity: 'P3' });
    const move = by('bob', { category: 'security' });
    const raise = by('carol', { severity: 'P2' });
    const { because } = opened('P1');
    const reasons = (...choices: [number, Happening][]) =>
      after(opened('P1'), ...choices).incident.because;
    expect(reasons(lower)).toEqual(['chosen by ada']);
    expect(reasons(move)).toEqual([...because, 'category chosen by bob']);
    expect(reasons(lower, move)).toEqual(['chosen by ada', 'category chosen by bob']);
    expect(reasons(lower, move, raise)).toEqual(['chosen by carol', 'category chosen by bob']);
  });
});
