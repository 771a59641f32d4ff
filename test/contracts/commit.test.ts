import { expect, it } from 'vitest';
import {
  aChange,
  anAlert,
  anIncident,
  aNote,
  anOpening,
  aPage,
  opened,
  stored,
  NOW,
} from './changes.ts';
import { onEveryStore } from './stores.ts';

const opening = { type: 'count', name: 'piket_escalations_total', labels: {}, by: 1 } as const;

onEveryStore('a commit', (world) => {
  const incidents = () => world().store.incidents;

  it('hands out the numbers 1, 2, 3', async () => {
    expect(await incidents().commit([anOpening('a')])).toEqual([1]);
    expect(await incidents().commit([anOpening('b')])).toEqual([2]);
    expect(await incidents().commit([anOpening('c')])).toEqual([3]);
    expect(await incidents().load(4)).toBeUndefined();
  });

  it('loads what was saved, with its number, and counts the versions', async () => {
    const first = await opened(incidents(), anOpening('a'));
    expect(first).toEqual({ incident: anIncident({ number: 1, groupKey: 'a' }), version: NOW });
    await incidents().commit([aChange(first, { title: 'worse' })]);
    expect(await incidents().load(1)).toEqual({
      incident: { ...first.incident, title: 'worse' },
      version: NOW + 1,
    });
  });

  it('loses the race when the incident has changed since it was read', async () => {
    const first = await opened(incidents(), anOpening('a'));
    expect(await incidents().commit([aChange(first, { title: 'won' })])).toEqual([1]);
    const late = aChange(first, { title: 'lost' }, { events: [aNote('lost')], figures: [opening] });
    expect(await incidents().commit([late])).toBeUndefined();
    expect((await stored(incidents(), 1)).incident.title).toBe('won');
    expect(await incidents().timeline(1)).toEqual([]);
    expect(await world().store.figures()).toEqual({});
  });

  it('opens one incident when two openings of one group meet', async () => {
    const both = await Promise.all([
      incidents().commit([anOpening('a', { events: [aNote('one')] })]),
      incidents().commit([anOpening('a', { events: [aNote('two')] })]),
    ]);
    expect(both.filter(Boolean)).toEqual([[1]]);
    expect(await incidents().timeline(1)).toHaveLength(1);
    expect(await incidents().latestInGroup('alertmanager', 'a')).toBe(1);
  });

  it('leaves no gap in the numbers after a lost race', async () => {
    await incidents().commit([anOpening('a')]);
    expect(await incidents().commit([anOpening('a')])).toBeUndefined();
    expect(await incidents().commit([anOpening('b')])).toEqual([2]);
  });

  it('puts a new incident in the place of the latest in its group, if it was the one read', async () => {
    await incidents().commit([anOpening('a')]);
    expect(await incidents().commit([anOpening('a', { groupBefore: 7 })])).toBeUndefined();
    expect(await incidents().commit([anOpening('a', { groupBefore: 1 })])).toEqual([2]);
    expect(await incidents().latestInGroup('alertmanager', 'a')).toBe(2);
    expect(await incidents().latestInGroup('grafana', 'a')).toBeUndefined();
  });

  it('loses the race when an alert has come to another incident', async () => {
    await incidents().commit([anOpening('a', { alerts: [anAlert('f1')] })]);
    expect(await incidents().commit([anOpening('b', { alerts: [anAlert('f1')] })])).toBeUndefined();
    const taking = { alerts: [anAlert('f1')] };
    const wrong = anOpening('b', { ...taking, alertsBefore: new Map([['f1', 9]]) });
    const right = anOpening('b', { ...taking, alertsBefore: new Map([['f1', 1]]) });
    expect(await incidents().commit([wrong])).toBeUndefined();
    expect(await incidents().commit([right])).toEqual([2]);
    const { alerts } = await incidents().lookUp('alertmanager', ['f1'], []);
    expect(alerts.get('f1')?.incident).toBe(2);
  });

  it('writes two incidents or neither', async () => {
    const a = await opened(incidents(), anOpening('a'));
    const b = await opened(incidents(), anOpening('b'));
    await incidents().commit([aChange(b, { title: 'b won' })]);
    const both = [aChange(a, { title: 'a lost' }), aChange(b, { title: 'b lost' })];
    expect(await incidents().commit(both)).toBeUndefined();
    expect((await stored(incidents(), 1)).incident.title).toBe(a.incident.title);

    const again = await stored(incidents(), 2);
    const news = anOpening('c', { events: [aNote('new')] });
    expect(
      await incidents().commit([aChange(a, { title: 'a' }), news, aChange(again, { title: 'b' })]),
    ).toEqual([1, 3, 2]);
    expect((await stored(incidents(), 1)).incident.title).toBe('a');
    expect((await stored(incidents(), 2)).incident.title).toBe('b');
    expect(await incidents().timeline(3)).toEqual([aNote('new')]);
  });

  it('opens one incident at most', async () => {
    await expect(incidents().commit([anOpening('a'), anOpening('b')])).rejects.toThrow('one');
    expect(await incidents().commit([anOpening('a')])).toEqual([1]);
  });

  it('writes nothing at all when one of its numbers is none', async () => {
    const first = await opened(incidents(), anOpening('a'));
    const broken = aChange(
      first,
      { title: 'half' },
      { pages: [aPage('x', { dueAt: Number.NaN })] },
    );
    await expect(incidents().commit([broken])).rejects.toThrow('NaN');
    expect(await incidents().load(1)).toEqual(first);
  });

  it('adds up figures with the write that caused them', async () => {
    const observed = {
      type: 'observe',
      name: 'piket_time_to_first_page_seconds',
      labels: { severity: 'P1' },
      seconds: 1.5,
    } as const;
    const first = await opened(incidents(), anOpening('a', { figures: [opening, observed] }));
    await incidents().commit([aChange(first, {}, { figures: [{ ...opening, by: 2 }, observed] })]);
    const figures = await world().store.figures();
    expect(figures['piket_escalations_total']).toBe(3);
    expect(figures['piket_time_to_first_page_seconds_sum{severity="P1"}']).toBe(3);
    expect(figures['piket_time_to_first_page_seconds_count{severity="P1"}']).toBe(2);
  });

  it('brings every text back as it was', async () => {
    const texts = ['🔥 "quoted" \\ \n', 'NUL \0 and \0\0', 'lone \ud83d surrogate', "'; FLUSHALL"];
    const labels = Object.fromEntries(texts.map((text, at) => [`label${at}`, text]));
    const change = anOpening(texts.join(), {
      incident: anIncident({ groupKey: texts.join(), title: texts.join(), because: texts }),
      events: texts.map(aNote),
      alerts: [...texts.map((text) => anAlert(text, { labels })), anAlert('piket:unreadable')],
      pages: [aPage('1.1.0.ada.sms', { reason: texts.join() })],
    });
    const { incident } = await opened(incidents(), change);
    expect(incident).toEqual({ ...change.incident, number: 1 });
    expect(await incidents().timeline(1)).toEqual(change.events);
    expect(await incidents().pages(1)).toEqual(change.pages);
    const found = await incidents().lookUp('alertmanager', texts, [texts.join(), 'other']);
    expect([...found.alerts]).toEqual(
      texts.map((text) => [text, anAlert(text, { labels, incident: 1 })]),
    );
    expect([...found.groups]).toEqual([[texts.join(), 1]]);
  });
});
