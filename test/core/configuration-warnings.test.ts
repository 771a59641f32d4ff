import { describe, expect, it } from 'vitest';
import { tell } from '../../src/configuration/mistake.ts';
import { loadConfiguration } from '../../src/configuration.ts';
import { type Changes, lineOf, load, NOW } from '../support/changed-configuration.ts';

const FEW_PHONES = 'one contact method only';
const warningsOf = (changes: Changes): readonly string[] =>
  load(changes)
    .warnings.map(tell)
    .filter((warning) => !warning.includes(FEW_PHONES));

const WITH_ZOE = '  zoe: { name: Zoe, phone: "+1 212 555 0119" }\n';

const CASES: readonly [what: string, file: string, from: string, to: string, says: string][] = [
  [
    'somebody who is never paged',
    'people.yaml',
    '  judy:',
    `${WITH_ZOE}  judy:`,
    'people.zoe: in no schedule, team or policy, so never paged',
  ],
  [
    'turns that nobody takes',
    'schedules.yaml',
    'people: [heidi]',
    'people: []',
    'schedules.security-lead.people: nobody is ever on call',
  ],
  [
    'a team without members',
    'teams.yaml',
    'members: [heidi, ivan]',
    'members: []',
    'teams.security.members: nobody, so `everyone` of it is no one',
  ],
  [
    'a schedule that nothing uses',
    'teams.yaml',
    '    schedule: communications-lead',
    '    schedule: team-lead',
    'schedules.communications-lead: nothing uses this schedule',
  ],
  [
    'a policy that nothing uses',
    'severities.yaml',
    'policy: medium',
    'policy: high',
    'policies.medium: nothing uses this policy',
  ],
  [
    'a signature that Alertmanager never sends',
    'sources.yaml',
    '    kind: alertmanager\n',
    '    kind: alertmanager\n    hmac: { secret-env: KEY, header: X-Signature }\n',
    'sources.alertmanager.hmac: Alertmanager signs nothing: all that it sends is refused',
  ],
  [
    'an answer to what is urgent that may come later than one to what is less so',
    'severities.yaml',
    'respond-within: 15m',
    'respond-within: 90m',
    'severities.P0.respond-within: 1h30m is longer than the 1h of P1, which is less urgent',
  ],
  [
    'the same person twice in a row',
    'schedules.yaml',
    'people: [ada, bob]',
    'people: [ada, bob, bob]',
    'schedules.team-lead.people.2: bob twice in a row',
  ],
  [
    'the same people twice in a row, in a layer',
    'schedules.yaml',
    '    people: [ada, bob]',
    '    people: [ada, bob]\n  extra:\n    zone: UTC\n    layers: [{ hand-over: Monday 09:00, since: 2026-01-05, people: [[bob, ada], [ada, bob], ada] }]',
    'schedules.extra.layers.0.people.1: ada and bob twice in a row',
  ],
  [
    'an override that ended long ago',
    'schedules.yaml',
    'people: [ada, bob]',
    'people: [ada, bob]\n    overrides:\n      - { from: 2026-10-23 09:00, until: 2026-10-24 03:59, people: [bob] }\n      - { from: 2026-10-23 09:00, until: 2026-10-24 05:01, people: [bob] }',
    'schedules.team-lead.overrides.0: ended Sat 2026-10-24 03:59, more than 30 days ago: it may be deleted',
  ],
  [
    'a lease that is shorter than any repeat',
    'sources.yaml',
    '    kind: grafana\n',
    '    kind: grafana\n    lease: 2m\n',
    'sources.grafana.lease: shorter than 5m: alerts go stale before they are told again',
  ],
];

describe('warnings', () => {
  it.each(CASES)('tell of %s', (_, file, from, to, says) => {
    const found = warningsOf({ [file]: [from, to] });
    expect(found.map((warning) => warning.replace(/^\S+ /, ''))).toContain(says);
    for (const warning of found) expect(warning).toMatch(/^config\/\w+\.yaml:\d+: /);
  });

  it('have the line of what they tell of', () => {
    const changes: Changes = { 'people.yaml': ['  judy:', `${WITH_ZOE}  judy:`] };
    const line = lineOf('people.yaml', '  zoe:', changes);
    expect(warningsOf(changes)).toEqual([expect.stringContaining(`people.yaml:${line}: `)]);
  });

  it('tell of everyone with one phone in one line', () => {
    const { warnings } = load();
    expect(warnings.filter(({ message }) => message.includes(FEW_PHONES))).toHaveLength(1);
  });

  it('tell of files that Piket does not read, and whose name they nearly have', () => {
    const { warnings } = loadConfiguration('config', NOW, undefined, () => [
      'people.yaml',
      'policys.yaml',
      'runbooks.yml',
      'a-token',
      'README.md',
      '.hidden.yaml',
    ]);
    expect(warnings.slice(0, 2)).toEqual([
      {
        file: 'config/policys.yaml',
        line: 0,
        message: 'not a file that Piket reads; did you mean policies.yaml?',
        suggestion: 'policies.yaml',
      },
      { file: 'config/runbooks.yml', line: 0, message: 'not a file that Piket reads' },
    ]);
  });
});
