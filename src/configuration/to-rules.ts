import type { z } from 'zod';
import type { Person } from '../core/people.ts';
import type { Policy } from '../core/policy.ts';
import type { Rules, Source } from '../core/rules.ts';
import type { Severity } from '../core/severity.ts';
import { toMethods } from './contact-methods.ts';
import { toPolicy, toRoute } from './policies.ts';
import type { peopleSchema, policiesSchema, severitiesSchema, teamsSchema } from './schemas.ts';
import { toSchedule } from './schedules.ts';
import type { schedulesSchema } from './schedules-file.ts';
import type { SourceSettings } from './sources.ts';

/** What the files say, each right by itself and all of one another. */
export interface Written {
  readonly people: z.output<typeof peopleSchema>;
  readonly teams: z.output<typeof teamsSchema>;
  readonly schedules: z.output<typeof schedulesSchema>;
  readonly severities: z.output<typeof severitiesSchema>;
  readonly policies: z.output<typeof policiesSchema>;
}

export function toRules(written: Written, sources: readonly SourceSettings[]): Rules {
  const { defaults, people } = written.people;
  const { severities } = written.severities;
  const { policies, routes = [] } = written.policies;
  const policyNamed = (name: string, severity: Severity): Policy => {
    const policy = policies[name];
    if (policy === undefined) throw new Error(`policy ${name} has passed the check of names`);
    return toPolicy(name, policy, severity);
  };
  return {
    targetMs: mapValues(severities, (severity) => severity['respond-within']),
    policies: mapValues(severities, ({ policy }, severity) => policyNamed(policy, severity)),
    routes: routes.map((route) => toRoute(route, policyNamed)),
    kept: {},
    people: mapValues(
      people,
      (person, id): Person => ({
        id,
        name: person.name,
        language: person.language ?? defaults.language,
        zone: person.zone ?? defaults.zone,
        methods: toMethods(person),
        resolvedNotices: person['resolved-notices'] ?? defaults['resolved-notices'],
      }),
    ),
    roles: mapValues(written.teams.roles, ({ schedule }) => schedule),
    teams: written.teams.teams,
    schedules: mapValues(written.schedules.schedules, (schedule, name) =>
      toSchedule(name, schedule),
    ),
    sources: mapValues(
      Object.fromEntries(sources.map((source) => [source.name, source])),
      ({ name, kind, groupBy, leaseMs, words }): Source => ({
        name,
        kind,
        groupBy,
        leaseMs,
        ...(words && { words }),
      }),
    ),
  };
}

/** Without a prototype: nobody is called `constructor` by accident. */
function mapValues<K extends string, V, W>(
  record: Readonly<Record<K, V>>,
  change: (value: V, key: K) => W,
): Record<K, W> {
  const result: Record<K, W> = Object.create(null);
  for (const key in record) result[key] = change(record[key], key);
  return result;
}
