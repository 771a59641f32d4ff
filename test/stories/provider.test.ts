import { describe, expect, it } from 'vitest';
import {
  answers500,
  providerDown,
  refuses,
  timesOutAfterAccepting,
} from '../support/fake-phones.ts';
import { aNight, firing } from '../support/night.ts';
import {
  aCompany,
  aPerson,
  aPhone,
  aPolicy,
  HOUR,
  MINUTE,
  numberOf,
  person,
} from '../support/rules.ts';

const disk = firing('DiskFull', 'P1');
const forAda = aPolicy('for-ada', [{ targets: [person('ada')], waitMs: HOUR }]);

describe('trouble on the way to a phone', () => {
  it('keeps pages owed while the provider is down, runs the steps on, and catches up within 5 s', async () => {
    const night = aNight();
    night.phones.misbehave(providerDown);
    await night.tell(disk);
    await night.passes(10 * MINUTE);
    expect(night.newPages()).toEqual([]);
    night.phones.recover();
    await night.passes(5000);
    expect(night.newPages().toSorted()).toEqual([
      'ada: P1 #1 orders: DiskFull',
      'bob: P1 #1 ESC from Ada: orders: DiskFull',
      'carol: P1 #1 ESC from Bob: orders: DiskFull',
    ]);
    await night.texts('carol', 'ack');
    expect(await night.figures()).toMatchObject({
      'piket_delivery_failures_total{channel="sms",reason="provider-error"}': 3,
      'piket_pages_total{channel="sms",outcome="sent"}': 3,
    });
  });

  it('catches up within 5 s of a provider that answered 500, which proves nothing, too', async () => {
    const night = aNight();
    night.phones.misbehave(answers500);
    await night.tell(disk);
    await night.passes(10 * MINUTE + 30_000);
    night.phones.recover();
    await night.passes(5000);
    expect(night.newPages()).toHaveLength(3);
    await night.texts('carol', 'ack');
  });

  it('says again what may have come ever more seldom while a provider says nothing', async () => {
    const night = aNight({ policies: { ...aCompany().policies, P1: forAda } });
    night.phones.misbehave(timesOutAfterAccepting);
    await night.tell(disk);
    await night.passes(5 * MINUTE);
    expect(night.newPages()).toHaveLength(8);
    night.phones.recover();
    await night.passes(MINUTE);
    expect(night.newPages()).toHaveLength(1);
    await night.texts('ada', 'ack');
  });

  it('sends one page a person after an outage longer than the policy, not one a round', async () => {
    const night = aNight();
    night.phones.misbehave(providerDown);
    await night.tell(disk);
    await night.passes(40 * MINUTE);
    night.phones.recover();
    await night.passes(5000);
    const pages = night.newPages();
    expect(new Set(pages.map((page) => page.split(':')[0])).size).toBe(pages.length);
    expect(pages).toHaveLength(3);
    await night.texts('bob', 'ack');
  });

  it('tells a person of all that waited in one message', async () => {
    const night = aNight();
    night.phones.misbehave(providerDown);
    await night.tell(disk, firing('CpuHot', 'P0'), firing('SlowQueries', 'P1'));
    await night.passes(2 * MINUTE);
    night.phones.recover();
    await night.passes(5000);
    expect(night.newPages()).toEqual([
      expect.stringMatching(/^ada: 3 new P0 orders: CpuHot; P1 orders: \w+; P1 orders: \w+$/),
    ]);
    await night.reportsLast('delivered');
    for (const number of [1, 2, 3]) {
      expect(await night.store.incidents.pages(number)).toMatchObject([{ state: 'delivered' }]);
    }
    expect(await night.texts('ada', 'ack all')).toMatch(/acked by you/);
    expect(await night.figures()).toMatchObject({
      'piket_pages_total{channel="sms",outcome="sent"}': 3,
    });
  });

  it('tells of what came during the outage in the same message', async () => {
    const night = aNight();
    night.phones.misbehave(providerDown);
    await night.tell(disk, firing('CpuHot', 'P1'));
    await night.passes(20_000);
    await night.tell(firing('SlowQueries', 'P1'));
    await night.passes(20_000);
    night.phones.recover();
    await night.passes(5000);
    expect(night.newPages()).toEqual([expect.stringMatching(/^ada: 3 new P1/)]);
    await night.texts('ada', 'ack all');
  });

  it('drops what waited when somebody acknowledged in the meantime', async () => {
    const night = aNight();
    night.phones.misbehave(providerDown);
    await night.tell(disk);
    await night.acts(1, { type: 'acknowledged', by: 'ada', via: 'api' });
    night.phones.recover();
    await night.passes(MINUTE);
    expect(await night.store.incidents.pages(1)).toMatchObject([{ state: 'superseded' }]);
  });

  it('waits for a report before it repeats a message that timed out', async () => {
    const night = aNight();
    night.phones.misbehave(timesOutAfterAccepting);
    await night.tell(disk);
    night.phones.recover();
    expect(night.newPages()).toHaveLength(1);
    await night.passes(10_000);
    await night.reports('1.1.1.0.ada.sms', 'delivered');
    await night.passes(MINUTE);
    expect(await night.store.incidents.pages(1)).toMatchObject([{ state: 'delivered' }]);
    expect(await night.figures()).toMatchObject({
      'piket_pages_total{channel="sms",outcome="sent"}': 1,
      'piket_pages_total{channel="sms",outcome="delivered"}': 1,
    });
    await night.texts('ada', 'ack');
  });

  it('repeats it, the same code and words, when no report tells of it', async () => {
    const night = aNight();
    night.phones.misbehave(timesOutAfterAccepting);
    await night.tell(disk);
    night.phones.recover();
    await night.passes(16_000);
    expect(night.newPages()).toHaveLength(2);
    expect(new Set(night.phones.sent.map(({ text }) => text)).size).toBe(1);
    await night.texts('ada', 'ack');
  });

  it('goes to the next person at once when a number is refused', async () => {
    const night = aNight();
    night.phones.misbehave(refuses(numberOf('ada')));
    await night.tell(disk);
    expect(night.newPages()).toEqual(['bob: P1 #1 ESC from Ada: orders: DiskFull']);
    await night.texts('bob', 'ack');
  });

  it('tries a person’s second phone at once when the first one is refused', async () => {
    const work = { ...aPhone('ada', 'work', 2 * MINUTE), to: numberOf('dave') };
    const ada = aPerson('ada', [aPhone('ada'), work]);
    const night = aNight({ people: { ...aCompany().people, ada } });
    night.phones.misbehave(refuses(numberOf('ada')));
    await night.tell(disk);
    expect(night.newPages()).toEqual(['dave: P1 #1 orders: DiskFull']);
    await night.acts(1, { type: 'acknowledged', by: 'ada', via: 'api' });
  });

  it('never lets a late report take back a better one', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.reports('1.1.1.0.ada.sms', 'delivered');
    await night.reports('1.1.1.0.ada.sms', 'failed');
    await night.reports('1.1.1.0.ada.sms', 'sent');
    await night.reports('1.1.1.0.ada.sms', 'delivered');
    expect(await night.store.incidents.pages(1)).toMatchObject([{ state: 'delivered' }]);
    expect(night.newPages()).toHaveLength(1);
    await night.texts('ada', 'ack');
  });

  it('goes on at once when a message that was taken is reported undelivered', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.reports('1.1.1.0.ada.sms', 'failed');
    await night.settle();
    expect(night.newPages()).toEqual([
      'ada: P1 #1 orders: DiskFull',
      'bob: P1 #1 ESC from Ada: orders: DiskFull',
    ]);
    await night.texts('bob', 'ack');
  });

  it('says so, and tries a round again later, when everyone has said STOP', async () => {
    const night = aNight();
    for (const who of ['ada', 'bob', 'carol'])
      expect(await night.texts(who, 'STOP')).toBeUndefined();
    await night.tell(disk);
    expect(night.newPages()).toEqual([]);
    const pages = await night.store.incidents.pages(1);
    expect(pages.map(({ state, reason }) => `${state} ${reason}`)).toEqual(
      Array.from({ length: 3 }, () => 'skipped opted-out'),
    );
    expect(await night.texts('ada', 'START')).toMatch(/Welcome back/);
    await night.passes(15 * MINUTE);
    expect(night.newPages()).toEqual(['ada: P1 #1 ROUND 2: orders: DiskFull']);
    await night.texts('ada', 'ack');
    await night.passes(HOUR);
  });
});
