import { describe, expect, it } from 'vitest';
import { carryOut } from '../../src/flows/carry-out.ts';
import { receiveAlerts } from '../../src/flows/receive-alerts.ts';
import { openSweep } from '../../src/flows/sweep-owed.ts';
import type { Ports } from '../../src/ports.ts';
import { aNight, firing } from '../support/night.ts';
import { MINUTE } from '../support/rules.ts';

const sweepNow = async (ports: Ports) => {
  const sweep = openSweep(ports, 0);
  await sweep.run();
  await sweep.settled();
};

const disk = firing('DiskFull', 'P1');
const body = { alerts: [disk], unreadable: [] };

describe('several Pikets on one store', () => {
  it('open one incident for the same body in the same instant', async () => {
    const night = aNight();
    const [one, two] = [night.ports, night.replica('two')];
    const received = await Promise.all([
      receiveAlerts('alertmanager', body, one),
      receiveAlerts('alertmanager', body, two),
    ]);
    expect(received.map(({ incidents }) => incidents)).toEqual([[1], [1]]);
    await night.settle();
    expect(night.newPages()).toHaveLength(1);
    await night.texts('ada', 'ack');
  });

  it('send a page once when both find it due', async () => {
    const night = aNight();
    const two = night.replica('two');
    await receiveAlerts('alertmanager', body, night.ports);
    await Promise.all([sweepNow(night.ports), sweepNow(two), sweepNow(night.ports)]);
    expect(night.newPages()).toHaveLength(1);
    await night.texts('ada', 'ack');
  });

  it('send the page of one that died with it in hand', async () => {
    const night = aNight();
    const two = night.replica('two');
    night.phones.beforeSend(() => new Promise(() => {}));
    await receiveAlerts('alertmanager', body, two);
    const [page] = night.owed().filter(({ type }) => type === 'page');
    if (page === undefined) throw new Error('no page is owed');
    void carryOut(page, two);
    await new Promise((resolve) => setImmediate(resolve));
    night.phones.beforeSend(async () => {});
    await sweepNow(night.ports);
    expect(night.newPages()).toEqual([]);
    night.store.die('two');
    await sweepNow(night.ports);
    expect(night.newPages()).toHaveLength(1);
    await night.texts('ada', 'ack');
  });

  it('run their timers while a provider hangs', async () => {
    const night = aNight();
    night.phones.beforeSend(() => new Promise(() => {}));
    await receiveAlerts('alertmanager', body, night.ports);
    const sweep = openSweep(night.ports, 0);
    await sweep.run();
    night.skips(5 * MINUTE);
    await sweep.run();
    expect(await night.incident()).toMatchObject({ step: 1 });
    await night.acts(1, { type: 'acknowledged', by: 'ada', via: 'api' });
  });

  it('lose nothing when one dies between its write and everything after it', async () => {
    const night = aNight();
    const stop = night.store.afterCommit(() => {
      throw new Error('the process died');
    });
    await expect(receiveAlerts('alertmanager', body, night.ports)).rejects.toThrow('died');
    stop();
    await night.settle();
    expect(night.newPages()).toHaveLength(1);
    expect(await receiveAlerts('alertmanager', body, night.ports)).toMatchObject({
      incidents: [1],
    });
    await night.passes(MINUTE);
    await night.texts('ada', 'ack');
  });
});
