import { describe, expect, it } from 'vitest';
import { policyFor, type Routed } from '../../src/core/route.ts';
import { lineOf, load, mistakesOf, warningsOf } from '../support/changed-configuration.ts';

const HOUR = 3_600_000;

const routed = (routes: string) => ({
  'policies.yaml': [/^policies:/m, `routes:\n${routes}\npolicies:`] as const,
});
const about = (changes: Partial<Routed>): Routed => ({
  severity: 'P2',
  category: 'database',
  team: 'database',
  source: 'grafana',
  ...changes,
});
const stepLine = (text: string, plus = 0) =>
  `config/policies.yaml:${lineOf('policies.yaml', text) + plus}: `;

describe('routes', () => {
  const ROUTES = `  - { severity: P0, policy: critical }
  - { category: security, severity: [P1, P2], policy: high }
  - { team: [development], source: grafana, policy: medium }`;

  it('choose the policy, the first that fits, and else the severity does', () => {
    const { rules } = load({
      ...routed(ROUTES),
      'severities.yaml': ['respond-within: 1h', 'respond-within: 3h'],
    });
    const name = (changes: Partial<Routed>) => policyFor(about(changes), rules).name;
    expect(name({})).toBe('medium');
    expect(name({ severity: 'P0', category: 'security' })).toBe('critical');
    expect(name({ category: 'security', team: 'development' })).toBe('high');
    expect(name({ severity: 'P3', category: 'security' })).toBe('low');
    expect(name({ severity: 'P3', team: 'development' })).toBe('medium');
    expect(name({ severity: 'P3', team: 'development', source: 'alertmanager' })).toBe('low');
  });

  it('give a policy the form of each severity', () => {
    const { rules } = load(routed('  - { team: database, severity: [P1, P3], policy: high }'));
    expect(policyFor(about({ severity: 'P1' }), rules).id).toBe(rules.policies.P1.id);
    const noRepeat = load({
      'policies.yaml': [
        /^policies:/m,
        `routes: [{ team: database, severity: [P1, P3], policy: mine }]
policies:
  mine: { steps: [{ page: [on-call: secondary] }] }`,
      ],
    }).rules;
    const repeats = (['P1', 'P3'] as const).map(
      (severity) => policyFor(about({ severity }), noRepeat).repeatMs,
    );
    expect(repeats).toEqual([HOUR / 4, undefined]);
  });

  it('repeat for a P0 and a P1 every 15 minutes at least, whatever is written', () => {
    const [slow, quick] = ['12h', '5m'].map((repeat) =>
      load({ 'policies.yaml': [/repeat: 15m/g, `repeat: ${repeat}`] }),
    );
    expect(slow?.rules.policies.P1.repeatMs).toBe(HOUR / 4);
    expect(quick?.rules.policies.P0.repeatMs).toBe(HOUR / 12);
  });

  it.each([
    ['{ policy: low }', 'routes.0: expected at least one of severity, category, team or source'],
    ['{ team: database, policy: slow }', 'routes.0.policy: no policy is called slow'],
    ['{ source: zabbix, policy: low }', 'routes.0.source: no source is called zabbix (see config/'],
    ['{ severity: P4, policy: low }', 'routes.0.severity.0: expected one of P0, P1, P2, P3'],
    ['{ severity: [], policy: low }', 'routes.0.severity: expected at least one'],
  ])('refuse %s', (route, message) => {
    const [mistake, ...others] = mistakesOf(routed(`  - ${route}`));
    expect(others).toEqual([]);
    expect(mistake).toContain(`${stepLine('policies:', 1)}${message}`);
  });

  it('that come too late for an incident they take are a mistake', () => {
    const route = '  - { source: grafana, policy: high }';
    const line = lineOf('policies.yaml', route, routed(route));
    expect(mistakesOf(routed(route))).toEqual([
      expect.stringContaining(
        `steps.2: the last step comes 30 min after the first, too late for P0 (by routes.0, line ${line}), which`,
      ),
    ]);
    const shielded =
      '  - { severity: P0, policy: critical }\n  - { source: grafana, policy: high }';
    expect(mistakesOf(routed(shielded))).toEqual([]);
  });

  it('that no incident takes are a warning', () => {
    const routes =
      '  - { severity: P2, policy: high }\n  - { severity: P2, team: database, policy: medium }';
    expect(warningsOf(routed(routes))).toEqual([
      `${stepLine('policies:', 2)}routes.1: no incident takes it: earlier ones take them all`,
    ]);
  });
});

const within = (time: string) => ({
  'severities.yaml': ['respond-within: 24h', `respond-within: ${time}`] as const,
});

describe('a response target', () => {
  it('of seconds is told as such', () => {
    const hasty = { 'severities.yaml': ['respond-within: 15m', 'respond-within: 1s'] } as const;
    expect(mistakesOf(hasty)[0]).toMatch(
      /comes 5 min after the first, too late for P0, which wants an answer within 1 s$/,
    );
  });
});

describe('a policy with hours', () => {
  it('that makes a P0 wait is a mistake', () => {
    expect(mistakesOf({ 'severities.yaml': ['policy: critical', 'policy: low'] })).toEqual([
      expect.stringContaining(
        'steps.1: the last step comes 8 h after the first, too late for P0, which wants',
      ),
    ]);
    const short = {
      'policies.yaml': ['  critical:\n', '  critical:\n    hours: 08:00-22:00\n'],
    } as const;
    expect(mistakesOf(short)).toEqual([
      `${stepLine('- page:\n          - role: communications-lead', 1)}policies.critical.steps.1: ` +
        'the last step of a P0 that opens Thu 2027-03-25 00:00 comes Thu 2027-03-25 08:05 ' +
        '(Europe/Amsterdam), after 8 h 5 min: too late for an answer within 15 min',
    ]);
  });

  it('may be too slow in the night alone that has an hour more', () => {
    expect(mistakesOf(within('19h1m'))).toEqual([]);
    expect(mistakesOf(within('19h'))).toEqual([
      stepLine('- page:\n          - on-call: secondary\n        wait: 8h', 3) +
        'policies.low.steps.1: the last step of a P3 that opens Sat 2027-10-30 14:00 comes ' +
        'Sun 2027-10-31 08:00 (Europe/Amsterdam), after 19 h: too late for an answer within 19 h',
    ]);
  });

  it('waits for the latest zone of those who may be on call alone', () => {
    const lead = { 'policies.yaml': [/- everyone: secondary\n$/, '- role: team-lead\n'] } as const;
    expect(mistakesOf(lead)).toEqual([]);
    const sydney = ['{ name: Bob,', '{ name: Bob, zone: Australia/Sydney,'] as const;
    expect(mistakesOf({ ...lead, 'people.yaml': sydney })[0]).toMatch(
      /steps\.1: the last step of a P3 .* after 24 h: too late for an answer within 24 h$/,
    );
  });
});

describe('steps that page nobody', () => {
  it('are a warning where no incident of their category has the policy', () => {
    const warnings = warningsOf({
      'policies.yaml': [
        /^policies:/m,
        `routes: [{ category: database, severity: P2, policy: mine }]
policies:
  mine:
    steps:
      - { page: [on-call: secondary], wait: 1h }
      - { page: [{ role: security-lead, only-for: security }] }`,
      ],
    });
    expect(warnings).toEqual([
      `${stepLine('policies:', 5)}policies.mine.steps.1: pages nobody: no incident of its categories has this policy`,
    ]);
  });

  it('are a warning where their teams and schedules have no people', () => {
    expect(warningsOf({ 'teams.yaml': ['members: [heidi, ivan]', 'members: []'] })).toEqual([
      expect.stringContaining('teams.security.members: nobody, so'),
      expect.stringContaining('policies.medium.steps.1: pages nobody when the team is security: '),
      expect.stringContaining('policies.low.steps.1: pages nobody when the team is security: its'),
    ]);
    expect(warningsOf({ 'schedules.yaml': ['people: [bob, carol]', 'people: []'] })).toEqual([
      expect.stringContaining('schedules.technical-lead.people: nobody is ever on call'),
      expect.stringContaining('policies.high.steps.0: pages nobody: its teams and schedules'),
      expect.stringContaining('policies.medium.steps.2: pages nobody: its teams and schedules'),
    ]);
  });
});

it('lets a step page whoever is on call in a schedule', () => {
  const { rules } = load({
    'policies.yaml': ['- role: communications-lead', '- schedule: database'],
  });
  expect(rules.policies.P0.steps[1]?.targets[0]).toEqual({
    type: 'schedule',
    schedule: 'database',
  });
  expect(
    mistakesOf({ 'policies.yaml': ['- role: communications-lead', '- schedule: night'] })[0],
  ).toContain('steps.1.page.0.schedule: no schedule is called night (see config/schedules.yaml)');
});
