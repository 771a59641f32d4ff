import { expect, it } from 'vitest';
import { onEveryStore } from './stores.ts';

onEveryStore('what is kept for people', (world) => {
  it('gives a code once and replaces it knowingly', async () => {
    const { codes } = world().store;
    const first = { code: '475', incident: 42, shownAt: 1 };
    expect(await codes.of('ada')).toEqual([]);
    expect(await codes.give('ada', first)).toBe(true);
    expect(await codes.give('ada', { ...first, incident: 43 })).toBe(false);
    expect(await codes.give('ada', { ...first, incident: 43 }, 41)).toBe(false);
    expect(await codes.of('ada')).toEqual([first]);

    const shownAgain = { ...first, shownAt: 2 };
    expect(await codes.give('ada', shownAgain, 42)).toBe(true);
    expect(await codes.of('ada')).toEqual([shownAgain]);
    const next = { code: '475', incident: 43, shownAt: 3 };
    expect(await codes.give('ada', next, 42)).toBe(true);
    expect(await codes.of('ada')).toEqual([next]);
  });

  it('keeps the codes of each person apart', async () => {
    const { codes } = world().store;
    await codes.give('ada', { code: '475', incident: 42, shownAt: 1 });
    expect(await codes.give('bob', { code: '475', incident: 43, shownAt: 1 })).toBe(true);
    expect(await codes.give('ada', { code: '128', incident: 43, shownAt: 1 })).toBe(true);
    expect((await codes.of('ada')).map(({ code }) => code).toSorted()).toEqual(['128', '475']);
  });

  it('gives a code to one of two that want it at once', async () => {
    const { codes } = world().store;
    const give = (incident: number) => codes.give('ada', { code: '475', incident, shownAt: 1 });
    const given = await Promise.all([give(42), give(43)]);
    expect(given.filter(Boolean)).toHaveLength(1);
  });

  it('remembers who opted out, until they opt in', async () => {
    const { optOuts } = world().store;
    await optOuts.set('ada', 'sms', true);
    await optOuts.set('bob', 'sms', true);
    await optOuts.set('bob', 'sms', false);
    await optOuts.set('carol', 'sms', false);
    expect(await optOuts.all()).toEqual(new Set(['ada.sms']));
  });

  it('answers a repeated message as it did first', async () => {
    const { answered } = world().store;
    expect(await answered.recall('SM1')).toBeUndefined();
    expect(await answered.keep('SM1', '475 acked by you 🔥\0 \ud83d')).toBe(
      '475 acked by you 🔥\0 \ud83d',
    );
    expect(await answered.keep('SM1', 'another')).toBe('475 acked by you 🔥\0 \ud83d');
    expect(await answered.recall('SM1')).toBe('475 acked by you 🔥\0 \ud83d');
    expect(await answered.keep('SM2', '')).toBe('');
    expect(await answered.recall('SM2')).toBe('');
  });

  it('keeps a body that could not be read, whatever it holds', async () => {
    const { unreadable } = world().store;
    const body = `{"broken \0 \ud83d ${'x'.repeat(100_000)}`;
    await expect(unreadable.keep('grafana', body, 'not JSON', 1)).resolves.toBeUndefined();
  });

  it('knows when an alert was last told', async () => {
    const { sightings } = world().store;
    sightings.note('alertmanager', ['f1', 'f2'], 100);
    sightings.note('alertmanager', ['f2', 'odd \0 \ud83d'], 200);
    expect(await sightings.lastSeen('alertmanager', ['f1', 'f2', 'f3', 'odd \0 \ud83d'])).toEqual(
      new Map(Object.entries({ f1: 100, f2: 200, 'odd \0 \ud83d': 200 })),
    );
    expect(await sightings.lastSeen('grafana', ['f1'])).toEqual(new Map());
  });

  it('keeps each policy once and each secret as it was first set', async () => {
    const { policies, secrets } = world().store;
    const policy = { id: 'abc', name: 'P1', steps: [{ targets: [], waitMs: 60_000 }] };
    await policies.keep(policy);
    await policies.keep(policy);
    expect(await policies.all()).toEqual([policy]);
    expect(await secrets.get('vapid')).toBeUndefined();
    expect(await secrets.setIfAbsent('vapid', 'one')).toBe('one');
    expect(await secrets.setIfAbsent('vapid', 'two')).toBe('one');
    expect(await secrets.get('vapid')).toBe('one');
  });
});
