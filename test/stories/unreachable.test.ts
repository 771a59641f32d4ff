import { describe, expect, it } from 'vitest';
import { reportPage } from '../../src/flows/report-page.ts';
import { DeliveryError } from '../../src/ports.ts';
import { refuses } from '../support/fake-phones.ts';
import { aNight, firing } from '../support/night.ts';
import {
  aCompany,
  aPerson,
  aPhone,
  aPolicy,
  aSchedule,
  HOUR,
  MINUTE,
  numberOf,
  onCallSecondary,
  person,
  role,
} from '../support/rules.ts';

const disk = firing('DiskFull', 'P1');
const calm = firing('DiskFillsUp', 'P2');

const nobodyLeads = () => {
  const schedules = { 'team-lead': { ...aSchedule('team-lead', ['ada']), layers: [] } };
  return aNight({ schedules: { ...aCompany().schedules, ...schedules } });
};

/** Bob has a P2 whose policy and target are over. */
const acknowledged = async () => {
  const night = aNight();
  await night.tell(calm);
  await night.passes(HOUR + MINUTE);
  await night.texts('bob', 'ack');
  await night.passes(4 * HOUR);
  night.newPages();
  return night;
};

/** Ada's phone is refused for a reason that nobody knows. */
const refusedStrangely = () => {
  const night = aNight();
  const error = new DeliveryError('refused', { unknown: true });
  night.phones.misbehave(({ to }) =>
    to === numberOf('ada') ? { error, accepted: false } : undefined,
  );
  return night;
};

describe('when nobody hears', () => {
  it('counts the next step as an escalation where nobody is on call', async () => {
    const night = nobodyLeads();
    await night.tell(disk);
    expect(night.newPages()).toEqual(['bob: P1 #1 orders: DiskFull']);
    const steps = (await night.timeline()).filter(({ type }) => type === 'step-taken');
    expect(steps).toMatchObject([{ cause: 'opened' }, { cause: 'unreachable' }]);
    expect(await night.figures()).toMatchObject({
      'piket_escalations_total{severity="P1",team="database"}': 1,
    });
    await night.texts('bob', 'ack');
  });

  it('starts a policy again that does not repeat, until somebody has heard', async () => {
    const night = aNight();
    const closed = new DeliveryError('not-permitted', { permanent: true });
    night.phones.misbehave(() => ({ error: closed, accepted: false }));
    await night.tell(calm);
    await night.passes(2 * MINUTE);
    night.phones.recover();
    await night.passes(13 * MINUTE);
    expect(night.newPages()).toEqual(['carol: P2 #1 ROUND 2: orders: DiskFillsUp']);
    await night.texts('carol', 'ack');
  });

  it('tells of the target again when a snooze has run out', async () => {
    const night = aNight();
    await night.tell(calm);
    await night.acts(1, { type: 'snoozed', by: 'carol', via: 'api', minutes: 30 });
    night.newPages();
    await night.passes(4 * HOUR + MINUTE);
    expect(night.newPages()).toEqual([
      'carol: P2 #1 AGAIN: orders: DiskFillsUp',
      expect.stringMatching(/^bob: P2 #1 ESC from Carol/),
      expect.stringMatching(/MIN LEFT/),
      expect.stringMatching(/TARGET MISSED/),
    ]);
    expect(await night.figures()).toMatchObject({
      'piket_response_targets_total{outcome="met",severity="P2"}': 1,
    });
    await night.texts('carol', 'ack');
  });

  it('finds whoever opens a phone again', async () => {
    const night = aNight();
    for (const name of ['ada', 'bob', 'carol']) await night.texts(name, 'STOP');
    await night.tell(calm);
    await night.passes(HOUR);
    await night.texts('carol', 'START');
    await night.passes(15 * MINUTE);
    expect(night.newPages()).toEqual([expect.stringMatching(/^carol: P2 #1 /)]);
    await night.texts('carol', 'ack');
  });
});

describe('escalating by name to somebody who cannot be reached', () => {
  const toDave = { type: 'escalated', to: 'dave', by: 'bob', via: 'api' } as const;

  type Night = Awaited<ReturnType<typeof acknowledged>>;
  const closings: Record<string, (night: Night) => Promise<unknown>> = {
    'has no phone': async ({ reconfigure, rules }) =>
      reconfigure({ people: { ...rules.people, dave: aPerson('dave', []) } }),
    'has a phone that is gone': async ({ phones }) => phones.misbehave(refuses(numberOf('dave'))),
    'said STOP': (night) => night.texts('dave', 'STOP'),
  };

  it.each(Object.keys(closings))('goes on with the policy: who %s', async (what) => {
    const night = await acknowledged();
    await closings[what]?.(night);
    await night.acts(1, toDave);
    expect(night.newPages()).toEqual([expect.stringMatching(/^carol: P2 #1 ESC from/)]);
    await night.texts('carol', 'ack');
  });

  it('leaves a policy alone that goes on by itself', async () => {
    const night = aNight();
    await night.tell(calm);
    night.phones.misbehave(refuses(numberOf('dave')));
    await night.acts(1, toDave);
    expect(night.newPages()).toEqual(['carol: P2 #1 orders: DiskFillsUp']);
    await night.texts('carol', 'ack');
  });
});

it('asks for somebody else: not for who was paged just now', async () => {
  const steps = ['ada', 'bob', 'bob', 'carol'].map((id) => ({
    targets: [person(id)],
    waitMs: 5 * MINUTE,
  }));
  const P1 = aPolicy('ada-bob-bob-carol', steps, 15 * MINUTE);
  const night = aNight({ policies: { ...aCompany().policies, P1 } });
  await night.tell(disk);
  await night.texts('ada', `${night.code('ada')} e`);
  await night.texts('bob', `${night.code('bob')} e`);
  expect(night.newPages().map((page) => page.split(':')[0])).toEqual(['ada', 'bob', 'carol']);
  await night.texts('carol', 'ack');
});

describe('a report that comes late', () => {
  it('closes no phone twice', async () => {
    const night = aNight();
    await night.tell(disk);
    const pageId = night.phones.sent.at(-1)?.pageId ?? '';
    const report = { pageId, status: 'failed', reason: 'opted-out', providerId: 'SM1' } as const;
    await reportPage(report, night.ports);
    await night.texts('ada', 'START');
    await reportPage(report, night.ports);
    expect(await night.store.optOuts.all()).toEqual(new Set());
    await night.texts('bob', 'ack');
    expect(night.newPages()).toHaveLength(2);
  });

  it('of a first message says nothing of the second', async () => {
    const night = aNight();
    let tries = 0;
    night.phones.misbehave(() => {
      tries += 1;
      const error = new DeliveryError('timeout', { uncertain: true });
      return tries === 1 ? { error, accepted: true } : undefined;
    });
    await night.tell(disk);
    await night.passes(15_000);
    expect(night.newPages()).toHaveLength(2);
    const pageId = night.phones.sent.at(-1)?.pageId ?? '';
    const late = { pageId, status: 'failed', reason: 'expired', providerId: 'SM1' } as const;
    await reportPage(late, night.ports);
    await night.settle();
    expect(await night.store.incidents.pages(1)).toMatchObject([{ state: 'sent' }]);
    await night.texts('ada', 'ack');
  });
});

describe('a refusal that nobody knows', () => {
  it('is tried once more, and goes on to the next', async () => {
    const night = refusedStrangely();
    await night.tell(disk);
    await night.passes(5000);
    expect(night.newPages()).toEqual(['bob: P1 #1 ESC from Ada: orders: DiskFull']);
    await night.texts('bob', 'ack');
  });

  it('of one phone is no trouble of its provider', async () => {
    const night = refusedStrangely();
    await night.tell(disk, firing('CpuHot', 'P1'), firing('QueueLong', 'P1'));
    await night.passes(2000);
    expect(night.watch.troubles()).toEqual([]);
    await night.passes(2 * MINUTE);
    expect(night.watch.troubles()).toEqual([]);
    night.newPages();
  });
});

describe('at night', () => {
  const hours = { from: '08:00', to: '22:00' };
  const P3 = {
    ...aPolicy('calm-3', [
      { targets: [onCallSecondary], waitMs: HOUR },
      { targets: [role('technical-lead')], waitMs: 0 },
    ]),
    hours,
  };

  it('a phone that failed wakes no other before the hours of its policy', async () => {
    const carol = aPerson('carol', [aPhone('carol'), aPhone('carol', 'sms2', 5 * MINUTE)]);
    const { policies, people } = aCompany();
    const evening = Date.UTC(2026, 10, 23, 20, 57);
    const night = aNight({ policies: { ...policies, P3 }, people: { ...people, carol } }, evening);
    await night.tell(firing('CertExpires', 'P3'));
    await night.passes(2 * HOUR);
    expect(night.newPages()).toEqual(['carol: P3 #1 orders: CertExpires']);
    await night.reportsLast('failed');
    expect(night.newPages()).toEqual([]);
    await night.acts(1, { type: 'acknowledged', by: 'bob', via: 'api' });
  });

  it('a page that waits for the morning takes no other back', async () => {
    const night = aNight({ policies: { ...aCompany().policies, P3 } });
    night.phones.misbehave(refuses(numberOf('bob')));
    await night.tell(firing('CertExpires', 'P3'));
    const down = new DeliveryError('provider-error');
    night.phones.misbehave(() => ({ error: down, accepted: false }));
    await night.acts(1, { type: 'escalated', to: 'carol', by: 'bob', via: 'api' });
    await night.acts(1, { type: 'escalated', by: 'bob', via: 'api' });
    await night.passes(2 * MINUTE);
    night.phones.recover();
    await night.passes(5000);
    expect(night.newPages()).toEqual([expect.stringMatching(/^carol: P3 #1 ESC from Bob/)]);
    await night.texts('carol', 'ack');
  });
});

it('rings a phone whose last message is from before the clock was put back', async () => {
  const night = aNight();
  await night.tell(disk);
  await night.texts('ada', 'ack');
  night.skips(-HOUR);
  await night.tell(firing('CpuHot', 'P1'));
  expect(night.newPages().map((page) => page.split(':')[0])).toEqual(['ada', 'ada']);
  await night.texts('ada', 'ack');
});
