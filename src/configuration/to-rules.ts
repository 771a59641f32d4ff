import type { z } from 'zod';
import type { Person } from '../core/people.ts';
import type { Rules, Source } from '../core/rules.ts';
import type { Schedule } from '../core/schedule.ts';
import { toPolicy } from './policies.ts';
import type {
  peopleSchema,
  policiesSchema,
  schedulesSchema,
  severitiesSchema,
  teamsSchema,
} from './schemas.ts';
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
  const { policies } = written.policies;
  return {
    targetMs: mapValues(severities, (severity) => severity['respond-within']),
    policies: mapValues(severities, ({ policy: name }, severity) => {
      const policy = policies[name];
      if (policy === undefined) throw new Error(`policy ${name} has passed the check of names`);
      return toPolicy(name, policy, severity);
    }),
    kept: {},
    people: mapValues(
      people,
      ({ name, phone, language, zone }, id): Person => ({
        id,
        name,
        language: language ?? defaults.language,
        zone: zone ?? defaults.zone,
        methods: [{ id: 'sms', channel: 'sms', to: phone, delayMs: 0 }],
      }),
    ),
    roles: mapValues(written.teams.roles, ({ schedule }) => schedule),
    teams: written.teams.teams,
    schedules: mapValues(
      written.schedules.schedules,
      ({ 'hand-over': handover, zone, since, people: turns }, name): Schedule => ({
        name,
        zone,
        ...handover,
        since,
        people: turns,
      }),
    ),
    sources: mapValues(
      Object.fromEntries(sources.map((source) => [source.name, source])),
      ({ name, kind, groupBy, leaseMs }): Source => ({ name, kind, groupBy, leaseMs }),
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
