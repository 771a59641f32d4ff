import type { z } from 'zod';
import type { Mistake } from './mistake.ts';
import { isName, meantName } from './name.ts';
import { nearest } from './nearest.ts';
import { isObject, type Place, placesIn } from './places.ts';
import type { sourcesSchema } from './schemas.ts';
import type { Written } from './to-rules.ts';
import type { Loaded, YamlFile } from './yaml-file.ts';

export type Files = { readonly [K in keyof Written]: Loaded<Written[K]> } & {
  readonly sources: Loaded<z.output<typeof sourcesSchema>>;
};

/** What has a name in one file that other files use. */
export type Kind = 'people' | 'schedules' | 'policies' | 'sources';

/** Every place in the files that names somebody or something of another file. */
const REFERENCES: readonly (readonly [kind: Kind, file: keyof Files, pattern: string])[] = [
  ['people', 'schedules', 'schedules.*.people.*'],
  ['people', 'schedules', 'schedules.*.people.*.*'],
  ['people', 'schedules', 'schedules.*.layers.*.people.*'],
  ['people', 'schedules', 'schedules.*.layers.*.people.*.*'],
  ['people', 'schedules', 'schedules.*.overrides.*.people.*'],
  ['people', 'teams', 'teams.*.members.*'],
  ['people', 'policies', 'policies.*.steps.*.page.*.person'],
  ['schedules', 'policies', 'policies.*.steps.*.page.*.schedule'],
  ['schedules', 'teams', 'roles.*.schedule'],
  ['schedules', 'teams', 'teams.*.schedule'],
  ['policies', 'severities', 'severities.*.policy'],
  ['policies', 'policies', 'routes.*.policy'],
  ['sources', 'policies', 'routes.*.source'],
  ['sources', 'policies', 'routes.*.source.*'],
];

const SINGULAR: Readonly<Record<Kind, string>> = {
  people: 'person',
  schedules: 'schedule',
  policies: 'policy',
  sources: 'source',
};

/** Names that one file uses and another does not know; also in files with mistakes elsewhere. */
export const unknownNames = (files: Files): readonly Mistake[] =>
  referencesIn(files).flatMap(({ kind, name, file, path }) => {
    const known = namesIn(files[kind].file, kind);
    if (known === undefined || known.includes(name)) return [];
    const message = `no ${SINGULAR[kind]} is called ${name} (see ${files[kind].file.name})`;
    return [file.mistake(path, message, nearest(name, known))];
  });

/** The names of a kind that nothing refers to. */
export function unusedNames(files: Files, kind: Kind): readonly string[] {
  const used = new Set(referencesIn(files).map((found) => found.kind === kind && found.name));
  return (namesIn(files[kind].file, kind) ?? []).filter((name) => !used.has(name));
}

interface Reference extends Place {
  readonly kind: Kind;
  readonly name: string;
  readonly file: YamlFile;
}

const referencesIn = (files: Files): readonly Reference[] =>
  REFERENCES.flatMap(([kind, from, pattern]) => {
    const { file } = files[from];
    return placesIn(file.value, pattern).flatMap((place) =>
      typeof place.value === 'string' && isName(place.value)
        ? [{ ...place, kind, file, name: place.value }]
        : [],
    );
  });

/** Undefined where not even the names can be read; one that is miswritten is told of elsewhere. */
function namesIn({ value }: YamlFile, kind: Kind): readonly string[] | undefined {
  const names = isObject(value) ? value[kind] : undefined;
  return isObject(names) ? Object.keys(names).map((name) => meantName(name) ?? name) : undefined;
}
