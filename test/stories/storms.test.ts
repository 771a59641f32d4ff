import { describe, expect, it } from 'vitest';
import { refuses, timesOutAfterAccepting } from '../support/fake-phones.ts';
import { aNight, firing } from '../support/night.ts';
import { MINUTE, numberOf } from '../support/rules.ts';

const SECOND = 1000;
const several = (count: number, from = 1) =>
  Array.from({ length: count }, (_, n) => firing(`Alert${from + n}`, 'P1'));

/** A night with one page told and `count` more held for the same phone. */
const aStorm = async (count: number) => {
  const night = aNight();
  await night.tell(firing('First', 'P1'));
  await night.passes(10 * SECOND);
  for (const alert of several(count)) await night.tell(alert);
  expect(night.newPages()).toEqual(['ada: P1 #1 orders: First']);
  return night;
};
const statuses = async (night: ReturnType<typeof aNight>) => {
  const { incidents } = await night.store.incidents.list({ limit: 200 });
  return incidents.toReversed().map(({ status }) => status);
};

describe('a storm', () => {
  it('of 300 incidents in a minute is two messages to a person in the first four minutes', async () => {
    const night = aNight();
    for (const alert of several(300)) {
      await night.tell(alert);
      await night.passes(200);
    }
    await night.passes(3 * MINUTE);
    expect(night.newPages()).toEqual([
      'ada: P1 #1 orders: Alert1',
      'ada: 299 new (300 open) P1 orders: Alert2; P1 orders: Alert3; P1 orders: Alert4; +296',
    ]);
    expect(await night.texts('ada', night.code('ada'))).toMatch(/^\d+: all 299 acked by you/);
    await night.texts('ada', 'ack');
  });

  it('holds what comes within a minute and tells of it in one message with one code', async () => {
    const night = await aStorm(5);
    const first = night.code('ada');
    await night.passes(49 * SECOND);
    expect(night.newPages()).toEqual([]);
    await night.passes(SECOND);
    expect(night.newPages()).toEqual([
      'ada: 5 new (6 open) P1 orders: Alert1; P1 orders: Alert2; P1 orders: Alert3; +2',
    ]);
    const code = night.code('ada');
    expect(code).not.toBe(first);
    expect(await night.texts('ada', code)).toBe(
      `${code}: all 5 acked by you 03:01. UNDO ${code} within 5 min.`,
    );
    expect(await statuses(night)).toEqual(['triggered', ...several(5).map(() => 'acknowledged')]);
    expect(await night.texts('ada', 'ack')).toMatch(`${first} acked by you`);
  });

  it('acknowledges by the code of a bundle what the bundle told of, and nothing that came later', async () => {
    const night = await aStorm(2);
    await night.passes(MINUTE);
    expect(night.newPages()).toHaveLength(1);
    const code = night.code('ada');
    await night.tell(firing('Later', 'P1'));
    await night.texts('ada', code);
    expect(await statuses(night)).toEqual([
      'triggered',
      'acknowledged',
      'acknowledged',
      'triggered',
    ]);
    await night.passes(3 * MINUTE);
    expect(night.newPages()).toEqual(['ada: P1 #4 orders: Later']);
    await night.texts('ada', 'ack all');
  });

  it('gives the members of a bundle codes of their own on LIST', async () => {
    const night = await aStorm(2);
    await night.passes(MINUTE);
    expect(night.newPages()).toHaveLength(1);
    const list = (await night.texts('ada', 'list')) ?? '';
    const codes = [...list.matchAll(/P1 (\d+) orders/g)].map(([, code = '']) => code);
    expect(new Set(codes).size).toBe(3);
    await night.texts('ada', codes[2] ?? '');
    expect((await statuses(night)).filter((status) => status === 'acknowledged')).toHaveLength(1);
    expect(await night.texts('ada', night.code('ada'))).toMatch(/1 of 2 acked|all 2 acked/);
    await night.texts('ada', 'ack all');
  });

  it('is broken by the first P0, which goes out at once; the next ones ride the bundle', async () => {
    const night = await aStorm(2);
    await night.tell(firing('Outage', 'P0'));
    expect(night.newPages()).toEqual(['ada: P0 #4 orders: Outage']);
    await night.tell(firing('Another', 'P0'));
    expect(night.newPages()).toEqual([]);
    await night.passes(50 * SECOND);
    expect(night.newPages()).toEqual([
      'ada: 3 new (5 open) P0 orders: Another; P1 orders: Alert1; P1 orders: Alert2',
    ]);
    await night.texts('ada', 'ack all');
  });

  it('leaves out of the bundle what somebody acknowledged meanwhile', async () => {
    const night = await aStorm(2);
    await night.acts(2, { type: 'acknowledged', by: 'bob', via: 'api' });
    await night.passes(50 * SECOND);
    expect(night.newPages()).toEqual(['ada: P1 #3 orders: Alert2']);
    expect(await night.store.incidents.pages(2)).toMatchObject([{ state: 'superseded' }]);
    await night.texts('ada', 'ack all');
  });

  it('lets the escalation of each incident run on while its page is held', async () => {
    const night = await aStorm(1);
    await night.passes(5 * MINUTE);
    expect(night.newPages()).toEqual([
      'ada: P1 #2 orders: Alert1',
      'bob: P1 #1 ESC from Ada: orders: First',
    ]);
    await night.passes(MINUTE);
    expect(night.newPages()).toEqual(['bob: P1 #2 ESC from Ada: orders: Alert1']);
    await night.texts('bob', 'ack all');
  });

  it('escalates, snoozes and takes back all of a bundle by its code', async () => {
    const night = await aStorm(2);
    await night.passes(MINUTE);
    const code = night.code('ada');
    expect(await night.texts('ada', `${code} e`)).toBe(`${code}: all 2 escalated to Bob.`);
    await night.passes(MINUTE);
    expect(night.newPages()).toEqual([
      'ada: 2 new (3 open) P1 orders: Alert1; P1 orders: Alert2',
      'bob: 2 new P1 orders: Alert1; P1 orders: Alert2',
    ]);
    expect(await night.texts('ada', `${code} s 20`)).toMatch(
      /all 2 acked by you, snoozed until 03:/,
    );
    expect(await night.texts('ada', `undo ${code}`)).toBe(`${code}: all 2 undone.`);
    expect(await night.texts('ada', `${code} r`)).toBe(
      `${code} is not acked by you. Reply ${code} first, then ${code} R.`,
    );
    await night.texts('ada', code);
    expect(await night.texts('ada', code)).toBe(`${code} was acked by you 03:02.`);
    expect(await night.texts('ada', `${code} r`)).toMatch(/all 2 resolved by you/);
    night.newPages();
    await night.texts('ada', 'ack all');
  });

  it('takes the report of a bundle for all that it told of', async () => {
    const night = await aStorm(3);
    await night.passes(MINUTE);
    expect(night.newPages()).toHaveLength(1);
    await night.reportsLast('failed');
    for (const number of [2, 3, 4]) {
      expect((await night.store.incidents.pages(number))[0]).toMatchObject({ state: 'failed' });
    }
    await night.passes(MINUTE);
    expect(night.newPages()).toEqual([
      'bob: 3 new P1 orders: Alert1; P1 orders: Alert2; P1 orders: Alert3',
    ]);
    await night.texts('bob', 'ack all');
    await night.texts('ada', 'ack all');
  });

  it('repeats a bundle whose fate is unknown with the same code and words', async () => {
    const night = await aStorm(3);
    night.phones.misbehave(timesOutAfterAccepting);
    await night.passes(50 * SECOND);
    night.phones.recover();
    await night.passes(16 * SECOND);
    expect(night.newPages()).toHaveLength(2);
    const [, first, second] = night.phones.sent;
    expect(second?.text).toBe(first?.text);
    await night.texts('ada', 'ack all');
  });

  it('sends what is held for a phone another way at once when its owner says STOP', async () => {
    const night = await aStorm(2);
    await night.texts('ada', 'STOP');
    expect(night.newPages()).toEqual(['bob: 2 new P1 orders: Alert1; P1 orders: Alert2']);
    await night.acts(1, { type: 'acknowledged', by: 'bob', via: 'api' });
    await night.texts('bob', 'ack all');
  });

  it('does not hold a phone for a message that was refused', async () => {
    const night = aNight();
    night.phones.misbehave(refuses(numberOf('ada')));
    await night.tell(firing('First', 'P1'));
    expect(night.newPages()).toEqual(['bob: P1 #1 ESC from Ada: orders: First']);
    night.phones.recover();
    await night.tell(firing('Second', 'P1'));
    expect(night.newPages()).toEqual(['ada: P1 #2 orders: Second']);
    await night.texts('ada', 'ack all');
    await night.texts('bob', 'ack all');
  });
});
