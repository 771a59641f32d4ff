import { expect, it } from 'vitest';
import type { CodeSubject, ShownCode } from '../../src/core/codes.ts';
import { onEveryStore } from './stores.ts';

const toAda = (shown: ShownCode, replaces?: CodeSubject) => ({
  person: 'ada',
  shown,
  ...(replaces !== undefined && { replaces }),
});

onEveryStore('what is kept for people', (world) => {
  it('gives a code once and replaces it knowingly', async () => {
    const { codes } = world().store;
    const first = { code: '475', subject: 42, shownAt: 1 };
    expect(await codes.of('ada')).toEqual([]);
    expect(await codes.give(toAda(first))).toBe(true);
    expect(await codes.give(toAda({ ...first, subject: 43 }))).toBe(false);
    expect(await codes.give(toAda({ ...first, subject: 43 }, 41))).toBe(false);
    expect(await codes.of('ada')).toEqual([first]);

    const shownAgain = { ...first, shownAt: 2 };
    expect(await codes.give(toAda(shownAgain, 42))).toBe(true);
    expect(await codes.of('ada')).toEqual([shownAgain]);
    const next = { code: '475', subject: 43, shownAt: 3 };
    expect(await codes.give(toAda(next, 42))).toBe(true);
    expect(await codes.of('ada')).toEqual([next]);
  });

  it('keeps the codes of each person apart', async () => {
    const { codes } = world().store;
    await codes.give(toAda({ code: '475', subject: 42, shownAt: 1 }));
    expect(
      await codes.give({ person: 'bob', shown: { code: '475', subject: 43, shownAt: 1 } }),
    ).toBe(true);
    expect(await codes.give(toAda({ code: '128', subject: 43, shownAt: 1 }))).toBe(true);
    expect((await codes.of('ada')).map(({ code }) => code).toSorted()).toEqual(['128', '475']);
  });

  it('gives a code to one of two that want it at once', async () => {
    const { codes } = world().store;
    const give = (subject: number) => codes.give(toAda({ code: '475', subject, shownAt: 1 }));
    const given = await Promise.all([give(42), give(43)]);
    expect(given.filter(Boolean)).toHaveLength(1);
  });

  it('lets a code stand for a bundle', async () => {
    const { codes } = world().store;
    const bundle = { code: '912', subject: '42.1.1.0.ada.sms', shownAt: 1 };
    expect(await codes.give(toAda(bundle))).toBe(true);
    expect(await codes.give(toAda({ ...bundle, subject: 43 }, 42))).toBe(false);
    expect(await codes.of('ada')).toEqual([bundle]);
    expect(await codes.give(toAda({ ...bundle, subject: 43 }, bundle.subject))).toBe(true);
  });

  it('changes a record only from what was read', async () => {
    const { bundles, paces } = world().store;
    const one = { pages: [[42, '1.1.0.ada.sms']] } as const;
    const two = { pages: [...one.pages, [43, '1.1.0.ada.sms']] } as const;
    expect(await bundles.of('x')).toBeUndefined();
    expect(await bundles.change('x', undefined, one)).toBe(true);
    expect(await bundles.change('x', undefined, two)).toBe(false);
    expect(await bundles.change('x', await bundles.of('x'), two)).toBe(true);
    expect(await bundles.change('x', one, two)).toBe(false);
    expect(await bundles.of('x')).toEqual(two);
    expect(await paces.of('x')).toBeUndefined();
    expect(await bundles.change('x', two, undefined)).toBe(true);
    expect(await bundles.of('x')).toBeUndefined();
    const tries = await Promise.all([1, 2].map(() => bundles.change('x', undefined, one)));
    expect(tries.filter(Boolean)).toHaveLength(1);
  });

  it('books a message whole or not at all', async () => {
    const { bookings, bundles, codes, paces } = world().store;
    const lead = '42.1.1.0.ada.sms';
    const shown = { code: '475', subject: lead, shownAt: 1 };
    const rung = {
      sentAt: 1,
      windowMs: 60_000,
      leads: [{ id: lead, severity: 'P1', open: 2 }],
    } as const;
    const told = { pages: [[42, '1.1.0.ada.sms']] } as const;
    const booking = {
      pace: { of: 'ada.sms', before: undefined, after: rung },
      code: toAda(shown),
      bundle: { lead, told },
    };
    expect(await bookings.book(booking)).toBe(true);
    expect(await codes.of('ada')).toEqual([shown]);
    expect([await paces.of('ada.sms'), await bundles.of(lead)]).toEqual([rung, told]);

    const [pace, other] = [
      { ...booking.pace, before: rung, after: { ...rung, sentAt: 2 } },
      '43.x',
    ];
    const next = { pace, code: toAda({ ...shown, code: '128', subject: other }) };
    const stale = [
      { ...booking, code: next.code, bundle: { lead: other, told } },
      { ...next, code: toAda({ ...shown, subject: other }), bundle: { lead: other, told } },
      { ...next, bundle: booking.bundle },
    ];
    for (const one of stale) expect(await bookings.book(one)).toBe(false);
    expect(await codes.of('ada')).toEqual([shown]);
    expect([await paces.of('ada.sms'), await bundles.of(other)]).toEqual([rung, undefined]);
    expect(await bookings.book(next)).toBe(true);
    expect(await codes.of('ada')).toHaveLength(2);
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
