import { expect, it } from 'vitest';
import { aChange, anAlert, anIncident, aNote, anOpening, aPage, opened, NOW } from './changes.ts';
import { onEveryStore } from './stores.ts';

onEveryStore('reading incidents', (world) => {
  const incidents = () => world().store.incidents;

  it('looks up alerts, groups and the incidents that they name', async () => {
    const a = await opened(incidents(), anOpening('a', { alerts: [anAlert('f1'), anAlert('f2')] }));
    const b = await opened(incidents(), anOpening('b'));
    await opened(incidents(), anOpening('c', { alerts: [anAlert('f3')] }));
    const found = await incidents().lookUp('alertmanager', ['f0', 'f1', 'f2'], ['b', 'a', 'none']);
    expect([...found.alerts.keys()]).toEqual(['f1', 'f2']);
    expect(found.alerts.get('f2')).toEqual(anAlert('f2', { incident: 1 }));
    expect(found.groups).toEqual(
      new Map([
        ['b', 2],
        ['a', 1],
      ]),
    );
    expect(found.incidents).toEqual(
      new Map([
        [1, a],
        [2, b],
      ]),
    );
    expect((await incidents().lookUp('grafana', ['f1'], ['a'])).incidents).toEqual(new Map());
  });

  it('tells the versions of incidents, and which are gone', async () => {
    const a = await opened(incidents(), anOpening('a'));
    await opened(incidents(), anOpening('b'));
    await incidents().commit([aChange(a, {})]);
    expect(await incidents().versions([2, 7, 1])).toEqual([NOW, undefined, NOW + 1]);
    expect(await incidents().versions([])).toEqual([]);
  });

  it('looks up 500 alerts at once', async () => {
    const fingerprints = Array.from({ length: 500 }, (_, at) => `f${at}`);
    const alerts = fingerprints.map((fingerprint) => anAlert(fingerprint));
    await opened(incidents(), anOpening('a', { alerts }));
    const found = await incidents().lookUp('alertmanager', fingerprints, ['a']);
    expect(found.alerts.size).toBe(500);
    expect(found.incidents.size).toBe(1);
    expect(await incidents().alerts(1)).toHaveLength(500);
  });

  it('keeps all of a body of 5000 alerts', async () => {
    const alerts = Array.from({ length: 5000 }, (_, at) => anAlert(`f${at}`));
    await opened(incidents(), anOpening('a', { alerts }));
    expect(await incidents().alerts(1)).toHaveLength(5000);
  });

  it('keeps the last word on an alert', async () => {
    const first = await opened(incidents(), anOpening('a', { alerts: [anAlert('f1')] }));
    const resolved = anAlert('f1', { status: 'resolved', endsAt: 5, incident: 1 });
    const alertsBefore = new Map([['f1', 1]]);
    await incidents().commit([aChange(first, {}, { alerts: [resolved], alertsBefore })]);
    expect(await incidents().alerts(1)).toEqual([resolved]);
    const { alerts } = await incidents().lookUp('alertmanager', ['f1'], []);
    expect(alerts.get('f1')).toEqual(resolved);
  });

  it('knows what waits for a person: what they were paged for, while it is triggered', async () => {
    const page = { at: 1, ordinal: 1, severity: 'P1' } as const;
    const waiting = async (person: string) => {
      const numbers = await incidents().waitingOn(person);
      expect(await incidents().countWaitingOn(person)).toBe(numbers.length);
      return numbers;
    };
    const paged = anIncident({ paged: { ada: page } });
    const a = await opened(incidents(), anOpening('a', { incident: paged }));
    await opened(incidents(), anOpening('b', { incident: { ...paged, groupKey: 'b' } }));
    expect(await waiting('ada')).toEqual([1, 2]);
    expect(await waiting('bob')).toEqual([]);
    await incidents().commit([aChange(a, { paged: { ada: page, bob: page } })]);
    expect(await waiting('bob')).toEqual([1]);
    const both = {
      ...a,
      version: NOW + 1,
      incident: { ...a.incident, paged: { ada: page, bob: page } },
    };
    await incidents().commit([aChange(both, { status: 'acknowledged' })]);
    expect([await waiting('ada'), await waiting('bob')]).toEqual([[2], []]);
    const taken = {
      ...both,
      version: NOW + 2,
      incident: { ...both.incident, status: 'acknowledged' },
    } as const;
    await incidents().commit([aChange(taken, { status: 'triggered' })]);
    expect([await waiting('ada'), await waiting('bob')]).toEqual([[1, 2], [1]]);
  });

  it('keeps the timeline in order', async () => {
    const first = await opened(incidents(), anOpening('a', { events: [aNote('1'), aNote('2')] }));
    await incidents().commit([aChange(first, {}, { events: [aNote('3')] })]);
    expect(await incidents().timeline(1)).toEqual([aNote('1'), aNote('2'), aNote('3')]);
    expect(await incidents().timeline(2)).toEqual([]);
  });

  it('keeps the pages, and loads one with its incident', async () => {
    const pages = [aPage('1.1.0.ada.sms'), aPage('1.1.0.bob.sms', { person: 'bob' })];
    const first = await opened(incidents(), anOpening('a', { pages }));
    const sent = aPage('1.1.0.ada.sms', { state: 'sent', providerId: 'SM1' });
    await incidents().commit([aChange(first, {}, { pages: [sent] })]);
    expect(await incidents().pages(1)).toEqual([sent, pages[1]]);
    expect(await incidents().loadPage(1, sent.id)).toEqual({
      ...(await incidents().load(1)),
      page: sent,
    });
    expect(await incidents().loadPage(1, 'another')).toBeUndefined();
    expect(await incidents().loadPage(2, sent.id)).toBeUndefined();
  });
});

onEveryStore('a list of incidents', (world) => {
  const incidents = () => world().store.incidents;
  const numbers = async (query: Partial<Parameters<ReturnType<typeof incidents>['list']>[0]>) => {
    const { incidents: found, next } = await incidents().list({ limit: 50, ...query });
    return { numbers: found.map(({ number }) => number), next };
  };
  const open = (groupKey: string, but: Parameters<typeof anIncident>[0] = {}) =>
    opened(incidents(), anOpening(groupKey, { incident: anIncident({ groupKey, ...but }) }));

  it('is newest first and goes on at its cursor', async () => {
    for (const groupKey of ['a', 'b', 'c', 'd', 'e']) await open(groupKey);
    expect(await numbers({ limit: 2 })).toEqual({ numbers: [5, 4], next: 4 });
    expect(await numbers({ limit: 2, before: 4 })).toEqual({ numbers: [3, 2], next: 2 });
    expect(await numbers({ limit: 2, before: 2 })).toEqual({ numbers: [1], next: undefined });
    expect(await numbers({ limit: 5 })).toEqual({ numbers: [5, 4, 3, 2, 1], next: undefined });
  });

  it('is empty where there is nothing', async () => {
    expect(await numbers({})).toEqual({ numbers: [], next: undefined });
  });

  it('filters by severity, team and the opening', async () => {
    await open('a', { severity: 'P0' });
    await open('b', { severity: 'P2', team: 'database' });
    await open('c', { severity: 'P2', openedAt: 2_000_000 });
    expect((await numbers({ severity: 'P2' })).numbers).toEqual([3, 2]);
    expect((await numbers({ severity: 'P2', team: 'database' })).numbers).toEqual([2]);
    expect((await numbers({ since: 2_000_000 })).numbers).toEqual([3]);
    expect(await numbers({ severity: 'P2', limit: 1 })).toEqual({ numbers: [3], next: 3 });
  });

  it('follows the status through resolve and reopening', async () => {
    const a = await open('a');
    await open('b');
    await open('c', { status: 'resolved', resolvedAt: 5 });
    expect((await numbers({ status: 'triggered' })).numbers).toEqual([2, 1]);
    expect((await numbers({ status: 'resolved' })).numbers).toEqual([3]);

    await incidents().commit([aChange(a, { status: 'acknowledged' })]);
    expect((await numbers({ status: 'acknowledged' })).numbers).toEqual([1]);
    const acknowledged = { ...a, incident: { ...a.incident, status: 'acknowledged' as const } };
    const resolve = { status: 'resolved', resolvedAt: 7 } as const;
    await incidents().commit([aChange({ ...acknowledged, version: NOW + 1 }, resolve)]);
    expect((await numbers({ status: 'acknowledged' })).numbers).toEqual([]);
    expect((await numbers({ status: 'resolved' })).numbers).toEqual([3, 1]);

    const resolved = { incident: { ...a.incident, ...resolve }, version: NOW + 2 };
    await incidents().commit([aChange(resolved, { status: 'triggered' })]);
    expect((await numbers({ status: 'triggered' })).numbers).toEqual([2, 1]);
    expect((await numbers({})).numbers).toEqual([3, 2, 1]);
  });
});
