import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { classificationSchema } from './configuration/classification-file.ts';
import { methodMistakes } from './configuration/contact-methods.ts';
import { ConfigurationError, type Mistake } from './configuration/mistake.ts';
import { missingWaits } from './configuration/policies.ts';
import { deadEnds, lateSteps } from './configuration/policy-checks.ts';
import { type Files, unknownNames } from './configuration/references.ts';
import {
  peopleSchema,
  policiesSchema,
  severitiesSchema,
  sourcesSchema,
  teamsSchema,
} from './configuration/schemas.ts';
import { gapWarnings, oddTurns } from './configuration/schedules.ts';
import { schedulesSchema } from './configuration/schedules-file.ts';
import { DEFAULT_SOURCES, type SourceSettings, toSources } from './configuration/sources.ts';
import { strayFiles } from './configuration/stray-files.ts';
import { toRules, type Written } from './configuration/to-rules.ts';
import { warningsOf } from './configuration/warnings.ts';
import { loadFile, type YamlFile } from './configuration/yaml-file.ts';
import { type ClassificationRules, compileRules } from './core/classification-rules.ts';
import { policiesInUse } from './core/route.ts';
import type { Rules } from './core/rules.ts';
import type { Schedule } from './core/schedule.ts';

export interface Configuration {
  readonly rules: Rules;
  readonly sources: readonly SourceSettings[];
  /** Where in `sources.yaml` each of them stands. */
  readonly sourcesFile: YamlFile;
  readonly classification: ClassificationRules;
  /** What works, but may not be meant. */
  readonly warnings: readonly Mistake[];
}

/**
 * Reads the configuration files in `dir`, all or nothing: throws ConfigurationError with every mistake.
 * How fast policies are is judged once all else is right. `now` says which gaps in schedules and which
 * clock changes are ahead.
 */
export function loadConfiguration(
  dir: string,
  now: number,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
  listFiles: (dir: string) => readonly string[] = (path) => readdirSync(path),
): Configuration {
  const found = filesIn(dir, listFiles);
  const names: string[] = [];
  const load = <S extends z.ZodType>(name: string, schema: S, absent?: string) => {
    names.push(name);
    return loadFile(join(dir, name), schema, readFile, absent);
  };
  const files: Files = {
    people: load('people.yaml', peopleSchema),
    teams: load('teams.yaml', teamsSchema),
    schedules: load('schedules.yaml', schedulesSchema),
    severities: load('severities.yaml', severitiesSchema),
    policies: load('policies.yaml', policiesSchema),
    sources: load('sources.yaml', sourcesSchema, DEFAULT_SOURCES),
  };
  const classification = load('classification.yaml', classificationSchema);

  const stray = strayFiles(found, names, (name) => join(dir, name));
  const all = [...Object.values(files), classification];
  const mistakes = [
    ...all.flatMap((file) => file.mistakes),
    ...methodMistakes(files.people.file),
    ...unknownNames(files),
    ...(files.policies.data ? missingWaits(files.policies.file, files.policies.data.policies) : []),
  ];
  const written = allWritten(files);
  if (mistakes.length > 0 || !written || !files.sources.data || !classification.data)
    throw new ConfigurationError(inOrder(mistakes, all), stray);

  const settings = toSources(files.sources.data, dir);
  const rules = toRules(written, settings);
  const late = lateSteps(files.policies.file, rules, now);
  if (late.length > 0) throw new ConfigurationError(late, stray);
  const warnings = [
    ...warningsOf(files, written, settings),
    ...oddTurns(files.schedules.file, written.schedules, now),
    ...gapWarnings(files.schedules.file, schedulesInUse(rules), now),
    ...deadEnds(files.policies.file, rules),
  ];
  return {
    rules,
    sources: settings,
    sourcesFile: files.sources.file,
    classification: compileRules(classification.data),
    warnings: [...stray, ...inOrder(warnings, all)],
  };
}

function filesIn(dir: string, listFiles: (dir: string) => readonly string[]): readonly string[] {
  try {
    return listFiles(dir);
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const message = isGone ? 'there is no such directory' : 'a directory that cannot be read';
    throw new ConfigurationError([{ file: dir, line: 0, message }]);
  }
}

/** File by file, from top to bottom. */
const inOrder = (
  mistakes: readonly Mistake[],
  files: readonly { readonly file: { readonly name: string } }[],
): readonly Mistake[] => {
  const place = new Map(files.map(({ file }, at) => [file.name, at]));
  const placeOf = (mistake: Mistake) => place.get(mistake.file) ?? 0;
  return mistakes.toSorted((a, b) => placeOf(a) - placeOf(b) || a.line - b.line);
};

function schedulesInUse(rules: Rules): readonly Schedule[] {
  const targets = policiesInUse(rules).flatMap(({ steps }) =>
    steps.flatMap((step) => step.targets),
  );
  const names = new Set([
    ...Object.values(rules.roles),
    ...Object.values(rules.teams).map(({ schedule }) => schedule),
    ...targets.flatMap((target) => (target.type === 'schedule' ? [target.schedule] : [])),
  ]);
  return Object.values(rules.schedules).filter(({ name }) => names.has(name));
}

function allWritten({
  people,
  teams,
  schedules,
  severities,
  policies,
}: Files): Written | undefined {
  if (!people.data || !teams.data || !schedules.data || !severities.data || !policies.data)
    return undefined;
  return {
    people: people.data,
    teams: teams.data,
    schedules: schedules.data,
    severities: severities.data,
    policies: policies.data,
  };
}
