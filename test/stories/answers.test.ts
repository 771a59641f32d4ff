import { describe, expect, it } from 'vitest';
import { actOnIncident } from '../../src/flows/act-on-incident.ts';
import { answerText } from '../../src/flows/answer-text.ts';
import { aNight, firing } from '../support/night.ts';
import { HOUR, MINUTE } from '../support/rules.ts';

const disk = firing('DiskFull', 'P1');
const cpu = firing('CpuHot', 'P1');

describe('an answer by text message', () => {
  it('acknowledges the only open incident without a code', async () => {
    const night = aNight();
    await night.tell(disk);
    expect(night.newPages()).toHaveLength(1);
    expect(await night.texts('ada', 'Ack')).toMatch(/acked by you 03:00\. UNDO \d+ within 5 min/);
  });

  it('asks which one is meant when two are open', async () => {
    const night = aNight();
    await night.tell(disk);
    const first = night.code('ada');
    await night.tell(cpu);
    await night.passes(MINUTE);
    const second = night.code('ada');
    expect(night.newPages()).toHaveLength(2);
    const reply = await night.texts('ada', 'ack');
    expect(reply).toContain('2 open');
    expect(reply).toContain(first);
    expect(reply).toContain(second);
    expect(await night.incident(1)).toMatchObject({ status: 'triggered' });
    expect(await night.texts('ada', second)).toContain(`Still open: ${first}`);
    expect(await night.incident(2)).toMatchObject({ status: 'acknowledged' });
    expect(await night.texts('ada', 'ack all')).toMatch(/acked by you/);
  });

  it('says of "ack all" only what it took when somebody else is faster', async () => {
    const night = aNight();
    await night.tell(disk);
    const first = night.code('ada');
    await night.tell(cpu);
    await night.passes(MINUTE);
    expect(night.newPages()).toHaveLength(2);
    const stop = night.store.beforeCommit(async ([change]) => {
      if (change?.incident.number !== 1) return;
      stop();
      await actOnIncident(1, { type: 'acknowledged', by: 'bob', via: 'api' }, night.replica('two'));
    });
    const reply = await night.texts('ada', 'ack all');
    expect(reply).toMatch(`${night.code('ada')} acked by you`);
    expect(reply).not.toContain(first);
    expect(await night.texts('ada', 'ack all')).toBe('Nothing is open for you.');
  });

  it('gives a repeated text the same answer and does nothing twice', async () => {
    const night = aNight();
    await night.tell(disk);
    expect(night.newPages()).toHaveLength(1);
    const text = `${night.code('ada')} e`;
    const first = await night.texts('ada', text, 'SM-twice');
    expect(first).toMatch(/escalated to Bob/);
    await night.passes(2 * MINUTE);
    expect(await night.texts('ada', text, 'SM-twice')).toBe(first);
    expect(night.newPages()).toEqual(['bob: P1 #1 ESC from Ada: orders: DiskFull']);
    await night.texts('bob', 'ack');
  });

  it('tells the slower of two who was faster', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.passes(5 * MINUTE);
    expect(night.newPages()).toHaveLength(2);
    await night.texts('bob', night.code('bob'));
    await night.passes(MINUTE);
    expect(await night.texts('ada', night.code('ada'))).toMatch(/was acked by Bob 03:05/);
  });

  it('never takes a mistyped code for another one', async () => {
    const night = aNight();
    await night.tell(disk);
    expect(night.newPages()).toHaveLength(1);
    const code = night.code('ada');
    const typo = `${code.slice(0, 2)}${(Number(code[2]) + 1) % 10}`;
    expect(await night.texts('ada', typo)).toMatch(`Unknown code ${typo}`);
    expect(await night.incident()).toMatchObject({ status: 'triggered' });
    await night.texts('ada', code);
  });

  it('says nothing to a stranger', async () => {
    const night = aNight();
    const text = { messageId: 'x', from: '+12125550188', body: 'ack all' };
    expect(await answerText(text, night.ports)).toBeUndefined();
  });

  it('lists what is open, who is on call, and how it is done', async () => {
    const night = aNight();
    expect(await night.texts('ada', 'list')).toBe('Nothing is open for you.');
    await night.tell(disk);
    expect(night.newPages()).toHaveLength(1);
    expect(await night.texts('ada', 'LIST')).toMatch(/1 open: P1 \d+ orders: DiskFull/);
    expect(await night.texts('ada', 'who')).toMatch(/^On call: team-lead Ada/);
    expect(await night.texts('ada', '?')).toMatch(/ACK ALL/);
    expect(await night.texts('ada', 'what is this')).toMatch(/^Not understood/);
    await night.texts('ada', 'ack');
  });

  it('says to whoever has nothing to undo that there is nothing', async () => {
    const night = aNight();
    await night.tell(disk);
    expect(night.newPages()).toHaveLength(1);
    await night.acts(1, { type: 'acknowledged', by: 'bob', via: 'api' });
    expect(await night.texts('ada', 'undo')).toBe('There is nothing of yours to undo.');
    expect(await night.incident()).toMatchObject({ status: 'acknowledged' });
  });

  it('snoozes for as many minutes as are asked for, unless a code may be meant', async () => {
    const night = aNight();
    await night.tell(...[1, 2, 3, 4, 5].map((each) => firing(`Disk${each}`, 'P1')));
    expect(night.newPages()).toHaveLength(1);
    for (const number of [1, 2, 3, 4])
      await night.acts(number, { type: 'resolved', by: 'bob', via: 'api' });
    const list = (await night.texts('ada', 'list')) ?? '';
    const [, code = ''] = /(\d+) orders: Disk5/.exec(list) ?? [];
    expect(code).toBe('158');
    expect(await night.texts('ada', 'snooze 185')).toMatch(/^Which one\?/);
    expect(await night.incident(5)).toMatchObject({ status: 'triggered' });
    for (const minutes of [100, 200, 240, 180])
      expect(await night.texts('ada', `snooze ${minutes}`)).toMatch(/acked by you, snoozed until/);
    expect(await night.texts('ada', `snooze 120 ${code}`)).toMatch(/snoozed until 05:00/);
    expect(await night.texts('ada', `${code} s 150`)).toMatch(/snoozed until 05:30/);
    expect(await night.texts('ada', `${code} r`)).toMatch(/resolved by you/);
  });

  it('snoozes and pages again when the time is over', async () => {
    const night = aNight();
    await night.tell(disk);
    expect(await night.texts('ada', `${night.code('ada')} s 30`)).toMatch(/snoozed until 03:30/);
    await night.passes(30 * MINUTE);
    expect(night.newPages()).toEqual([
      'ada: P1 #1 orders: DiskFull',
      'ada: P1 #1 AGAIN: orders: DiskFull',
    ]);
    await night.texts('ada', 'ack');
    await night.passes(HOUR);
  });
});
