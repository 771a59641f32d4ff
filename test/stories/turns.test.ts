import { describe, expect, it } from 'vitest';
import { actOnIncident } from '../../src/flows/act-on-incident.ts';
import { carryOut } from '../../src/flows/carry-out.ts';
import type { OwedWork } from '../../src/core/owed-work.ts';
import { receiveAlerts } from '../../src/flows/receive-alerts.ts';
import type { Ports } from '../../src/ports.ts';
import { providerDown, refuses, timesOutAfterAccepting } from '../support/fake-phones.ts';
import { aNight, firing } from '../support/night.ts';
import { MINUTE, numberOf } from '../support/rules.ts';

type Night = ReturnType<typeof aNight>;

/** The same process; something happens right before it claims its next page. */
const meanwhile = (ports: Ports, happens: () => Promise<unknown>): Ports => {
  let isDone = false;
  const claim: Ports['claims']['claim'] = async (...asked) => {
    if (!isDone) {
      isDone = true;
      await happens();
    }
    return ports.claims.claim(...asked);
  };
  return { ...ports, claims: { claim } };
};

const pageOf = (night: Night, number: number): OwedWork => {
  const page = night.owed().find(({ type, incident }) => type === 'page' && incident === number);
  if (page === undefined) throw new Error(`no page is owed for #${number}`);
  return page;
};

describe('two processes at the pages of one phone', () => {
  it('leave it in peace after a message that both were about to send', async () => {
    const night = aNight();
    const [one, two] = [night.replica('one'), night.replica('two')];
    await night.tell(firing('Disk'));
    await night.tell(firing('A'), firing('B'));
    expect(night.newPages()).toHaveLength(1);
    night.skips(MINUTE);
    const page = pageOf(night, 2);
    // Both sweeps find the same page; one has reserved the turn, and the other is faster from there on.
    await carryOut(
      page,
      meanwhile(one, () => carryOut(page, two)),
    );
    expect(night.newPages()).toEqual([expect.stringMatching(/^ada: 2 new/)]);
    await night.tell(firing('C'));
    expect(night.newPages()).toEqual([]);
    await night.acts(4, { type: 'acknowledged', by: 'ada', via: 'api' });
    await night.texts('ada', 'ack all');
  });

  it('tell of all that waits in one message when the more urgent is found by the other', async () => {
    const night = aNight();
    const [one, two] = [night.replica('one'), night.replica('two')];
    await night.tell(firing('Disk', 'P0'));
    await night.tell(firing('A', 'P1'));
    await night.tell(firing('B', 'P1'));
    await night.tell(firing('Z', 'P0'));
    expect(night.newPages()).toHaveLength(1);
    night.skips(MINUTE);
    const [mine, theirs] = [pageOf(night, 2), pageOf(night, 4)];
    await carryOut(
      mine,
      meanwhile(one, () => carryOut(theirs, two)),
    );
    expect(night.newPages()).toEqual([expect.stringMatching(/^ada: 3 new/)]);
    await night.texts('ada', 'ack all');
  });

  it('hold no page for a message that was never sent', async () => {
    const night = aNight();
    const [one, two] = [night.replica('one'), night.replica('two')];
    await night.tell(firing('Disk'));
    await night.tell(firing('A'), firing('B'));
    expect(night.newPages()).toHaveLength(1);
    night.skips(MINUTE);
    const [mine, theirs] = [pageOf(night, 2), pageOf(night, 3)];
    const overtaken = meanwhile(one, async () => {
      await carryOut(theirs, two);
      await actOnIncident(2, { type: 'acknowledged', by: 'bob', via: 'api' }, two);
    });
    await carryOut(mine, overtaken);
    // Her phone has been quiet for a minute, and nothing has been said since.
    await night.passes(5000);
    expect(night.newPages()).toEqual([expect.stringContaining('#3')]);
    await night.texts('ada', 'ack all');
  });

  it('leave it in peace while one is sending to it, whatever becomes of that incident', async () => {
    const night = aNight();
    const two = night.replica('two');
    night.phones.beforeSend(async ({ pageId }) => {
      if (!pageId.startsWith('1.')) return;
      // The provider takes two seconds. More comes for her phone; the first is acknowledged by bob.
      await receiveAlerts('alertmanager', { alerts: [firing('B', 'P1')], unreadable: [] }, two);
      await carryOut(pageOf(night, 2), two);
      await actOnIncident(1, { type: 'acknowledged', by: 'bob', via: 'api' }, two);
      night.skips(2000);
      // The other's sweep finds the page overdue.
      await carryOut(pageOf(night, 1), two);
    });
    await night.tell(firing('A', 'P1'));
    expect(night.newPages()).toEqual([expect.stringContaining('#1')]);
    await night.texts('ada', 'ack all');
    await night.acts(2, { type: 'acknowledged', by: 'ada', via: 'api' });
  });

  it('wait before they say again what may have come', async () => {
    const night = aNight();
    const [one, two] = [night.replica('one'), night.replica('two')];
    night.phones.misbehave(timesOutAfterAccepting);
    await receiveAlerts('alertmanager', { alerts: [firing('A', 'P1')], unreadable: [] }, one);
    const page = pageOf(night, 1);
    // The other's sweep is about to claim the page when the first puts it off for 15 s, and lets it go.
    await carryOut(
      page,
      meanwhile(two, () => carryOut(page, one)),
    );
    expect(night.newPages()).toEqual([expect.stringContaining('#1')]);
    night.phones.recover();
    await night.texts('ada', 'ack');
  });
});

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
});
