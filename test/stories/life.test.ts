import { describe, expect, it } from 'vitest';
import { aNight, firing, resolved } from '../support/night.ts';
import { aSource, HOUR, MINUTE } from '../support/rules.ts';

const disk = firing('DiskFull', 'P1');
const shortLease = aSource('alertmanager', MINUTE);

describe('the life of an incident', () => {
  it('pages once for a thousand repeats of one alert', async () => {
    const night = aNight();
    for (let i = 0; i < 1000; i++) expect(await night.tell(disk)).toEqual([1]);
    expect(night.newPages()).toHaveLength(1);
    await night.texts('ada', 'ack');
    expect(await night.timeline()).toHaveLength(4);
  });

  it('folds 500 alerts of one body into one incident and one page', async () => {
    const night = aNight();
    const alerts = Array.from({ length: 500 }, (_, i) =>
      firing('DiskFull', 'P1', { instance: `${i}` }),
    );
    await night.tell(...alerts);
    expect(night.newPages()).toHaveLength(1);
    expect((await night.incident()).firing).toMatchObject({ P1: 500 });
    await night.tell(...alerts.map((alert) => resolved(alert)));
    expect(await night.incident()).toMatchObject({ status: 'resolved', resolvedBy: 'source' });
  });

  it('opens nothing for a heartbeat, a test button or a resolve of something unknown', async () => {
    const night = aNight();
    const watchdog = firing('Watchdog', 'P1');
    const button = firing('TestAlert', 'P1', { instance: 'Grafana' });
    expect(await night.tell(watchdog, button, resolved(disk))).toEqual([]);
  });

  it('is closed by the source, neither met nor missed, when it clears before anybody answers', async () => {
    const night = aNight();
    await night.tell(disk);
    expect(night.newPages()).toHaveLength(1);
    await night.passes(MINUTE);
    await night.tell(resolved(disk));
    await night.passes(24 * HOUR);
    expect(night.newPages()).toEqual(['ada: #1 resolved 03:01: orders: DiskFull']);
    const figures = await night.figures();
    expect(Object.keys(figures).filter((name) => /targets_total|acknowledge/.test(name))).toEqual(
      [],
    );
    expect(figures).toMatchObject({
      'piket_time_to_resolve_seconds_count{by="source",severity="P1",team="database"}': 1,
      'piket_incidents_open{severity="P1",status="triggered"}': 0,
    });
  });

  it('reopens for a late copy within an hour, and pages the same people first', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.texts('ada', 'ack');
    expect(night.newPages()).toHaveLength(1);
    await night.passes(10 * MINUTE);
    await night.tell(resolved(disk, night.now()));
    await night.passes(30 * MINUTE);
    await night.tell(disk);
    expect(night.newPages()).toEqual([
      'ada: #1 resolved 03:10: orders: DiskFull',
      'ada: P1 #1 AGAIN: orders: DiskFull',
    ]);
    expect(await night.incident()).toMatchObject({ cycle: 2, status: 'triggered' });
    expect(await night.timeline()).toContainEqual(
      expect.objectContaining({ type: 'reopened', cause: 'late-copy' }),
    );
    await night.texts('ada', 'ack');
  });

  it('reopens for trouble that is back within six minutes, and not later', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.tell(resolved(disk, night.now()));
    await night.passes(5 * MINUTE);
    const again = { ...disk, startsAt: night.now() };
    await night.tell(again);
    expect(night.newPages()).toHaveLength(3);
    await night.texts('ada', 'ack');
    await night.tell(resolved(again, night.now()));
    await night.passes(7 * MINUTE);
    expect(await night.tell({ ...disk, startsAt: night.now() })).toEqual([2]);
    expect(night.newPages()).toEqual([
      'ada: #1 resolved 03:05: orders: DiskFull',
      'ada: P1 #2 orders: DiskFull',
    ]);
    await night.texts('ada', 'ack');
  });

  it('stays resolved by a person while it fires on, and asks again after half an hour', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.texts('ada', 'ack');
    expect(await night.texts('ada', `${night.code('ada')} r`)).toMatch(/resolved by you/);
    expect(night.newPages()).toHaveLength(1);
    await night.passes(29 * MINUTE);
    expect(await night.tell(disk)).toEqual([1]);
    await night.passes(MINUTE);
    expect(night.newPages()).toEqual([
      'ada: P1 #2 still firing after Ada resolved #1: orders: DiskFull',
    ]);
    expect(await night.incident(1)).toMatchObject({ status: 'resolved', timers: {} });
    await night.texts('ada', 'ack');
    expect(await night.tell(resolved(disk))).toEqual([2]);
    expect(await night.incident(2)).toMatchObject({ status: 'resolved', resolvedBy: 'source' });
  });

  it('is heard again when it fires after its lease, long after a person resolved it', async () => {
    const night = aNight();
    await night.tell(disk);
    expect(night.newPages()).toHaveLength(1);
    await night.acts(1, { type: 'resolved', by: 'ada', via: 'api' });
    night.reconfigure({ sources: { ...night.rules.sources, alertmanager: shortLease } });
    await night.passes(24 * HOUR);
    expect(await night.incident()).toMatchObject({ status: 'resolved', timers: {} });
    expect(await night.tell(disk)).toEqual([2]);
    expect(night.newPages()).toEqual(['ada: P1 #2 orders: DiskFull']);
    await night.texts('ada', 'ack');
  });

  it('asks nothing more when the source clears what a person had resolved', async () => {
    const night = aNight();
    await night.tell(disk);
    expect(night.newPages()).toHaveLength(1);
    await night.acts(1, { type: 'resolved', by: 'ada', via: 'api' });
    await night.tell(resolved(disk));
    expect(night.owed()).toEqual([]);
    await night.passes(24 * HOUR);
    expect(await night.figures()).toMatchObject({
      'piket_time_to_resolve_seconds_count{by="human",severity="P1",team="database"}': 1,
    });
  });

  it('pages again after an acknowledgement was taken back, and counts it once', async () => {
    const night = aNight();
    await night.tell(disk);
    const code = night.code('ada');
    await night.passes(2 * MINUTE);
    await night.texts('ada', code);
    expect(await night.texts('ada', `undo ${code}`)).toMatch(/undone/);
    expect(night.newPages()).toEqual([
      'ada: P1 #1 orders: DiskFull',
      'ada: P1 #1 AGAIN: orders: DiskFull',
    ]);
    expect(night.code('ada')).toBe(code);
    await night.texts('ada', code);
    expect(await night.figures()).toMatchObject({
      'piket_time_to_acknowledge_seconds_count{severity="P1",team="database"}': 1,
      'piket_response_targets_total{outcome="met",severity="P1"}': 1,
    });
  });

  it('refuses to take back a resolve when nothing fires any more', async () => {
    const night = aNight();
    await night.tell(disk);
    const code = night.code('ada');
    expect(night.newPages()).toHaveLength(1);
    await night.acts(1, { type: 'resolved', by: 'ada', via: 'api' });
    await night.tell(resolved(disk));
    expect(await night.texts('ada', `undo ${code}`)).toMatch(/nothing fires any more/);
  });

  it('tells of a changed label by one raise, not by a resolve and a new incident', async () => {
    const night = aNight();
    const warning = firing('DiskFull', 'P2', { instance: 'warning' });
    const critical = firing('DiskFull', 'P0', { instance: 'critical' });
    await night.tell(warning);
    await night.passes(2 * MINUTE);
    expect(await night.tell(resolved(warning), critical)).toEqual([1]);
    expect(night.newPages()).toEqual([
      'carol: P2 #1 orders: DiskFull',
      'ada: P0 #1 RAISED from P2: orders: DiskFull',
    ]);
    await night.texts('ada', 'ack');
  });

  it('opens one incident about its source for bodies that nobody can read', async () => {
    const night = aNight();
    const { receiveAlerts } = await import('../../src/flows/receive-alerts.ts');
    const unreadable = [{ reason: 'not-json', body: 'garbage' }];
    for (let i = 0; i < 3; i++) {
      await receiveAlerts(
        'alertmanager',
        { alerts: [], unreadable },
        {
          ...night.ports,
          classify: () => ({
            severity: 'P2',
            category: 'infrastructure',
            team: 'infrastructure',
            rule: 'unreadable',
            because: [],
          }),
        },
      );
    }
    await night.settle();
    expect(night.newPages()).toEqual([
      'carol: P2 #1 alertmanager sent alerts that could not be read',
    ]);
    expect(night.store.bodies).toHaveLength(3);
    await night.texts('carol', 'ack');
  });
});
