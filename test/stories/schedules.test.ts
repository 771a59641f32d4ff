import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../src/core/schedule.ts';
import { aNight, firing } from '../support/night.ts';
import {
  aCompany,
  aPerson,
  aPolicy,
  aSchedule,
  HOUR,
  MINUTE,
  onCallSecondary,
  person,
} from '../support/rules.ts';

const disk = firing('DiskFull', 'P1');
const { policies, schedules } = aCompany();
const toSecondary = (waitMs: number) =>
  aPolicy('to-secondary', [
    { targets: [onCallSecondary], waitMs },
    { targets: [onCallSecondary], waitMs: 0 },
  ]);
const withSecondary = (secondary: Schedule, waitMs: number) => ({
  policies: { ...policies, P1: toSecondary(waitMs) },
  schedules: { ...schedules, secondary },
});

describe('a night in which clocks change', () => {
  const secondary: Schedule = {
    name: 'secondary',
    zone: 'Europe/Amsterdam',
    layers: [{ turns: [['carol'], ['dave']], turnHours: 4, since: '2026-01-05T00:00' }],
    overrides: [],
  };

  it.each([
    ['an hour sooner in spring', '2026-03-29T02:00+01:00', 1 * HOUR],
    ['an hour later in autumn', '2026-10-25T02:00+02:00', 3 * HOUR],
  ])('hands over at the same wall-clock time, %s', async (_, start, untilHandOver) => {
    const P2 = aPolicy('every-minute', [
      { targets: [onCallSecondary], waitMs: untilHandOver - MINUTE },
      { targets: [onCallSecondary], waitMs: MINUTE },
      { targets: [onCallSecondary], waitMs: 0 },
    ]);
    const company = { policies: { ...policies, P2 }, schedules: { ...schedules, secondary } };
    const night = aNight(company, Date.parse(start));
    await night.tell(firing('DiskFull', 'P2'));
    await night.passes(untilHandOver - 1);
    expect(night.newPages()).toEqual([
      'carol: P2 #1 orders: DiskFull',
      'carol: P2 #1 ESC from Carol: orders: DiskFull',
    ]);
    await night.passes(1);
    expect(night.newPages()).toEqual(['dave: P2 #1 ESC from Carol: orders: DiskFull']);
    await night.texts('dave', 'ack');
  });
});

describe('a gap in a schedule', () => {
  it('is passed over at once, and said', async () => {
    const office = aSchedule('team-lead', ['ada']);
    const only = [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', until: '17:00' }];
    const night = aNight({
      schedules: {
        ...schedules,
        'team-lead': { ...office, layers: office.layers.map((layer) => ({ ...layer, only })) },
      },
    });
    await night.tell(disk);
    expect(night.newPages()).toEqual(['bob: P1 #1 orders: DiskFull']);
    expect(await night.timeline()).toContainEqual(
      expect.objectContaining({
        type: 'step-taken',
        pages: [],
        unpaged: [{ target: 'role team-lead', reason: 'nobody-on-call' }],
      }),
    );
    await night.texts('bob', 'ack');
    await night.passes(7 * HOUR);
    await night.tell(disk, firing('CpuHot', 'P1'));
    expect(night.newPages()).toContain('ada: P1 #2 orders: CpuHot');
    await night.texts('ada', 'ack');
  });
});

describe('an override', () => {
  it('that begins in the middle of an incident has the next step page the substitute', async () => {
    const start = Date.UTC(2026, 10, 23, 2, 0);
    const carol = aSchedule('secondary', ['carol']);
    const overrides = [{ fromAt: start + 3 * MINUTE, untilAt: start + HOUR, people: ['dave'] }];
    const night = aNight(withSecondary({ ...carol, overrides }, 5 * MINUTE), start);
    await night.tell(disk);
    expect(night.newPages()).toEqual(['carol: P1 #1 orders: DiskFull']);
    await night.passes(5 * MINUTE);
    expect(night.newPages()).toEqual(['dave: P1 #1 ESC from Carol: orders: DiskFull']);
    await night.texts('dave', 'ack');
    await night.passes(HOUR);
    await night.tell(firing('CpuHot', 'P1'));
    expect(night.newPages()).toEqual(['carol: P1 #2 orders: CpuHot']);
    await night.texts('carol', 'ack');
  });
});

describe('a step in waking hours', () => {
  const hours = { from: '08:00', to: '22:00' };
  const P3 = { ...policies.P3, hours };

  it('waits from the morning on, not from the night', async () => {
    const night = aNight({ policies: { ...policies, P3 } });
    const typo = firing('Typo', 'P3');
    await night.tell(typo);
    await night.passes(4 * HOUR);
    await night.tell(typo);
    await night.passes(HOUR);
    expect(night.newPages()).toEqual(['carol: P3 #1 orders: Typo']);
    await night.passes(HOUR - 1);
    expect(night.newPages()).toEqual([]);
    await night.passes(1);
    expect(night.newPages()).toEqual(['bob: P3 #1 ESC from Carol: orders: Typo']);
    await night.texts('bob', 'ack');
  });

  it('waits from its first page where people wake at different hours', async () => {
    const { people } = aCompany();
    const early = { ...aPerson('dave'), zone: 'Asia/Kolkata' };
    const steps = [
      { targets: [person('carol'), person('dave')], waitMs: HOUR },
      { targets: [person('erin')], waitMs: 0 },
    ];
    const night = aNight({
      people: { ...people, dave: early },
      policies: { ...policies, P3: { ...P3, steps } },
    });
    // 03:00 for carol and 07:30 for dave.
    await night.tell(firing('Typo', 'P3'));
    await night.passes(30 * MINUTE);
    expect(night.newPages()).toEqual(['dave: P3 #1 orders: Typo']);
    await night.passes(HOUR);
    expect((await night.timeline()).filter(({ type }) => type === 'step-taken')).toHaveLength(2);
    await night.texts('dave', 'ack');
  });
});

describe('a route', () => {
  const mine = aPolicy('database-only', [{ targets: [person('erin')], waitMs: 0 }]);
  const routes = [
    { teams: ['database' as const], policies: { P0: mine, P1: mine, P2: mine, P3: mine } },
  ];

  it('gives its incidents another policy', async () => {
    const night = aNight({ routes });
    await night.tell(disk);
    expect(night.newPages()).toEqual(['erin: P1 #1 orders: DiskFull']);
    await night.tell(firing('Breach', 'P1', { category: 'security' }));
    expect(night.newPages()).toEqual(['ada: P1 #2 orders: Breach']);
    for (const number of [1, 2])
      await night.acts(number, { type: 'acknowledged', by: 'ada', via: 'api' });
  });

  it('by team brings its policy when an incident is reassigned', async () => {
    const night = aNight({ routes });
    await night.tell(disk);
    expect(night.newPages()).toEqual(['erin: P1 #1 orders: DiskFull']);
    await night.acts(1, { type: 'reassigned', by: 'erin', team: 'security', via: 'api' });
    expect(night.newPages()).toEqual(['ada: P1 #1 ESC from Erin: orders: DiskFull']);
    await night.texts('ada', 'ack');
  });

  it('that comes with a reload changes no running incident, even when it is reassigned', async () => {
    const night = aNight();
    await night.tell(disk);
    expect(night.newPages()).toEqual(['ada: P1 #1 orders: DiskFull']);
    const other = aPolicy('other', [{ targets: [person('erin')], waitMs: 0 }]);
    const { P1 } = policies;
    night.reconfigure({ policies: { ...policies, P1: other }, kept: { [P1.id]: P1 } });
    await night.passes(2 * MINUTE);
    await night.acts(1, { type: 'reassigned', by: 'ada', team: 'security', via: 'api' });
    expect(night.newPages()).toEqual(['ada: P1 #1 ESC from Ada: orders: DiskFull']);
    await night.texts('ada', 'ack');
  });
});
