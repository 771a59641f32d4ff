import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, tell } from '../../src/configuration/mistake.ts';
import { loadConfiguration } from '../../src/configuration.ts';
import { onCall } from '../../src/core/schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The shipped files, changed: a text in place of another, or null for a file that is not there. */
type Changes = Record<string, readonly [from: string | RegExp, to: string] | string | null>;

const reading = (changes: Changes) => (path: string) => {
  const change = changes[path.replace('config/', '')];
  if (change === null) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  if (typeof change === 'string') return change;
  const text = readFileSync(path, 'utf8');
  if (change === undefined) return text;
  expect(text).toMatch(change[0]);
  return text.replace(...change);
};

const load = (changes: Changes = {}) => loadConfiguration('config', reading(changes));

const mistakesOf = (changes: Changes): readonly string[] => {
  try {
    load(changes);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes.map(tell);
    throw error;
  }
};

/** The line, from 1, on which a shipped file first says something. */
const lineOf = (file: string, text: string): number => {
  const before = readFileSync(`config/${file}`, 'utf8').split(text, 1)[0];
  return before.split('\n').length;
};

describe('the shipped configuration', () => {
  it('has no mistakes and no warnings', () => {
    expect(load().warnings).toEqual([]);
  });

  it('wants answers as soon as the response procedure does', () => {
    expect(load().rules.targetMs).toEqual({
      P0: 15 * MINUTE,
      P1: HOUR,
      P2: 4 * HOUR,
      P3: 24 * HOUR,
    });
  });

  it('pages for each severity whom the procedure names', () => {
    const { P0, P1, P2, P3 } = load().rules.policies;
    expect(P0).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      name: 'critical',
      steps: [
        {
          targets: [
            { type: 'role', role: 'team-lead' },
            { type: 'role', role: 'technical-lead' },
            { type: 'role', role: 'security-lead', onlyFor: 'security' },
            { type: 'on-call', team: 'secondary' },
          ],
          waitMs: 5 * MINUTE,
        },
        {
          targets: [
            { type: 'role', role: 'communications-lead' },
            { type: 'everyone', team: 'secondary' },
          ],
          waitMs: 0,
        },
      ],
      repeatMs: 15 * MINUTE,
    });
    const waits = [P1, P2, P3].map(({ steps }) => steps.map(({ waitMs }) => waitMs));
    expect(waits).toEqual([
      [15 * MINUTE, 15 * MINUTE, 0],
      [HOUR, HOUR, 0],
      [8 * HOUR, 0],
    ]);
    expect([P1, P2, P3].map(({ repeatMs }) => repeatMs)).toEqual([
      15 * MINUTE,
      undefined,
      undefined,
    ]);
  });

  it('gives everyone a fictional number of their own', () => {
    const numbers = Object.values(load().rules.people).flatMap(({ methods }) =>
      methods.map(({ to }) => to),
    );
    for (const number of numbers) expect(number).toMatch(/^\+121255501\d\d$/);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(load().rules.people['ada']).toEqual({
      id: 'ada',
      name: 'Ada',
      language: 'en',
      zone: 'Europe/Amsterdam',
      methods: [{ id: 'sms', channel: 'sms', to: '+12125550100', delayMs: 0 }],
    });
  });

  it('has somebody on call for every role, and a member for every team', () => {
    const { roles, teams, schedules } = load().rules;
    const at = Date.parse('2026-11-23T03:00Z');
    for (const name of Object.values(roles)) expect(onCall(schedules[name], at)).toHaveLength(1);
    for (const { schedule, members } of Object.values(teams))
      for (const person of schedules[schedule].people) expect(members).toContain(person);
  });

  it('lets Alertmanager and Grafana send with the common token', () => {
    const { sources, rules } = load();
    const groupBy = ['alertname', 'cluster', 'namespace', 'service', 'job'];
    const leaseMs = 260 * MINUTE;
    expect(rules.sources).toEqual({
      alertmanager: { name: 'alertmanager', kind: 'alertmanager', groupBy, leaseMs },
      grafana: { name: 'grafana', kind: 'grafana', groupBy, leaseMs },
    });
    expect(sources.map(({ token }) => token)).toEqual([{ type: 'shared' }, { type: 'shared' }]);
    expect(load({ 'sources.yaml': null }).sources).toEqual(sources);
  });

  it('knows nobody by a name that all objects know', () => {
    expect(load().rules.people['constructor']).toBeUndefined();
  });
});

const critical = (changes: Changes = {}) => load(changes).rules.policies.P0.id;

describe('a policy id', () => {
  it('stays while the content does', () => {
    expect(critical({ 'policies.yaml': [/^#.*$/gm, '#'] })).toBe(critical());
  });

  it('changes with the content', () => {
    expect(critical({ 'policies.yaml': ['wait: 5m', 'wait: 6m'] })).not.toBe(critical());
  });
});

const insteadOfRole = (target: string) =>
  mistakesOf({ 'policies.yaml': ['- role: communications-lead', target] })[0];

describe('mistakes in the configuration', () => {
  it('are reported at once, each with its file and line', () => {
    const rota = lineOf('schedules.yaml', 'people: [ada, bob]');
    expect(
      mistakesOf({
        'people.yaml': ['name: Carol, phone: "+1 212 555 0102"', 'nam: Carol, phone: "0102"'],
        'schedules.yaml': ['people: [ada, bob]', 'people: [ada, mallory]'],
        'severities.yaml': ['respond-within: 1h', 'respond-within: an hour'],
        'policies.yaml': ['role: team-lead\n          - role', 'role: boss\n          - role'],
      }),
    ).toEqual([
      `config/people.yaml:${lineOf('people.yaml', 'carol')}: people.carol.name: missing`,
      `config/people.yaml:${lineOf('people.yaml', 'carol')}: people.carol.phone: expected a number in international form, in quotes, such as "+1 212 555 0100"`,
      `config/people.yaml:${lineOf('people.yaml', 'carol')}: people.carol.nam: not a known key`,
      `config/severities.yaml:${lineOf('severities.yaml', 'respond-within: 1h')}: severities.P1.respond-within: expected a duration such as 45s, 5m, 1h30m or 1d`,
      `config/policies.yaml:${lineOf('policies.yaml', '- role: team-lead\n          - role')}: policies.critical.steps.0.page.0.role: expected one of team-lead, technical-lead, security-lead, communications-lead`,
      `config/schedules.yaml:${rota}: schedules.team-lead.people.1: no person is called mallory (see config/people.yaml)`,
    ]);
  });

  it('in the YAML itself have a line and quote nothing', () => {
    const line = lineOf('people.yaml', '  bob:');
    const mistakes = mistakesOf({ 'people.yaml': ['{ name: Bob,', '{ name: [Bob,'] });
    expect(mistakes[0]).toContain(`config/people.yaml:${line}: not valid YAML: `);
    expect(mistakes.join('\n')).not.toContain('0101');
  });

  it('never tell a phone number', () => {
    const [mistake] = mistakesOf({ 'people.yaml': ['"+1 212 555 0101"', '12125550101'] });
    expect(mistake).toContain('people.bob.phone: expected a number in international form');
    expect(mistake).not.toContain('12125550101');
  });

  it.each<[string, string, string, string]>([
    ['teams.yaml', 'schedule: team-lead', 'schedule: lead', 'no schedule is called lead'],
    ['teams.yaml', 'members: [carol,', 'members: [carl,', 'no person is called carl'],
    ['teams.yaml', 'members: [carol,', 'members: [toString,', 'expected a name of a-z'],
    ['severities.yaml', 'policy: low', 'policy: lower', 'no policy is called lower'],
    ['severities.yaml', 'policy: low', 'policy: constructor', 'no policy is called constructor'],
    ['policies.yaml', '- role: communications-lead', '- person: eve', 'no person is called eve'],
    [
      'policies.yaml',
      '- everyone: secondary\n    repeat',
      '- everyone: all\n    repeat',
      'expected one of',
    ],
    ['policies.yaml', 'repeat: 15m', 'repeat: 30s', 'repeat: expected at least 1m'],
    ['policies.yaml', '08:00-22:00', '8-22', 'hours: expected hours such as 08:00-22:00'],
    ['policies.yaml', '08:00-22:00', '22:00-08:00', 'hours: has to begin before it ends'],
    [
      'policies.yaml',
      '- page:\n          - on-call: secondary\n        wait: 8h',
      '- page: [on-call: secondary]',
      'needs a wait',
    ],
    ['schedules.yaml', 'Monday 09:00', 'Monday 9:00', 'expected a weekday and a time'],
    ['schedules.yaml', 'Monday 09:00', 'Someday 09:00', 'expected a weekday and a time'],
    ['schedules.yaml', '2026-01-05', '2026-02-30', 'expected a date such as'],
    ['schedules.yaml', 'Europe/Amsterdam', 'Europe/Atlantis', 'expected a time zone such as'],
    ['schedules.yaml', 'Europe/Amsterdam', '+01:00', 'expected a time zone such as'],
    ['people.yaml', 'language: en', 'language: fr', 'expected one of en, nl'],
    ['people.yaml', 'name: Ada', 'name: 42', 'people.ada.name: expected a text: put it in quotes'],
    ['people.yaml', '  bob: ', '  ada: ', 'not valid YAML: Map keys must be unique'],
    ['sources.yaml', 'kind: grafana\n', 'kind: zabbix\n', 'expected one of alertmanager, grafana'],
  ])('are found in %s: %s written as %s', (file, from, to, message) => {
    const mistakes = mistakesOf({ [file]: [from, to] });
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(message);
    expect(mistakes[0]).toMatch(new RegExp(`^config/${file}:${lineOf(file, from)}: `));
  });

  it('name a file that is missing, empty or of another shape', () => {
    expect(mistakesOf({ 'people.yaml': null })).toEqual([
      'config/people.yaml: cannot be read (ENOENT)',
    ]);
    expect(mistakesOf({ 'people.yaml': '' })).toEqual([
      'config/people.yaml:1: empty, expected keys with values',
    ]);
    expect(mistakesOf({ 'people.yaml': '- ada\n- bob\n' })).toEqual([
      'config/people.yaml:1: expected keys with values',
    ]);
    expect(mistakesOf({ 'classification.yaml': 'severity: 3' })[0]).toMatch(
      /^config\/classification\.yaml:1: severity: /,
    );
  });

  it('include a policy that comes to its last step too late', () => {
    const line = lineOf(
      'policies.yaml',
      '- page:\n          - everyone: secondary\n          - role',
    );
    expect(
      mistakesOf({ 'severities.yaml': ['respond-within: 1h', 'respond-within: 30m'] }),
    ).toEqual([
      `config/policies.yaml:${line}: policies.high.steps.2: the last step comes 30 min after the first, too late for P1, which wants an answer within 30 min`,
    ]);
  });

  it('include a target that names nobody, or two at once', () => {
    const message = 'expected one of person, role, on-call or everyone';
    expect(insteadOfRole('- only-for: security')).toContain(message);
    expect(insteadOfRole('- { role: team-lead, on-call: database }')).toContain(message);
  });
});

describe('sources', () => {
  it('may have a lease, labels and secrets of their own', () => {
    const { sources } = load({
      'sources.yaml': `
sources:
  own: { kind: alertmanager, lease: 35m, group-by: [team], token-env: OWN_TOKEN }
  signed:
    kind: grafana
    token-file: tokens/signed
    hmac: { secret-env: SIGNED_KEY, header: X-Signature, timestamp-header: X-Time }
`,
    });
    expect(sources[0]).toEqual({
      name: 'own',
      kind: 'alertmanager',
      groupBy: ['team'],
      leaseMs: 35 * MINUTE,
      token: { type: 'env', name: 'OWN_TOKEN' },
    });
    expect(sources[1]).toMatchObject({
      token: { type: 'file', path: resolve('config/tokens/signed') },
      hmac: {
        secret: { type: 'env', name: 'SIGNED_KEY' },
        header: 'X-Signature',
        timestampHeader: 'X-Time',
      },
    });
  });
});

describe('a policy', () => {
  it('repeats every 15 min for P0 and P1, whatever is written', () => {
    const { policies } = load({ 'policies.yaml': ['    repeat: 15m\n', ''] }).rules;
    expect([policies.P0.repeatMs, policies.P2.repeatMs]).toEqual([15 * MINUTE, undefined]);
  });
});

describe('warnings', () => {
  it('tell of turns that nobody takes', () => {
    expect(load({ 'schedules.yaml': ['people: [heidi]', 'people: []'] }).warnings).toEqual([
      `config/schedules.yaml:${lineOf('schedules.yaml', 'people: [heidi]')}: schedules.security-lead.people: nobody is ever on call`,
    ]);
  });
});
