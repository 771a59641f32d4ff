import type { Person } from '../../src/core/people.ts';
import type { Policy, Step, Target } from '../../src/core/policy.ts';
import type { Rules, Source } from '../../src/core/rules.ts';
import type { Schedule } from '../../src/core/schedule.ts';
import type { Severity } from '../../src/core/severity.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

const NUMBERS: Record<string, string> = {
  ada: '+12125550101',
  bob: '+12125550102',
  carol: '+12125550103',
  dave: '+12125550104',
  erin: '+12125550105',
};
export const numberOf = (person: string): string => NUMBERS[person] ?? '+12125550199';

export const aPerson = (id: string, methods = [aPhone(id)]): Person => ({
  id,
  name: `${id[0]?.toUpperCase()}${id.slice(1)}`,
  language: 'en',
  zone: 'Europe/Amsterdam',
  methods,
  resolvedNotices: true,
});

export const aPhone = (person: string, id = 'sms', delayMs = 0) => ({
  id,
  channel: 'sms' as const,
  to: numberOf(person),
  delayMs,
});

export const role = (name: 'team-lead' | 'technical-lead' | 'security-lead'): Target => ({
  type: 'role',
  role: name,
});
export const person = (id: string): Target => ({ type: 'person', person: id });
export const onCallSecondary: Target = { type: 'on-call', team: 'secondary' };

export const aPolicy = (id: string, steps: readonly Step[], repeatMs?: number): Policy => ({
  id,
  name: id,
  steps,
  ...(repeatMs === undefined ? {} : { repeatMs }),
});

/** People who take turns of a week, from Monday 09:00. */
export const aSchedule = (name: string, people: readonly string[]): Schedule => ({
  name,
  zone: 'Europe/Amsterdam',
  layers: [{ turns: people.map((id) => [id]), turnHours: 168, since: '2026-01-05T09:00' }],
  overrides: [],
});

export const aSource = (
  name: 'alertmanager' | 'grafana',
  leaseMs = 4 * HOUR + 20 * MINUTE,
): Source => ({
  name,
  kind: name,
  groupBy: ['alertname', 'cluster', 'namespace', 'service', 'job'],
  leaseMs,
});

/**
 * A small company: ada leads, bob is the technical lead, carol is on call for every secondary team with
 * dave beside her, erin leads security.
 */
export function aCompany(change: Partial<Rules> = {}): Rules {
  const urgent = [
    { targets: [role('team-lead')], waitMs: 5 * MINUTE },
    { targets: [role('technical-lead')], waitMs: 5 * MINUTE },
    { targets: [onCallSecondary], waitMs: 0 },
  ];
  const calm = [
    { targets: [onCallSecondary], waitMs: HOUR },
    { targets: [role('technical-lead')], waitMs: 0 },
  ];
  const team = { schedule: 'secondary', members: ['carol', 'dave'] };
  return {
    targetMs: { P0: 15 * MINUTE, P1: HOUR, P2: 4 * HOUR, P3: 24 * HOUR },
    policies: {
      P0: aPolicy('urgent-0', urgent, 15 * MINUTE),
      P1: aPolicy('urgent-1', urgent, 15 * MINUTE),
      P2: aPolicy('calm-2', calm),
      P3: aPolicy('calm-3', calm),
    } satisfies Record<Severity, Policy>,
    routes: [],
    kept: {},
    people: Object.fromEntries(Object.keys(NUMBERS).map((id) => [id, aPerson(id)])),
    roles: {
      'team-lead': 'team-lead',
      'technical-lead': 'technical-lead',
      'security-lead': 'security-lead',
      'communications-lead': 'team-lead',
    },
    teams: { database: team, infrastructure: team, security: team, development: team },
    schedules: {
      'team-lead': aSchedule('team-lead', ['ada']),
      'technical-lead': aSchedule('technical-lead', ['bob']),
      'security-lead': aSchedule('security-lead', ['erin']),
      secondary: aSchedule('secondary', ['carol']),
    },
    sources: {
      alertmanager: aSource('alertmanager'),
      grafana: aSource('grafana'),
    },
    ...change,
  };
}
