import { expect, it } from 'vitest';
import { aChange, anIncident, anOpening, aPage, opened, NOW } from './changes.ts';
import { onEveryStore } from './stores.ts';

const PAGE = '1.1.0.ada.sms';

onEveryStore('work owed', (world) => {
  const incidents = () => world().store.incidents;
  const owed = () => world().store.owed;
  const dueAts = async (after: number, until: number, limit: number) =>
    (await owed().upcoming(after, until, limit)).map(({ dueAt }) => dueAt);

  it('follows the timers of the snapshot', async () => {
    const incident = anIncident({ timers: { step: 300, target: 200, 'target-80': 100 } });
    const first = await opened(incidents(), anOpening('orders', { incident }));
    expect(await owed().due(250, 10)).toEqual([
      { type: 'timer', incident: 1, dueAt: 100, timer: 'target-80' },
      { type: 'timer', incident: 1, dueAt: 200, timer: 'target' },
    ]);
    await incidents().commit([aChange(first, { timers: { step: 50, snooze: 400, target: 200 } })]);
    expect(await owed().due(1000, 10)).toEqual([
      { type: 'timer', incident: 1, dueAt: 50, timer: 'step' },
      { type: 'timer', incident: 1, dueAt: 200, timer: 'target' },
      { type: 'timer', incident: 1, dueAt: 400, timer: 'snooze' },
    ]);
  });

  it('follows the states of the pages', async () => {
    const pages = [aPage(PAGE, { dueAt: 100 }), aPage('1.1.0.bob.sms', { dueAt: 200 })];
    const first = await opened(incidents(), anOpening('a', { pages }));
    expect(await owed().due(1000, 10)).toEqual([
      { type: 'page', incident: 1, dueAt: 100, page: PAGE },
      { type: 'page', incident: 1, dueAt: 200, page: '1.1.0.bob.sms' },
    ]);
    const changed = [aPage(PAGE, { state: 'sent' }), aPage('1.1.0.bob.sms', { dueAt: 50 })];
    await incidents().commit([aChange(first, {}, { pages: changed })]);
    expect(await owed().due(1000, 10)).toEqual([
      { type: 'page', incident: 1, dueAt: 50, page: '1.1.0.bob.sms' },
    ]);
  });

  it('is told in portions, the most overdue first', async () => {
    const pages = ['c', 'a', 'b'].map((id, at) => aPage(id, { dueAt: 300 - at }));
    await opened(incidents(), anOpening('a', { pages }));
    const portion = await owed().due(1000, 2);
    expect(portion.map(({ dueAt }) => dueAt)).toEqual([298, 299]);
    expect(await owed().due(1000, 2, 2)).toMatchObject([{ dueAt: 300 }]);
    expect(await world().store.overdueMs(1000)).toBe(702);
    expect(await world().store.overdueMs(298)).toBe(0);
  });

  it('is told ahead, what comes first first', async () => {
    const pages = ['c', 'a', 'b'].map((id, at) => aPage(id, { dueAt: 300 - at }));
    await opened(incidents(), anOpening('a', { pages }));
    expect(await dueAts(298, 300, 10)).toEqual([299, 300]);
    expect(await dueAts(0, 299, 10)).toEqual([298, 299]);
    expect(await dueAts(0, 1000, 1)).toEqual([298]);
    expect(await dueAts(300, 1000, 10)).toEqual([]);
  });

  it('owes nothing of a write that has lost its race', async () => {
    const first = await opened(incidents(), anOpening('a'));
    await incidents().commit([aChange(first, {})]);
    await incidents().commit([aChange(first, { timers: { step: 1 } }, { pages: [aPage(PAGE)] })]);
    expect(await owed().due(2_000_000, 10)).toEqual([]);
    expect(await world().store.overdueMs(2_000_000)).toBe(0);
  });

  it('is put off while it is owed, and only then', async () => {
    const first = await opened(incidents(), anOpening('a', { pages: [aPage(PAGE, { dueAt: 1 })] }));
    await owed().defer(1, PAGE, 500);
    expect(await owed().due(499, 10)).toEqual([]);
    expect(await owed().due(500, 10)).toHaveLength(1);
    await incidents().commit([aChange(first, {}, { pages: [aPage(PAGE, { state: 'sent' })] })]);
    await owed().defer(1, PAGE, 600);
    expect(await owed().due(2_000_000, 10)).toEqual([]);
  });

  it('is postponed without freeing its claim, while it is owed, and only then', async () => {
    const incident = anIncident({ timers: { step: 1 } });
    await opened(incidents(), anOpening('a', { incident, pages: [aPage(PAGE, { dueAt: 1 })] }));
    const guard = { version: NOW, forMs: 60_000 };
    await world().store.claims.claim(1, PAGE, guard);
    for (const work of await owed().due(10, 10)) await owed().postpone(work, 500);
    expect(await owed().due(499, 10)).toEqual([]);
    expect(await owed().due(500, 10)).toHaveLength(2);
    const other = await world().claimsOf('another');
    expect(await other.claim(1, PAGE, guard)).toBe('held');
    await owed().drop({ type: 'timer', incident: 1, timer: 'step', dueAt: 0 });
    await owed().postpone({ type: 'timer', incident: 1, timer: 'step', dueAt: 0 }, 600);
    expect(await owed().due(1000, 10)).toHaveLength(1);
  });

  it('tells when it is tried next, put off or not, while it is owed', async () => {
    const [other, settled] = ['1.1.0.bob.sms', '1.1.0.carol.sms'];
    const pages = [PAGE, other].map((id) => aPage(id, { dueAt: 100 }));
    await opened(incidents(), anOpening('a', { pages }));
    await owed().postpone({ type: 'page', incident: 1, page: PAGE, dueAt: 100 }, 5000);
    const tries = await owed().nextTries(1, [PAGE, other, settled]);
    expect([...tries]).toEqual([
      [PAGE, 5000],
      [other, 100],
    ]);
    expect(await owed().nextTries(1, [])).toEqual(new Map());
  });

  it('waits for its phone by when it was first due, however far it was put off', async () => {
    const pages = [PAGE, '1.1.1.ada.sms', '1.1.0.ada.work', '1.1.0.bob.sms'].map((id, at) =>
      aPage(id, { dueAt: 100 - at }),
    );
    const first = await opened(incidents(), anOpening('a', { pages }));
    await opened(incidents(), anOpening('b', { pages: [aPage(PAGE, { dueAt: 300 })] }));
    await owed().defer(1, PAGE, 5000);
    expect(await owed().waitingFor('ada.sms', 200, 10)).toEqual([
      { incident: 1, page: '1.1.1.ada.sms' },
      { incident: 1, page: PAGE },
    ]);
    expect(await owed().waitingFor('ada.sms', 300, 1)).toHaveLength(1);
    expect(await owed().waitingFor('ada.sms', 300, 10)).toHaveLength(3);
    await incidents().commit([aChange(first, {}, { pages: [aPage(PAGE, { state: 'sent' })] })]);
    await owed().drop({ type: 'page', incident: 2, page: PAGE, dueAt: 0 });
    expect(await owed().waitingFor('ada.sms', 300, 10)).toEqual([
      { incident: 1, page: '1.1.1.ada.sms' },
    ]);
  });

  it('is dropped on request', async () => {
    const incident = anIncident({ timers: { step: 1 } });
    await opened(
      incidents(),
      anOpening('orders', { incident, pages: [aPage(PAGE, { dueAt: 2 })] }),
    );
    for (const work of await owed().due(10, 10)) await owed().drop(work);
    expect(await owed().due(2_000_000, 10)).toEqual([]);
  });
});

onEveryStore('a claim', (world) => {
  const incidents = () => world().store.incidents;
  const open = () => opened(incidents(), anOpening('a', { pages: [aPage(PAGE)] }));
  const guard = { version: NOW, forMs: 60_000 };

  it('holds against every other process', async () => {
    await open();
    const { claims } = world().store;
    expect(await claims.claim(1, PAGE, guard)).toBe('claimed');
    expect(await claims.claim(1, '1.1.0.bob.sms', guard)).toBe('claimed');
    const other = await world().claimsOf('another');
    expect(await other.claim(1, PAGE, guard)).toBe('held');
  });

  it('is left over when the process that has it asks for it again', async () => {
    await open();
    const { claims } = world().store;
    expect(await claims.claim(1, PAGE, guard)).toBe('claimed');
    expect(await claims.claim(1, PAGE, guard)).toBe('claimed');
  });

  it('is taken by one of many that try at once', async () => {
    await open();
    const others = await Promise.all(
      Array.from({ length: 20 }, (_, process) => world().claimsOf(`process ${process}`)),
    );
    const tries = await Promise.all(others.map((claims) => claims.claim(1, PAGE, guard)));
    expect(tries.filter((answer) => answer === 'claimed')).toHaveLength(1);
  });

  it('is refused when the incident has changed since it was read', async () => {
    const first = await open();
    await incidents().commit([aChange(first, {})]);
    const { claims } = world().store;
    expect(await claims.claim(1, PAGE, guard)).toBe('changed');
    expect(await claims.claim(1, PAGE, { ...guard, version: NOW + 1 })).toBe('claimed');
    expect(await claims.claim(2, PAGE, guard)).toBe('changed');
  });

  it('is free once its process is dead', async () => {
    await open();
    const other = await world().claimsOf('another');
    expect(await other.claim(1, PAGE, guard)).toBe('claimed');
    await world().die('another');
    expect(await world().store.claims.claim(1, PAGE, guard)).toBe('claimed');
  });

  it('is free once its time has passed, by the clock of the store', async () => {
    await open();
    const { claims } = world().store;
    expect(await claims.claim(1, PAGE, { version: NOW, forMs: -1 })).toBe('claimed');
    const other = await world().claimsOf('another');
    expect(await other.claim(1, PAGE, guard)).toBe('claimed');
    expect(await (await world().claimsOf('a third')).claim(1, PAGE, guard)).toBe('held');
  });

  it('is refused for what was put off beyond an instant, if one is given', async () => {
    await open();
    const { claims, owed } = world().store;
    await owed.defer(1, PAGE, 5000);
    expect(await claims.claim(1, PAGE, { ...guard, dueBy: 4999 })).toBe('held');
    expect(await claims.claim(1, PAGE, { ...guard, dueBy: 5000 })).toBe('claimed');
    expect(await claims.claim(1, PAGE, guard)).toBe('claimed');
  });

  it('ends with the deferral of its page, with its sending, and with all others', async () => {
    const first = await open();
    const { claims, owed } = world().store;
    await claims.claim(1, PAGE, guard);
    await owed.defer(1, PAGE, 5000);
    expect(await claims.claim(1, PAGE, guard)).toBe('claimed');
    await incidents().commit([aChange(first, {}, { pages: [aPage(PAGE, { state: 'failed' })] })]);
    expect(await claims.claim(1, PAGE, { ...guard, version: NOW + 1 })).toBe('claimed');
    await world().store.freeAllClaims();
    expect(await claims.claim(1, PAGE, { ...guard, version: NOW + 1 })).toBe('claimed');
  });
});
