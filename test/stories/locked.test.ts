import { describe, expect, it } from 'vitest';
import { aNight, firing } from '../support/night.ts';
import { MINUTE, numberOf } from '../support/rules.ts';

const disk = firing('DiskFull', 'P1');
const WRONG = ['128', '209', '314', '407', '533'];

/** A night with one page told to ada, whose phone then sends wrong codes. */
const afterWrongCodes = async (codes: readonly string[]) => {
  const night = aNight();
  await night.tell(disk);
  expect(night.newPages()).toEqual(['ada: P1 #1 orders: DiskFull']);
  const code = night.code('ada');
  const replies: (string | undefined)[] = [];
  for (const wrong of codes) replies.push(await night.texts('ada', wrong));
  return { night, code, replies };
};

describe('a phone that sends wrong codes', () => {
  it('is locked after the fifth in a row', async () => {
    const { night, replies } = await afterWrongCodes(WRONG);
    expect(replies.slice(0, 4)).toEqual(
      WRONG.slice(0, 4).map((code) => expect.stringContaining(`Unknown code ${code}`)),
    );
    expect(replies[4]).toMatch(/^Too many wrong codes: replies are locked until 03:30\./);
    expect(await night.texts('ada', 'ack')).toMatch(/locked until 03:30/);
    expect(await night.incident()).toMatchObject({ status: 'triggered' });
    expect(await night.texts('ada', 'list')).toMatch(/^1 open/);
    await night.acts(1, { type: 'acknowledged', by: 'ada', via: 'api' });
  });

  it('still acknowledges by the right code of a page of the last half hour, and does no more', async () => {
    const { night, code } = await afterWrongCodes(WRONG);
    expect(await night.texts('ada', `${code} e`)).toMatch(/locked/);
    expect(await night.texts('ada', code)).toMatch(`${code} acked by you`);
    expect(await night.texts('ada', `undo ${code}`)).toMatch(/locked/);
  });

  it('acknowledges by the right code among wrong ones, and tells the rest that it is locked', async () => {
    const { night, code } = await afterWrongCodes(WRONG);
    expect(await night.texts('ada', `${code} 555 e`)).toMatch(/^Too many wrong codes/);
    expect(await night.texts('ada', `555 ${code}`)).toMatch(
      new RegExp(`^${code} acked by you 03:00\\..* replies are locked until 03:30`),
    );
    expect(await night.incident()).toMatchObject({ status: 'acknowledged' });
  });

  it('acknowledges by the right code in the very text that locks it', async () => {
    const { night, code } = await afterWrongCodes(WRONG.slice(1));
    expect(await night.texts('ada', `${code} 128`)).toMatch(
      new RegExp(`^${code} acked by you 03:00\\..* replies are locked until 03:30`),
    );
    expect(await night.incident()).toMatchObject({ status: 'acknowledged' });
  });

  it('does no more than acknowledge by the text that locks it', async () => {
    const { night, code } = await afterWrongCodes(WRONG.slice(1));
    expect(await night.texts('ada', `e ${code} 128`)).toMatch(/^Too many wrong codes/);
    await night.texts('ada', code);
  });

  it('does not acknowledge by the code of an older page, however lately LIST has shown it', async () => {
    const night = aNight();
    await night.tell(firing('DiskFull', 'P2'));
    const code = night.code('carol');
    night.skips(25 * MINUTE);
    for (const wrong of WRONG) await night.texts('carol', wrong);
    expect(night.newPages()).toHaveLength(2);
    night.skips(6 * MINUTE);
    expect(await night.texts('carol', 'list')).toContain(code);
    expect(await night.texts('carol', code)).toMatch(/locked/);
    await night.acts(1, { type: 'acknowledged', by: 'carol', via: 'api' });
  });

  it('is offered no undo, which would be refused', async () => {
    const { night, code } = await afterWrongCodes(WRONG);
    expect(await night.texts('ada', code)).toBe(`${code} acked by you 03:00.`);
  });

  it('is told of nothing still open that its code would not acknowledge', async () => {
    const night = aNight();
    await night.tell(firing('DiskFull', 'P2'));
    night.skips(31 * MINUTE);
    await night.tell(firing('CpuHot', 'P2'));
    const code = night.code('carol');
    for (const wrong of WRONG) await night.texts('carol', wrong);
    expect(await night.texts('carol', code)).toBe(`${code} acked by you 03:31.`);
    await night.acts(1, { type: 'acknowledged', by: 'carol', via: 'api' });
    expect(night.newPages()).toContain('carol: P2 #2 orders: CpuHot');
  });

  it('acknowledges nothing once it goes on guessing, until the lock ends', async () => {
    const { night, code } = await afterWrongCodes([...WRONG, ...WRONG]);
    expect(await night.texts('ada', WRONG.join(' '))).toMatch(/locked/);
    expect(await night.texts('ada', code)).toMatch(/locked/);
    expect(await night.incident()).toMatchObject({ status: 'triggered' });
    night.skips(30 * MINUTE);
    expect(await night.texts('ada', code)).toMatch(/acked by you/);
  });

  it('is free again after half an hour', async () => {
    const { night, code } = await afterWrongCodes(WRONG);
    await night.texts('ada', code);
    await night.passes(30 * MINUTE);
    expect(await night.texts('ada', `${code} r`)).toMatch(/resolved by you/);
  });

  it('is not locked when a right code comes in between, or when the wrong ones are far apart', async () => {
    const { night, code } = await afterWrongCodes(WRONG.slice(1));
    expect(await night.texts('ada', code)).toMatch(/acked/);
    for (const wrong of WRONG.slice(1)) await night.texts('ada', wrong);
    await night.passes(10 * MINUTE);
    expect(await night.texts('ada', '128')).toMatch(/Unknown code/);
  });

  it('is told to the team lead', async () => {
    const night = aNight();
    await night.tell(firing('DiskFull', 'P2'));
    expect(night.newPages()).toEqual(['carol: P2 #1 orders: DiskFull']);
    for (const wrong of WRONG) await night.texts('carol', wrong);
    expect(night.phones.sent.at(-1)).toMatchObject({
      to: numberOf('ada'),
      text: "Replies of Carol's phone are locked until 03:30: 5 wrong codes in a row.",
    });
    expect(night.newPages()).toHaveLength(1);
    await night.texts('carol', night.code('carol'));
  });

  it('is told how to reply a few times an hour, and then no more: it may be a machine', async () => {
    const night = aNight();
    for (let i = 0; i < 5; i++)
      expect(await night.texts('ada', 'I am on holiday')).toMatch(/^Not understood/);
    expect(await night.texts('ada', 'I am on holiday')).toBeUndefined();
    await night.passes(60 * MINUTE);
    expect(await night.texts('ada', 'I am on holiday')).toMatch(/^Not understood/);
  });
});

describe('a reply without a code', () => {
  it('is asked back when the only page left came a moment ago, and an older one was just taken', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.passes(2 * MINUTE);
    await night.acts(1, { type: 'acknowledged', by: 'bob', via: 'api' });
    await night.tell(firing('CpuHot', 'P1'));
    expect(night.newPages()).toHaveLength(2);
    expect(await night.texts('ada', 'ack')).toMatch(/^1 open: \d+ orders: CpuHot/);
    await night.passes(MINUTE);
    expect(await night.texts('ada', 'ack')).toMatch(/acked by you/);
  });

  it('asks a person to acknowledge first what is urgent, before it may be resolved', async () => {
    const night = aNight();
    await night.tell(disk, firing('Typo', 'P2'));
    const code = night.code('ada');
    expect(await night.texts('ada', `${code} r`)).toBe(
      `${code} is not acked by you. Reply ${code} first, then ${code} R.`,
    );
    expect(await night.texts('carol', `${night.code('carol')} r`)).toMatch(/resolved by you/);
    expect(night.newPages()).toHaveLength(2);
    await night.acts(1, { type: 'acknowledged', by: 'bob', via: 'api' });
    expect(await night.texts('ada', `${code} r`)).toBe(
      `${code} was acked by Bob, who alone resolves it by text.`,
    );
    await night.acts(1, { type: 'undone', by: 'bob', via: 'api' });
    await night.passes(MINUTE);
    expect(night.newPages()).toHaveLength(1);
    await night.texts('ada', code);
    expect(await night.texts('ada', `${code} r`)).toMatch(/resolved by you/);
  });
});
