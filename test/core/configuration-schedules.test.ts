import { describe, expect, it } from 'vitest';
import { onCall } from '../../src/core/schedule.ts';
import { lineOf, load, mistakesOf, warningsOf } from '../support/changed-configuration.ts';

const LEAD = /  team-lead:\n    zone[^]*?people: \[ada, bob\]\n/;
const line = lineOf('schedules.yaml', '  team-lead:');

/** The shipped schedules, with another one for the team lead. */
const withLead = (text: string) => ({ 'schedules.yaml': [LEAD, text] as const });
const lead = (text: string) => load(withLead(text)).rules.schedules['team-lead'];
const at = (text: string, instant: string) =>
  onCall(lead(text) ?? expect.fail('no such schedule'), Date.parse(instant)).join(' ');

const short = (changes: string) => `  team-lead:
    zone: Europe/Amsterdam
    hand-over: Monday 09:00
    since: 2026-01-05
    people: [ada, bob]
${changes}`;

const LAYERS = `  team-lead:
    zone: Europe/Amsterdam
    layers:
      - every: 2w
        hand-over: Monday 09:00
        since: 2026-01-07
        people: [ada, [bob, carol]]
      - every: 12h
        hand-over: 08:00
        since: 2026-01-05
        people: [dave, erin]
        only:
          - { days: Saturday-Monday, hours: 22:00-06:00 }
          - { days: [Wed, Friday], hours: 12:00-24:00 }
          - { days: Thursday }
    overrides:
      - { from: 2026-12-24 09:00, until: 2026-12-26 09:00, people: [heidi, ivan] }
`;

describe('a schedule', () => {
  it('may be one rotation', () => {
    expect(lead(short(''))).toEqual({
      name: 'team-lead',
      zone: 'Europe/Amsterdam',
      layers: [{ turns: [['ada'], ['bob']], turnHours: 168, since: '2026-01-05T09:00' }],
      overrides: [],
    });
  });

  it('may be layers of rotations with hours and overrides', () => {
    expect(lead(LAYERS)).toEqual({
      name: 'team-lead',
      zone: 'Europe/Amsterdam',
      layers: [
        { turns: [['ada'], ['bob', 'carol']], turnHours: 336, since: '2026-01-05T09:00' },
        {
          turns: [['dave'], ['erin']],
          turnHours: 12,
          since: '2026-01-05T08:00',
          only: [
            { weekdays: [6, 7, 1], from: '22:00', until: '06:00' },
            { weekdays: [3, 5], from: '12:00', until: '00:00' },
            { weekdays: [4], from: '00:00', until: '00:00' },
          ],
        },
      ],
      overrides: [
        {
          fromAt: Date.parse('2026-12-24T09:00+01:00'),
          untilAt: Date.parse('2026-12-26T09:00+01:00'),
          people: ['heidi', 'ivan'],
        },
      ],
    });
  });

  it('has on call whom its layers say', () => {
    expect(at(LAYERS, '2026-01-20T12:00+01:00')).toBe('bob carol');
    expect(at(LAYERS, '2026-01-21T13:00+01:00')).toBe('dave');
    expect(at(LAYERS, '2026-01-21T21:00+01:00')).toBe('erin');
    expect(at(LAYERS, '2026-12-24T09:00+01:00')).toBe('heidi ivan');
  });

  it.each([
    ['every: 5h', 'every: expected turns such as 1w'],
    ['every: 24h', 'every: expected turns such as 1w'],
    ['every: 0d', 'every: expected turns such as 1w'],
    ['every: 1d', 'hand-over: turns of weeks want a weekday and a time, turns of days or hours a'],
    ['only: []', 'only: expected at least one'],
    ['only: [{ hours: 09:00-09:00 }]', 'only.0.hours: expected hours such as 09:00-17:00'],
    ['only: [{ days: Caturday }]', 'only.0.days.0: expected weekdays such as Saturday'],
    ['only: [{}]', 'only.0: expected days, hours or both'],
    ['overrides: [{ from: 2026-12-24 09:00, until: 2026-12-24 09:00, people: [ada] }]', 'ends'],
    ['overrides: [{ from: 2026-02-30 09:00, until: 2026-12-24 09:00, people: [ada] }]', 'a date'],
    ['overrides: [{ from: 2026-12-24 09:00, until: 2026-12-25 09:00, people: [] }]', 'at least'],
    [
      'overrides: [{ from: 2026-12-24 09:00, until: 2026-12-25 09:00, people: [eve] }]',
      'team-lead.overrides.0.people.0: no person is called eve',
    ],
    ['layers: [{ every: 1w }]', 'not a known key'],
    ['every-week: 1w', 'every-week: not a known key'],
  ])('refuses %s', (text, message) => {
    const mistakes = mistakesOf(withLead(short(`    ${text}\n`)));
    expect(mistakes.join('\n')).toContain(message.replace('ends', 'has to end after it begins'));
    for (const mistake of mistakes)
      expect(mistake).toMatch(/^config\/schedules\.yaml:\d+: schedules\.team-lead\./);
  });

  it('refuses names in turns and layers that nobody has', () => {
    const changed = LAYERS.replace('[bob, carol]', '[bob, eve]').replace('[dave, erin]', '[mal]');
    expect(mistakesOf(withLead(changed))).toEqual([
      `config/schedules.yaml:${line + 6}: schedules.team-lead.layers.0.people.1.1: no person is called eve (see config/people.yaml)`,
      `config/schedules.yaml:${line + 10}: schedules.team-lead.layers.1.people.0: no person is called mal (see config/people.yaml)`,
    ]);
  });
});

describe('gaps in a schedule that is used', () => {
  const OFFICE = short('    only: [{ days: Monday-Friday, hours: 09:00-17:00 }]\n');

  it('are a warning with their local times', () => {
    expect(warningsOf(withLead(OFFICE))).toEqual([
      `config/schedules.yaml:${line}: schedules.team-lead: nobody is on call ` +
        'from Mon 2026-11-23 04:00 until Mon 2026-11-23 09:00, ' +
        'from Mon 2026-11-23 17:00 until Tue 2026-11-24 09:00, ' +
        'from Tue 2026-11-24 17:00 until Wed 2026-11-25 09:00 (Europe/Amsterdam), ' +
        'and 20 more times within 30 days',
    ]);
  });

  it('are none where a layer or an override fills them', () => {
    const filled = `  team-lead:
    zone: Europe/Amsterdam
    layers:
      - { hand-over: Monday 09:00, since: 2026-01-05, people: [ada] }
      - hand-over: Monday 09:00
        since: 2026-01-05
        people: [bob]
        only: [{ days: Monday-Friday, hours: 09:00-17:00 }]
`;
    expect(warningsOf(withLead(filled))).toEqual([]);
    const overridden = `${OFFICE}    overrides:
      - { from: 2026-11-01 09:00, until: 2027-01-01 09:00, people: [carol] }
`;
    expect(warningsOf(withLead(overridden))).toEqual([]);
  });

  it('are of no interest where nothing uses the schedule, until a policy does', () => {
    const unused = `${short('')}  office:
    zone: Europe/Amsterdam
    hand-over: Monday 09:00
    since: 2026-01-05
    people: [ada]
    only: [{ hours: 09:00-17:00 }]
`;
    expect(warningsOf(withLead(unused))).toEqual([
      expect.stringContaining('schedules.office: nothing uses this schedule'),
    ]);
    const warnings = warningsOf({
      ...withLead(unused),
      'policies.yaml': ['- role: communications-lead', '- schedule: office'],
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('schedules.office: nobody is on call from');
  });
});

it('reads an override on the wall clock of its schedule', () => {
  const summer = short(
    '    overrides: [{ from: 2026-07-01 09:00, until: 2026-07-01 10:00, people: [heidi] }]\n',
  );
  expect(at(summer, '2026-07-01T09:00+02:00')).toBe('heidi');
  expect(at(summer, '2026-07-01T10:00+02:00')).toBe('bob');
});
