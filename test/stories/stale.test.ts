import { describe, expect, it } from 'vitest';
import { receiveAlerts } from '../../src/flows/receive-alerts.ts';
import { aNight, firing, resolved } from '../support/night.ts';
import { aSource, HOUR, MINUTE } from '../support/rules.ts';

const disk = firing('DiskFull', 'P1');
const typo = firing('Typo', 'P2');
const LEASE = 35 * MINUTE;
const leaseOf35 = { sources: { alertmanager: aSource('alertmanager', LEASE) } };

/** A night on which one alert is told, answered, and never told again. */
const aSilentSource = async (alert = disk) => {
  const night = aNight(leaseOf35);
  await night.tell(alert);
  await night.texts(alert === disk ? 'ada' : 'carol', 'ack');
  expect(night.newPages()).toHaveLength(1);
  return night;
};

describe('an incident of which its source tells no more', () => {
  it('turns stale after the lease, and whoever has it is asked in the morning', async () => {
    const night = await aSilentSource();
    await night.passes(LEASE - 1);
    expect(await night.incident()).not.toHaveProperty('staleSince');
    await night.passes(1);
    expect(await night.incident()).toMatchObject({
      status: 'acknowledged',
      staleSince: night.now(),
    });
    expect(night.newPages()).toEqual([]);
    await night.passes(5 * HOUR - LEASE);
    const code = night.code('ada');
    expect(night.newPages()).toEqual([
      `ada: #1 not told since 03:00: orders: DiskFull. Is it over? Reply ${code} R=resolve`,
    ]);
    expect(await night.texts('ada', `${code} r`)).toMatch(/resolved by you/);
  });

  it('is resolved by text by whoever is asked, and by nobody else who knows its code', async () => {
    const night = aNight(leaseOf35);
    await night.tell(disk);
    await night.passes(5 * MINUTE);
    await night.texts('bob', 'ack');
    await night.passes(6 * HOUR);
    expect(await night.texts('ada', `${night.code('ada')} r`)).toMatch(/was acked by Bob/);
    expect(await night.texts('bob', `${night.code('bob')} r`)).toMatch(/resolved by you/);
    night.newPages();
  });

  it('is never closed silently when it is urgent: it is asked about every day', async () => {
    const night = await aSilentSource();
    await night.passes(3 * 24 * HOUR);
    expect(await night.incident()).toMatchObject({ status: 'acknowledged' });
    expect(night.newPages()).toHaveLength(3);
  });

  it('closes by its lease after a day when it is not urgent', async () => {
    const night = await aSilentSource(typo);
    await night.passes(LEASE + 24 * HOUR);
    expect(await night.incident()).toMatchObject({ status: 'resolved', resolvedBy: 'lease' });
    expect(await night.figures()).toMatchObject({
      'piket_time_to_resolve_seconds_count{by="lease",severity="P2",team="database"}': 1,
      'piket_incidents_open{severity="P2",status="acknowledged"}': 0,
    });
    expect(night.newPages()).toHaveLength(1);
    await night.passes(10 * MINUTE);
    expect(await night.tell(typo)).toEqual([2]);
    expect(night.newPages()).toEqual(['carol: P2 #2 orders: Typo']);
    await night.passes(30 * 60_000);
    expect(await night.incident(2)).toMatchObject({ firing: { P2: 1 } });
    await night.texts('carol', 'ack');
    await night.tell(resolved(typo));
  });

  it('stays as it is while it is told again within the lease', async () => {
    const night = await aSilentSource();
    for (let i = 0; i < 20; i++) {
      await night.passes(30 * MINUTE);
      await night.tell(disk);
    }
    expect(await night.incident()).not.toHaveProperty('staleSince');
    expect(await night.timeline()).toHaveLength(4);
  });

  it('is stale no more once it is told again', async () => {
    const night = await aSilentSource();
    await night.passes(2 * HOUR);
    expect(await night.incident()).toHaveProperty('staleSince');
    expect(await night.tell(disk)).toEqual([1]);
    expect(await night.incident()).not.toHaveProperty('staleSince');
    await night.passes(LEASE);
    expect(await night.incident()).toHaveProperty('staleSince');
    await night.tell(resolved(disk));
    await night.passes(MINUTE);
    expect(night.newPages()).toEqual([]);
    await night.passes(5 * HOUR);
    expect(night.newPages()).toEqual(['ada: #1 resolved 05:35: orders: DiskFull']);
  });

  it('does not count the time when there was no Piket to be told', async () => {
    const night = await aSilentSource();
    await night.passes(10 * MINUTE);
    night.store.outages.push([night.now(), night.now() + HOUR]);
    night.skips(HOUR);
    await night.passes(24 * MINUTE);
    expect(await night.incident()).not.toHaveProperty('staleSince');
    await night.passes(MINUTE);
    expect(await night.incident()).toHaveProperty('staleSince');
  });

  it('keeps its lease through a resolve that was taken back', async () => {
    const night = await aSilentSource();
    await night.texts('ada', 'r');
    await night.texts('ada', 'undo');
    await night.passes(LEASE);
    expect(await night.incident()).toHaveProperty('staleSince');
  });

  it('closes by its lease at once when it is about bodies that could not be read', async () => {
    const night = aNight(leaseOf35);
    const unreadable = [{ reason: 'not-json', body: 'garbage' }];
    night.reclassify(() => ({
      severity: 'P2',
      category: 'infrastructure',
      team: 'infrastructure',
      rule: 'unreadable',
      because: [],
    }));
    await receiveAlerts('alertmanager', { alerts: [], unreadable }, night.ports);
    await night.settle();
    expect(night.newPages()).toHaveLength(1);
    await night.texts('carol', 'ack');
    await night.passes(LEASE);
    expect(await night.incident()).toMatchObject({ status: 'resolved', resolvedBy: 'lease' });
    await night.passes(MINUTE);
    expect(night.newPages()).toHaveLength(1);
  });
});

describe('news that an incident is over', () => {
  it('tells whoever was paged two minutes ago, though a later page was not needed any more', async () => {
    const night = aNight();
    const worse = firing('DiskFull', 'P0', { instance: 'y' });
    await night.tell(disk);
    await night.tell(firing('Z', 'P0'));
    await night.tell(worse);
    for (const number of [1, 2])
      await night.acts(number, { type: 'acknowledged', by: 'bob', via: 'api' });
    await night.passes(2 * MINUTE);
    night.newPages();
    await night.tell(resolved(disk, night.now()), resolved(worse, night.now()));
    await night.passes(5 * MINUTE);
    expect(night.newPages()).toEqual([expect.stringContaining('#1 resolved')]);
  });

  it('comes last, to those who were told of it, and not to whoever ended it', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.passes(5 * MINUTE);
    await night.texts('bob', 'ack');
    expect(night.newPages()).toHaveLength(2);
    await night.texts('bob', 'r');
    await night.passes(MINUTE);
    expect(night.newPages()).toEqual(['ada: #1 resolved by Bob 03:05: orders: DiskFull']);
  });

  it('is one message for several, and none while a page waits', async () => {
    const night = aNight();
    const alerts = ['A', 'B', 'C', 'D'].map((name) => firing(name, 'P1'));
    await night.tell(...alerts);
    await night.passes(MINUTE);
    await night.texts('ada', 'ack all');
    expect(night.newPages()).toHaveLength(1);
    await night.passes(10 * MINUTE);
    await night.tell(...alerts.map((alert) => resolved(alert)));
    await night.passes(MINUTE);
    expect(night.newPages()).toEqual([
      'ada: 4 resolved: #1 orders: A; #2 orders: B; #3 orders: C; +1',
    ]);
    await night.tell(firing('E', 'P1'), firing('F', 'P1'));
    await night.texts('ada', 'ack all');
    await night.tell(resolved(firing('E', 'P1')));
    await night.tell(firing('G', 'P1'));
    await night.passes(15 * MINUTE);
    expect(night.newPages().filter((page) => page.startsWith('ada: #'))).toEqual([]);
    await night.texts('ada', 'ack all');
    await night.texts('bob', 'ack all');
  });

  it('is not sent when it fires again before the minute is over', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.passes(2 * MINUTE);
    await night.tell(resolved(disk, night.now()));
    await night.passes(30_000);
    await night.tell(disk);
    await night.passes(MINUTE);
    expect(night.newPages()).toEqual([
      'ada: P1 #1 orders: DiskFull',
      'ada: P1 #1 AGAIN: orders: DiskFull',
    ]);
    await night.texts('ada', 'ack');
  });

  it('is counted as no page', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.tell(resolved(disk));
    await night.passes(MINUTE);
    expect(night.newPages()).toHaveLength(2);
    expect(await night.figures()).toMatchObject({
      'piket_pages_total{channel="sms",outcome="sent"}': 1,
    });
  });
});
