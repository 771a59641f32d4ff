import type { Mistake } from './mistake.ts';
import type { Written } from './to-rules.ts';
import type { Loaded, Path, YamlFile } from './yaml-file.ts';

export type Files = { readonly [K in keyof Written]: Loaded<Written[K]> };

type Kind = 'people' | 'schedules' | 'policies';
type Reference = readonly [kind: Kind, name: string, file: YamlFile, path: Path];

const SINGULAR: Readonly<Record<Kind, string>> = {
  people: 'person',
  schedules: 'schedule',
  policies: 'policy',
};

/** Names that one file uses and another does not know. */
export function unknownNames(files: Files): readonly Mistake[] {
  const known = {
    people: namesIn(files.people.file, 'people'),
    schedules: namesIn(files.schedules.file, 'schedules'),
    policies: namesIn(files.policies.file, 'policies'),
  };
  return referencesIn(files).flatMap(([kind, name, file, path]) =>
    known[kind]?.has(name) === false
      ? [
          file.mistake(
            path,
            `no ${SINGULAR[kind]} is called ${name} (see ${files[kind].file.name})`,
          ),
        ]
      : [],
  );
}

/** Also of a file with mistakes elsewhere; undefined where not even its names can be read. */
function namesIn({ value }: YamlFile, key: Kind): ReadonlySet<string> | undefined {
  const names = isObject(value) ? value[key] : undefined;
  return isObject(names) ? new Set(Object.keys(names)) : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function referencesIn({ teams, schedules, severities, policies }: Files): readonly Reference[] {
  const found: Reference[] = [];
  for (const [name, { people }] of Object.entries(schedules.data?.schedules ?? {}))
    for (const [index, person] of people.entries())
      found.push(['people', person, schedules.file, ['schedules', name, 'people', index]]);

  for (const [name, { schedule }] of Object.entries(teams.data?.roles ?? {}))
    found.push(['schedules', schedule, teams.file, ['roles', name, 'schedule']]);
  for (const [name, { schedule, members }] of Object.entries(teams.data?.teams ?? {})) {
    found.push(['schedules', schedule, teams.file, ['teams', name, 'schedule']]);
    for (const [index, person] of members.entries())
      found.push(['people', person, teams.file, ['teams', name, 'members', index]]);
  }

  for (const [name, { policy }] of Object.entries(severities.data?.severities ?? {}))
    found.push(['policies', policy, severities.file, ['severities', name, 'policy']]);
  for (const [name, { steps }] of Object.entries(policies.data?.policies ?? {}))
    for (const [step, { page }] of steps.entries())
      for (const [index, { person }] of page.entries())
        if (person !== undefined) {
          const path = ['policies', name, 'steps', step, 'page', index, 'person'];
          found.push(['people', person, policies.file, path]);
        }
  return found;
}
