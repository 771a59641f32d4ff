import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carryOut } from '../../src/flows/carry-out.ts';
import { receiveAlerts } from '../../src/flows/receive-alerts.ts';
import { openToldBefore, recallBody } from '../../src/flows/told-before.ts';
import { memoryStore } from '../support/memory-store.ts';
import { aNight, firing, resolved } from '../support/night.ts';
import { aSource, MINUTE } from '../support/rules.ts';

const [disk, again, queue] = [
  firing('DiskFull'),
  firing('DiskFull', 'P1', { instance: 'b' }),
  firing('QueueLong', 'P2'),
];
const BODIES = [
  [disk],
  [disk, again],
  [disk, queue],
  [resolved(disk)],
  [resolved(disk), again],
  [resolved(disk), resolved(again), resolved(queue)],
];

describe('a body whose very bytes were told before', () => {
  it('comes to the same without being read', async () => {
    const night = aNight();
    expect(await night.tell(disk, queue)).toEqual([1, 2]);
    expect(await night.tell(disk, queue)).toEqual([1, 2]);
    const digest = JSON.stringify([disk, queue]);
    const unread = { ...night.ports, incidents: { ...night.store.incidents, lookUp: neverRead } };
    expect(await recallBody('alertmanager', digest, unread)).toEqual({
      incidents: [1, 2],
      repeats: 2,
      heard: 2,
    });
    expect(await recallBody('grafana', digest, night.ports)).toBeUndefined();
    night.newPages();
  });

  it('may come in other words: the alerts are what was told', async () => {
    const night = aNight();
    for (const value of ['1', '2']) await night.tell({ ...disk, annotations: { value } });
    const unread = { ...night.ports, incidents: { ...night.store.incidents, lookUp: neverRead } };
    const body = { alerts: [{ ...disk, annotations: { value: '3' } }], unreadable: [] };
    const received = { incidents: [1], repeats: 1 };
    expect(await receiveAlerts('alertmanager', body, unread)).toEqual(received);
    await night.texts('ada', 'ack');
    await expect(receiveAlerts('alertmanager', body, unread)).rejects.toThrow('was read');
    night.newPages();
  });

  it('keeps its alerts from turning stale', async () => {
    const night = aNight({ sources: { alertmanager: aSource('alertmanager', 35 * MINUTE) } });
    await night.tell(disk);
    await night.texts('ada', 'ack');
    await night.tell(disk);
    await night.passes(30 * MINUTE);
    await night.tell(disk);
    await night.passes(30 * MINUTE);
    expect(await night.incident()).not.toHaveProperty('staleSince');
    night.newPages();
  });

  it('was told, even if the store could not be asked at that moment', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.tell(disk);
    night.skips(MINUTE);
    const away = {
      ...night.ports,
      incidents: { ...night.store.incidents, versions: redisIsAway },
    };
    const asked = recallBody('alertmanager', JSON.stringify([disk]), away);
    await expect(asked).rejects.toThrow('away');
    const seen = await night.store.sightings.lastSeen('alertmanager', [disk.fingerprint]);
    expect(seen.get(disk.fingerprint)).toBe(night.now());
    night.newPages();
  });

  it('is news to a store that has lost its incidents, though their numbers come again', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.tell(disk);
    night.newPages();
    const [version] = await night.store.incidents.versions([1]);
    night.skips(MINUTE);
    const lost = memoryStore({ clock: { now: night.now } });
    const ports = { ...night.ports, ...lost, claims: lost.claimsOf('one') };
    const tell = (alert: typeof disk) =>
      receiveAlerts('alertmanager', { alerts: [alert], unreadable: [] }, ports);
    const other = firing('QueueLong', 'P1');
    expect(await tell(other)).toEqual({ incidents: [1], repeats: 0 });
    for (const work of lost.owedNow()) if (work.dueAt <= night.now()) await carryOut(work, ports);
    expect((await lost.incidents.versions([1]))[0]).not.toBe(version);
    expect(await tell(disk)).toEqual({ incidents: [2], repeats: 0 });
    night.newPages();
  });

  it('makes no difference to anything, whatever happens and whoever does it', async () => {
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          body: fc.nat(BODIES.length - 1),
          same: fc.boolean(),
          times: fc.constantFrom(1, 3),
        }),
      },
      { weight: 2, arbitrary: fc.record({ elsewhere: fc.nat(BODIES.length - 1) }) },
      fc.record({ act: fc.constantFrom('acknowledged', 'resolved', 'undone'), on: fc.nat(2) }),
      fc.record({ minutes: fc.constantFrom(1, 7, 40, 300) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        const [one, other] = [await live(steps, true), await live(steps, false)];
        expect(one).toEqual(other);
      }),
      { numRuns: 80 },
    );
  });

  it('is forgotten when others were told since', () => {
    const before = openToldBefore(18);
    for (const name of ['a', 'b', 'c']) before.keep('prod', name, toldOf(name));
    expect(before.of('prod', 'a')).toEqual(toldOf('a'));
    before.keep('prod', 'd', { ...toldOf('d'), fingerprints: ['d', 'e'] });
    expect(['a', 'b', 'c', 'd'].filter((name) => before.of('prod', name))).toEqual(['a', 'd']);
  });
});

const toldOf = (name: string) => ({ heard: 1, fingerprints: [name], versions: new Map() });
const redisIsAway = () => Promise.reject(new Error('Redis is away'));
const neverRead = () => {
  throw new Error('the body was read');
};

interface Step {
  readonly body?: number;
  /** In the very bytes in which it was told before. */
  readonly same?: boolean;
  readonly times?: number;
  readonly elsewhere?: number;
  readonly act?: string;
  readonly on?: number;
  readonly minutes?: number;
}

/** What a night comes to, on a pager that remembers bodies or on one that reads each. */
async function live(steps: readonly Step[], remembers: boolean) {
  const night = aNight();
  const forgetful = { toldBefore: openToldBefore(0) };
  const [ports, other] = [night.ports, night.replica('two')].map((its) =>
    remembers ? its : { ...its, ...forgetful },
  );
  const answers: unknown[] = [];
  const read = async (alerts: (typeof BODIES)[number] = [], its = ports) => {
    const { incidents } = await receiveAlerts('alertmanager', { alerts, unreadable: [] }, its);
    await night.settle();
    return incidents;
  };
  for (const { body, same, times = 0, elsewhere, act, on = 0, minutes = 0 } of steps) {
    const alerts = BODIES[body ?? 0] ?? [];
    for (let told = 0; told < times; told += 1) {
      answers.push(remembers && same ? await night.tell(...alerts) : await read(alerts));
    }
    if (elsewhere !== undefined) answers.push(await read(BODIES[elsewhere], other));
    if (act === 'acknowledged' || act === 'resolved' || act === 'undone') {
      answers.push(await night.acts(on + 1, { type: act, by: 'ada', via: 'api' }));
    }
    await night.passes(minutes * MINUTE);
  }
  night.newPages();
  const { incidents } = await night.store.incidents.list({ limit: 100 });
  const timelines = await Promise.all(incidents.map(({ number }) => night.timeline(number)));
  return { answers, incidents, timelines };
}
