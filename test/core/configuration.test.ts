import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/configuration.ts';
import { everyoneIn, onCall } from '../../src/core/schedule.ts';
import { type Changes, lineOf, load, mistakesOf, NOW } from '../support/changed-configuration.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the shipped configuration', () => {
  it('has no mistakes, and warns only of how few phones there are', () => {
    expect(load().warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^people: one contact method only, .*: ada, bob, .* and 2 more$/),
    ]);
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
      resolvedNotices: true,
    });
  });

  it('has somebody on call for every role, and a member for every team', () => {
    const { roles, teams, schedules } = load().rules;
    for (const name of Object.values(roles)) expect(onCall(schedules[name], NOW)).toHaveLength(1);
    for (const { schedule, members } of Object.values(teams))
      for (const person of everyoneIn(schedules[schedule])) expect(members).toContain(person);
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

describe('mistakes in the configuration', () => {
  it('are told at once, file by file and from top to bottom, however many there are', () => {
    const changes: Changes = {
      'people.yaml': [/name: Carol, phone: "\+1 212 555 0102"/, 'nam: Carol, phone: "0102"'],
      'teams.yaml': ['members: [carol,', 'members: [carl,'],
      'schedules.yaml': ['people: [ada, bob]', 'people: [ada, mallory]'],
      'severities.yaml': ['respond-within: 1h', 'respond-within: an hour'],
      'policies.yaml': null,
    };
    const carol = lineOf('people.yaml', 'carol:');
    expect(mistakesOf(changes)).toEqual([
      `config/people.yaml:${carol}: people.carol.phone: expected a number in international form, in quotes, such as "+1 212 555 0100": write the country code for the leading 0`,
      `config/people.yaml:${carol}: people.carol.nam: not a known key; did you mean name?`,
      `config/teams.yaml:${lineOf('teams.yaml', 'members: [carol')}: teams.database.members.0: no person is called carl (see config/people.yaml); did you mean carol?`,
      `config/schedules.yaml:${lineOf('schedules.yaml', 'people: [ada, bob]')}: schedules.team-lead.people.1: no person is called mallory (see config/people.yaml)`,
      `config/severities.yaml:${lineOf('severities.yaml', 'respond-within: 1h')}: severities.P1.respond-within: expected a duration such as 45s, 5m, 1h30m or 1d`,
      'config/policies.yaml: there is no such file',
    ]);
  });

  it('in one entry hide no unknown name in another', () => {
    const mistakes = mistakesOf({
      'teams.yaml': [/schedule: team-lead([^]*)members: \[carol,/, 'schedul: x$1members: [carl,'],
    });
    expect(mistakes.join('\n')).toContain('no person is called carl');
  });

  it('are one where the directory itself is not there', () => {
    expect(() => loadConfiguration('/nowhere', NOW)).toThrow(
      '/nowhere: there is no such directory',
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
});

describe('the YAML', () => {
  it('may use anchors, aliases and merge keys', () => {
    const { people } = load({
      'people.yaml': [
        /ada: .*\n/,
        'ada: &ada { <<: &dutch { language: nl }, name: Ada, phone: "+1 212 555 0100" }\n' +
          '  kim: { <<: *dutch, name: Kim, phone: "+1 212 555 0120" }\n',
      ],
    }).rules;
    expect([people['ada']?.language, people['kim']?.language]).toEqual(['nl', 'nl']);
  });

  it('has the line of what an alias stands for', () => {
    const changes: Changes = {
      'severities.yaml': [
        /( {2}P2:[^]*?)policy: medium([^]*)respond-within: 24h\n {4}policy: low/,
        '$1policy: &slow medum$2respond-within: 24h\n    policy: *slow',
      ],
    };
    const line = lineOf('severities.yaml', 'policy: medium');
    expect(mistakesOf(changes)[0]).toContain(`config/severities.yaml:${line}: `);
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
