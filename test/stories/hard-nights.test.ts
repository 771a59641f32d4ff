import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../src/ports.ts';
import { providerDown, timesOutAfterAccepting } from '../support/fake-phones.ts';
import { aNight, firing, resolved } from '../support/night.ts';
import { aSource, HOUR, MINUTE } from '../support/rules.ts';

const SECOND = 1000;
type Night = ReturnType<typeof aNight>;

const first = firing('First', 'P1');
const disk = firing('DiskFull', 'P1');
const leaseOf35 = { sources: { alertmanager: aSource('alertmanager', 35 * MINUTE) } };
const bobAcks = (night: Night, number: number) =>
  night.acts(number, { type: 'acknowledged', by: 'bob', via: 'api' });
const flap = async (night: Night, alert: typeof disk, upMs: number, times: number) => {
  for (let i = 0; i < times; i++) {
    await night.passes(upMs);
    await night.tell(resolved(alert, night.now()));
    await night.passes(MINUTE);
    await night.tell({ ...alert, startsAt: night.now() });
  }
};

describe('an incident that flaps for hours', () => {
  it('is told to somebody even if their phone was held as it began to flap', async () => {
    const night = aNight();
    for (const [n, wait] of [1, 1, 3, 5, 1].entries()) {
      await night.tell(firing(`Noise${n}`, 'P1'));
      await night.texts('ada', 'ack all');
      await night.passes(wait * MINUTE);
      await night.texts('ada', 'ack all');
    }
    night.newPages();
    await night.tell(disk);
    await flap(night, disk, 2 * MINUTE, 30);
    expect(night.newPages().filter((page) => page.includes('DiskFull'))).not.toEqual([]);
    const { incidents } = await night.store.incidents.list({ limit: 1 });
    await bobAcks(night, incidents[0]?.number ?? 0);
  });

  it('is not silent when nobody answers: its target is missed, and it is paged as usual', async () => {
    const night = aNight();
    const outage = firing('Outage', 'P0');
    await night.tell(outage);
    await flap(night, outage, 11 * MINUTE, 4);
    night.newPages();
    await flap(night, outage, 11 * MINUTE, 4);
    expect(night.newPages().filter((page) => /TARGET MISSED|ESC/.test(page))).not.toEqual([]);
    await bobAcks(night, 1);
  });

  it('is paged by its policy when nobody of the episode before can be told', async () => {
    const night = aNight();
    await night.tell(disk);
    await flap(night, disk, 2 * MINUTE, 2);
    const { ada: _, ...people } = night.rules.people;
    night.reconfigure({ people });
    await flap(night, disk, 2 * MINUTE, 1);
    expect(night.newPages().at(-1)).toMatch(/^bob/);
    await bobAcks(night, 1);
  });
});

describe('a reply without a code', () => {
  it.each(['ack all', 'ack'])('%s acknowledges nothing that nobody was told', async (reply) => {
    const night = aNight();
    await night.tell(first);
    await night.texts('ada', 'ack');
    await night.passes(2 * MINUTE);
    night.phones.misbehave(providerDown);
    await night.tell(firing('Never', 'P0'));
    expect(await night.texts('ada', reply)).toMatch(/^1 open/);
    expect(await night.incident(2)).toMatchObject({ status: 'triggered' });
    expect(night.newPages()).toHaveLength(1);
    await bobAcks(night, 2);
  });

  it('acknowledges no new episode of which the page is held', async () => {
    const night = aNight();
    await night.tell(first);
    await night.passes(2 * MINUTE);
    await night.tell(resolved(first, night.now()));
    await night.tell(disk);
    await night.tell({ ...first, startsAt: night.now() });
    expect(night.newPages()).toHaveLength(2);
    await night.texts('ada', 'ack all');
    expect(await night.incident(1)).toMatchObject({ status: 'triggered' });
    await bobAcks(night, 1);
  });
});

/** Two pages were sent as one message, and nobody knows whether it came. */
const uncertainBundle = async () => {
  const night = aNight();
  await night.tell(first);
  await night.tell(firing('A', 'P1'));
  await night.tell(firing('B', 'P1'));
  night.phones.misbehave(timesOutAfterAccepting);
  await night.passes(MINUTE);
  expect(night.newPages()).toHaveLength(2);
  return { night, code: night.code('ada') };
};

describe('a message whose fate is unknown', () => {
  it('is sent again without what came since, and its code acknowledges none of that', async () => {
    const { night, code } = await uncertainBundle();
    night.phones.misbehave(providerDown);
    await night.tell(firing('Untold', 'P1'));
    await night.passes(16 * SECOND);
    expect(await night.texts('ada', code)).toMatch(/all 2 acked/);
    expect(await night.incident(4)).toMatchObject({ status: 'triggered' });
    await night.texts('ada', 'ack');
    await bobAcks(night, 4);
  });

  it('keeps its code when only one of its pages is left', async () => {
    const { night, code } = await uncertainBundle();
    night.phones.recover();
    await bobAcks(night, 3);
    await night.passes(16 * SECOND);
    expect(night.newPages()).toHaveLength(1);
    expect(await night.texts('ada', code)).toMatch(`${code}: 1 of 2 acked`);
    await night.texts('ada', 'ack');
  });

  it('is repeated less and less often', async () => {
    const night = aNight();
    night.phones.misbehave(timesOutAfterAccepting);
    await night.tell(firing('First', 'P2'));
    await night.passes(5 * MINUTE);
    expect(night.newPages().length).toBeLessThanOrEqual(8);
    await bobAcks(night, 1);
    await night.passes(MINUTE);
  });

  it('holds its followers no longer once the page that leads it is superseded', async () => {
    const night = aNight();
    await night.tell(first);
    await night.tell(firing('A', 'P1'));
    await night.tell(firing('B', 'P1'));
    const error = new DeliveryError('timeout', { uncertain: true });
    night.phones.misbehave(() => ({ error, accepted: false }));
    await night.passes(MINUTE);
    night.phones.recover();
    await bobAcks(night, 2);
    await night.passes(30 * SECOND);
    expect(night.newPages()).toEqual(['ada: P1 #1 orders: First', 'ada: P1 #3 orders: B']);
    await night.texts('ada', 'ack all');
  });
});

describe('a lease that has passed', () => {
  it('leaves no alert uncounted when the incident fires again', async () => {
    const night = aNight(leaseOf35);
    const [x, y] = ['x', 'y'].map((instance) => firing('Typo', 'P2', { instance }));
    if (x === undefined || y === undefined) throw new Error('unreachable');
    await night.tell(x, y);
    await night.texts('carol', 'ack');
    await night.passes(24 * HOUR + 36 * MINUTE);
    await night.tell(x);
    await night.tell(y);
    await night.tell(resolved(y, night.now()));
    expect(await night.incident()).toMatchObject({ status: 'triggered', firing: { P2: 1 } });
    night.newPages();
    await bobAcks(night, 1);
  });

  it('is looked at again in finite time when its source is configured no more', async () => {
    const night = aNight(leaseOf35);
    await night.tell(firing('First', 'P2'));
    await night.texts('carol', 'ack');
    expect(night.newPages()).toHaveLength(1);
    night.reconfigure({ sources: {} });
    await night.passes(36 * MINUTE);
    expect(night.owed().every(({ dueAt }) => Number.isFinite(dueAt))).toBe(true);
  });

  it('does not count an outage when a person had resolved what still fires', async () => {
    const night = aNight(leaseOf35);
    await night.tell(first);
    await night.acts(1, { type: 'resolved', by: 'ada', via: 'api' });
    await night.passes(10 * MINUTE);
    night.store.outages.push([night.now(), night.now() + HOUR]);
    night.skips(HOUR);
    await night.settle();
    expect(night.newPages().at(-1)).toMatch(/still firing after Ada resolved #1/);
    await bobAcks(night, 2);
  });
});

it('tells that it is over although a page waits that will never be sent', async () => {
  const night = aNight();
  await night.tell(first);
  await night.tell(disk);
  await bobAcks(night, 2);
  await night.tell(resolved(first, night.now()));
  await night.passes(10 * MINUTE);
  expect(night.newPages()).toEqual([
    'ada: P1 #1 orders: First',
    'ada: #1 resolved 03:00: orders: First',
  ]);
});

it('counts each wrong code of a text towards the lock', async () => {
  const night = aNight();
  await night.tell(first);
  expect(night.newPages()).toHaveLength(1);
  expect(await night.texts('ada', '128 209 314 407 533')).toMatch(/^Too many wrong codes/);
  await bobAcks(night, 1);
});
