import { describe, expect, it } from 'vitest';
import { carryOut } from '../../src/flows/carry-out.ts';
import { receiveAlerts } from '../../src/flows/receive-alerts.ts';
import { surroundingsOf } from '../../src/core/surroundings.ts';
import { providerDown, refuses } from '../support/fake-phones.ts';
import { aNight, firing, resolved } from '../support/night.ts';
import {
  aPolicy,
  aCompany,
  aSource,
  HOUR,
  MINUTE,
  numberOf,
  onCallSecondary,
} from '../support/rules.ts';

const disk = firing('DiskFull', 'P1', { instance: 'a' });
const other = firing('DiskFull', 'P1', { instance: 'b' });
const leaseOf35 = { sources: { alertmanager: aSource('alertmanager', 35 * MINUTE) } };

describe('on the edge of the rules', () => {
  it('takes the next step again after an acknowledgement in between', async () => {
    const night = aNight();
    await night.tell(disk);
    const code = night.code('ada');
    await night.texts('ada', `${code} e`);
    await night.texts('ada', code);
    expect(await night.texts('ada', `${code} e`)).toMatch(/escalated to Carol/);
    expect(night.newPages()).toHaveLength(3);
    await night.texts('ada', code);
  });

  it('tells the reader of a page that was on its way when the incident ended', async () => {
    const night = aNight();
    const ends = { alerts: [resolved(disk)], unreadable: [] };
    night.phones.beforeSend(async () => {
      night.phones.beforeSend(async () => {});
      await receiveAlerts('alertmanager', ends, night.ports);
    });
    await night.tell(disk);
    expect(night.newPages()).toEqual(['ada: P1 #1 orders: DiskFull']);
    await night.passes(10 * MINUTE);
    expect(night.newPages()).toEqual(['ada: #1 resolved 03:00: orders: DiskFull']);
  });

  it('tries at once what waited for a phone that turns out to be closed', async () => {
    const night = aNight();
    night.phones.misbehave(refuses(numberOf('ada')));
    night.phones.beforeSend(async () => {
      night.phones.beforeSend(async () => {});
      const more = { alerts: [firing('QueueLong', 'P1')], unreadable: [] };
      await receiveAlerts('alertmanager', more, night.ports);
      for (const work of night.owed()) {
        if (work.type === 'page' && work.incident === 2) await carryOut(work, night.ports);
      }
    });
    await night.tell(disk);
    await night.passes(1000);
    const told = [1, 2].map(async (number) =>
      (await night.store.incidents.pages(number)).map(({ person, state }) => `${person} ${state}`),
    );
    expect(await Promise.all(told)).toEqual([
      expect.arrayContaining(['ada failed']),
      expect.arrayContaining(['ada failed']),
    ]);
    expect(night.newPages()).toEqual(['bob: P1 #1 ESC from Ada: orders: DiskFull']);
    await night.texts('bob', 'ack');
    await night.acts(2, { type: 'acknowledged', by: 'bob', via: 'api' });
  });

  it('says the same to somebody who escalates twice by a double tap', async () => {
    const night = aNight();
    await night.tell(disk);
    const code = night.code('ada');
    expect(await night.texts('ada', `${code} e`)).toMatch(/escalated to Bob/);
    expect(await night.texts('ada', `${code} e`)).toMatch(/escalated to Bob/);
    expect(night.newPages()).toHaveLength(2);
    await night.texts('ada', code);
  });

  it('opens one incident for a body that reopens it with one alert and adds another', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.texts('ada', 'ack');
    await night.passes(MINUTE);
    await night.tell(resolved(disk, night.now()));
    await night.passes(30 * MINUTE);
    expect(await night.tell(disk, { ...other, startsAt: night.now() })).toEqual([1]);
    expect(night.newPages()).toEqual([
      'ada: P1 #1 orders: DiskFull',
      'ada: #1 resolved 03:01: orders: DiskFull',
      'ada: P1 #1 AGAIN: orders: DiskFull',
    ]);
    await night.texts('ada', 'ack');
  });

  it('counts an alert once that comes back to the incident which had given it up', async () => {
    const night = aNight(leaseOf35);
    await night.tell(disk, other);
    await night.passes(10 * MINUTE);
    await night.tell(resolved(other, night.now()));
    await night.acts(1, { type: 'resolved', by: 'ada', via: 'api' });
    await night.passes(45 * MINUTE);
    expect(night.newPages().filter((page) => page.includes('resolved by'))).toHaveLength(2);
    const [number = 0] = await night.tell(disk);
    expect(night.newPages().map((page) => page.slice(0, 12))).toContain('ada: P1 #1 A');
    await night.tell(resolved(disk));
    expect(await night.incident(number)).toMatchObject({ status: 'resolved', firing: { P1: 0 } });
  });

  it('hands alerts over as they were told, whatever the rules say by now', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.acts(1, { type: 'resolved', by: 'ada', via: 'api' });
    const calm = {
      ...night.ports.classify(disk, surroundingsOf([disk], night.now())),
      severity: 'P3',
    } as const;
    night.reclassify(() => calm);
    await night.passes(30 * MINUTE);
    expect(night.newPages()).toHaveLength(2);
    expect(await night.incident(2)).toMatchObject({ severity: 'P1' });
    await night.tell(resolved(disk));
    expect(await night.incident(2)).toMatchObject({ status: 'resolved' });
  });

  it('pages a person whose last page never went out, however soon', async () => {
    const night = aNight();
    night.phones.misbehave(providerDown);
    await night.tell(disk);
    await night.acts(1, { type: 'acknowledged', by: 'bob', via: 'api' });
    await night.passes(5000);
    night.phones.recover();
    await night.acts(1, { type: 'undone', by: 'bob', via: 'api' });
    expect(night.newPages()).toEqual(['ada: P1 #1 AGAIN: orders: DiskFull']);
    await night.texts('ada', 'ack');
  });

  it('is not put off by a late report about an older page', async () => {
    const night = aNight();
    await night.tell(disk);
    night.phones.misbehave(refuses(numberOf('carol')));
    await night.passes(10 * MINUTE);
    const { step } = (await night.incident()).timers;
    await night.passes(5 * MINUTE);
    await night.reports('1.1.1.0.ada.sms', 'failed');
    expect((await night.incident()).timers.step).toBe(step);
    expect(night.newPages()).toHaveLength(2);
    await night.acts(1, { type: 'acknowledged', by: 'ada', via: 'api' });
  });

  it('tells somebody else of the target when the team lead cannot be reached', async () => {
    const slow = aPolicy('slow', [{ targets: [onCallSecondary], waitMs: 0 }]);
    const night = aNight({ policies: { ...aCompany().policies, P0: slow } });
    night.phones.misbehave(refuses(numberOf('ada')));
    await night.tell(firing('DiskFull', 'P0'));
    await night.passes(15 * MINUTE);
    expect(night.newPages()).toEqual([
      'carol: P0 #1 orders: DiskFull',
      'carol: P0 #1 3 MIN LEFT: orders: DiskFull',
      'carol: P0 #1 TARGET MISSED: orders: DiskFull',
    ]);
    await night.texts('carol', 'ack');
  });

  it('clears an alert in its own incident after the grouping was changed', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.texts('ada', 'ack');
    const byInstance = { ...aSource('alertmanager'), groupBy: ['service'] };
    night.reconfigure({ sources: { alertmanager: byInstance } });
    expect(await night.tell(firing('CpuHot', 'P1'))).toEqual([2]);
    await night.passes(MINUTE);
    expect(night.newPages()).toHaveLength(2);
    await night.texts('ada', 'ack');
    expect(await night.tell(resolved(disk))).toEqual([1]);
    expect(await night.incident(1)).toMatchObject({ status: 'resolved', resolvedBy: 'source' });
  });

  it('lets a P3 wait for the morning, and a P2 not', async () => {
    const { policies } = aCompany();
    const hours = { from: '08:00', to: '22:00' };
    const night = aNight({ policies: { ...policies, P3: { ...policies.P3, hours } } });
    await night.tell(firing('Typo', 'P3'), firing('DiskFull', 'P2'));
    expect(night.newPages()).toEqual(['carol: P2 #2 orders: DiskFull']);
    await night.texts('carol', 'ack');
    await night.passes(5 * HOUR - 1);
    expect(night.newPages()).toEqual([]);
    await night.passes(1);
    expect(night.newPages()[0]).toBe('carol: P3 #1 orders: Typo');
    await night.texts('carol', night.code('carol'));
  });

  it('does not speak of time left once the target has passed', async () => {
    const night = aNight();
    await night.tell(firing('DiskFull', 'P0'));
    expect(night.newPages()).toHaveLength(1);
    night.skips(10 * HOUR);
    await night.settle();
    expect(night.newPages().filter((page) => page.includes('LEFT'))).toEqual([]);
    await night.acts(1, { type: 'acknowledged', by: 'ada', via: 'api' });
  });

  it('warns anew when a lowered severity gives more time', async () => {
    const night = aNight();
    await night.tell(firing('DiskFull', 'P0'));
    await night.passes(13 * MINUTE);
    await night.acts(1, { type: 'reclassified', by: 'ada', via: 'api', severity: 'P2' });
    expect((await night.incident()).timers).toMatchObject({
      'target-80': (await night.incident()).openedAt + 3.2 * HOUR,
    });
    night.newPages();
    await night.acts(1, { type: 'acknowledged', by: 'ada', via: 'api' });
  });
});
