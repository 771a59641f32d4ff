import { describe, expect, it } from 'vitest';
import { actOnIncident } from '../../src/flows/act-on-incident.ts';
import { carryOut } from '../../src/flows/carry-out.ts';
import { receiveAlerts } from '../../src/flows/receive-alerts.ts';
import { providerDown, refuses, timesOutAfterAccepting } from '../support/fake-phones.ts';
import { aNight, firing } from '../support/night.ts';
import { bodyOf, carryOutPagesOf, pageOf } from '../support/owed-pages.ts';
import { MINUTE, numberOf } from '../support/rules.ts';

describe('what waits for a phone', () => {
  it('waits on when a page that came in the last message is over', async () => {
    const night = aNight();
    await night.tell(firing('Disk', 'P0'));
    await night.tell(firing('A', 'P1'));
    await night.tell(firing('Z', 'P0'));
    expect(night.newPages()).toHaveLength(1);
    night.skips(MINUTE);
    const [first, lead] = [pageOf(night, 2), pageOf(night, 3)];
    night.phones.misbehave(timesOutAfterAccepting);
    await carryOut(first, night.ports);
    night.phones.recover();
    expect(night.newPages()).toEqual([expect.stringMatching(/^ada: 2 new/)]);
    await actOnIncident(2, { type: 'acknowledged', by: 'bob', via: 'api' }, night.ports);
    night.skips(15_000);
    await carryOut(lead, night.ports);
    expect(night.newPages()).toEqual([expect.stringContaining('#3')]);
    await night.tell(firing('C'));
    expect(night.newPages()).toEqual([]);
    // As the queue does: it was told of the page's next try.
    night.skips(10_000);
    await carryOut(first, night.ports);
    expect(night.newPages()).toEqual([]);
    await night.texts('ada', 'ack all');
    await night.acts(4, { type: 'acknowledged', by: 'ada', via: 'api' });
  });

  it('is roused when the phone is refused, though the first of it is over', async () => {
    const night = aNight();
    const disk = firing('Disk', 'P0');
    let done = false;
    night.phones.misbehave(refuses(numberOf('ada')));
    night.phones.beforeSend(async ({ to }) => {
      if (done || to !== numberOf('ada')) return;
      done = true;
      // While her phone is being tried for two seconds.
      await receiveAlerts('alertmanager', { alerts: [firing('A', 'P1')], unreadable: [] }, two);
      await receiveAlerts('alertmanager', { alerts: [firing('B', 'P1')], unreadable: [] }, two);
      for (const number of [2, 3]) await carryOut(pageOf(night, number), two);
      await actOnIncident(2, { type: 'acknowledged', by: 'bob', via: 'api' }, two);
      night.skips(2000);
    });
    const two = night.replica('two');
    await night.tell(disk);
    expect(night.newPages()).toEqual([expect.stringMatching(/^bob: P0 #1/)]);
    await night.passes(10_000);
    // Her phone is refused for the third as well, and bob is next; he is rung for it when he may be.
    expect(await night.incident(3)).toMatchObject({ step: 1 });
  });

  it('waits for the window of a message that came, when one that broke it may not have', async () => {
    const night = aNight();
    await night.tell(firing('A', 'P1'));
    await night.tell(firing('B', 'P1'));
    night.skips(5000);
    night.phones.misbehave(timesOutAfterAccepting);
    await night.tell(firing('Z', 'P0'));
    night.phones.recover();
    expect(night.newPages()).toEqual([
      'ada: P1 #1 orders: A',
      expect.stringMatching(/^ada: P0 #3/),
    ]);
    await night.acts(3, { type: 'acknowledged', by: 'bob', via: 'api' });
    await night.passes(20_000);
    // Her phone rang 25 s and 20 s ago.
    expect(night.newPages()).toEqual([]);
    await night.texts('ada', 'ack all');
    await night.acts(2, { type: 'acknowledged', by: 'ada', via: 'api' });
  });

  it('rings when a message may not have come and all that it told of is over', async () => {
    const night = aNight();
    night.phones.misbehave(timesOutAfterAccepting);
    await night.tell(firing('A', 'P0'));
    night.phones.recover();
    await night.tell(firing('F', 'P0'));
    await night.tell(firing('G', 'P0'));
    expect(night.newPages()).toEqual([expect.stringContaining('#1')]);
    for (const number of [1, 2]) {
      await actOnIncident(number, { type: 'acknowledged', by: 'bob', via: 'api' }, night.ports);
    }
    // With #2 still waiting, it rings after 15 s.
    await night.passes(20_000);
    expect(night.newPages()).toEqual([expect.stringContaining('#3')]);
    await night.texts('ada', 'ack all');
  });

  it('is not held for a message that its provider did not take', async () => {
    const night = aNight();
    night.phones.beforeSend(async ({ pageId }) => {
      if (!pageId.startsWith('1.')) return;
      // While the provider thinks about it for two seconds, more comes for her phone.
      night.phones.beforeSend(async () => {});
      await receiveAlerts(
        'alertmanager',
        { alerts: [firing('F', 'P1')], unreadable: [] },
        night.ports,
      );
      await carryOut(pageOf(night, 2), night.ports);
      night.skips(2000);
    });
    night.phones.misbehave(providerDown);
    await night.tell(firing('A', 'P1'));
    night.phones.recover();
    expect(night.newPages()).toEqual([]);
    await night.acts(1, { type: 'acknowledged', by: 'bob', via: 'api' });
    // Nothing was ever sent to her, and the provider is well.
    await night.passes(20_000);
    expect(night.newPages()).toEqual([expect.stringContaining('#2')]);
    await night.texts('ada', 'ack all');
  });

  it('is not held for one that broke a hold and was refused', async () => {
    const night = aNight();
    const two = night.replica('two');
    await night.tell(firing('Disk', 'P1'));
    night.phones.misbehave((message) =>
      refuses(message.pageId.startsWith('2.') ? message.to : '')(message),
    );
    let isFirst = true;
    night.phones.beforeSend(async () => {
      if (!isFirst) return;
      isFirst = false;
      // While the first P0 is on its way, another comes.
      await receiveAlerts('alertmanager', bodyOf(firing('B', 'P0')), two);
      await carryOutPagesOf(night, 3, two);
    });
    await night.tell(firing('A', 'P0'));
    await night.passes(5000);
    expect(night.newPages()).toContain('ada: P0 #3 orders: B');
  });

  it('is not held for a more urgent one that may have come, once that is over', async () => {
    const night = aNight();
    await night.tell(firing('Disk', 'P1'));
    night.phones.misbehave(timesOutAfterAccepting);
    await night.tell(firing('A', 'P0'));
    night.phones.recover();
    await night.acts(2, { type: 'acknowledged', by: 'dave', via: 'api' });
    await night.passes(16_000);
    night.newPages();
    await night.tell(firing('B', 'P0'));
    expect(night.newPages()).toEqual(['ada: P0 #3 orders: B']);
  });

  it('is not brought forward by a hold when it was put off since it was looked at', async () => {
    const night = aNight();
    night.phones.misbehave(timesOutAfterAccepting);
    await night.tell(firing('A', 'P1'));
    night.phones.recover();
    expect(night.newPages()).toHaveLength(1);
    const [page] = night.owed().filter(({ type }) => type === 'page');
    if (page === undefined) throw new Error('nothing is owed');
    // It waits for a report until 15 s from now; a process that looked before holds it for two.
    await night.ports.owed.postpone(page, night.now() + 2000);
    await night.passes(5000);
    expect(night.newPages()).toEqual([]);
    await night.texts('ada', 'ack');
  });
});
