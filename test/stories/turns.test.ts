import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { actOnIncident } from '../../src/flows/act-on-incident.ts';
import { carryOut } from '../../src/flows/carry-out.ts';
import { receiveAlerts } from '../../src/flows/receive-alerts.ts';
import type { Ports } from '../../src/ports.ts';
import { refuses, timesOutAfterAccepting } from '../support/fake-phones.ts';
import { aNight, firing } from '../support/night.ts';
import { bodyOf, carryOutPagesOf, pageOf } from '../support/owed-pages.ts';
import { MINUTE, numberOf } from '../support/rules.ts';

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
  return { ...ports, claims: { ...ports.claims, claim } };
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

  it('hold nothing for a message that was refused while one of them had reserved the turn', async () => {
    const night = aNight();
    const two = night.replica('two');
    const refusal = new AbortController();
    const refused = once(refusal.signal, 'abort');
    let isFirst = true;
    night.phones.misbehave((message) =>
      refuses(message.pageId.startsWith('1.') ? numberOf('ada') : '')(message),
    );
    night.phones.beforeSend(async () => {
      if (!isFirst) return;
      isFirst = false;
      await refused;
    });
    await receiveAlerts('alertmanager', bodyOf(firing('A', 'P1'), firing('B', 'P1')), night.ports);
    const sending = carryOutPagesOf(night, 1, night.ports);
    await new Promise((resolve) => setImmediate(resolve));
    await receiveAlerts('alertmanager', bodyOf(firing('C', 'P1')), two);
    await carryOutPagesOf(night, 3, two);
    // The other's sweep finds the page, and has reserved the turn; then the message is refused.
    const claim: Ports['claims']['claim'] = async (...asked) => {
      const answer = await two.claims.claim(...asked);
      refusal.abort();
      await sending;
      return answer;
    };
    await carryOutPagesOf(night, 1, { ...two, claims: { ...two.claims, claim } });
    night.newPages();
    await night.passes(5000);
    expect(night.newPages()).toContainEqual(expect.stringMatching(/^ada: .*#3|^ada: \d new/));
  });
});
