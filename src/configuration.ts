import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { classificationSchema } from './configuration/classification-file.ts';
import { ConfigurationError, type Mistake, tell } from './configuration/mistake.ts';
import { lateSteps, missingWaits } from './configuration/policies.ts';
import { type Files, unknownNames } from './configuration/references.ts';
import {
  peopleSchema,
  policiesSchema,
  schedulesSchema,
  severitiesSchema,
  sourcesSchema,
  teamsSchema,
} from './configuration/schemas.ts';
import { DEFAULT_SOURCES, type SourceSettings, toSources } from './configuration/sources.ts';
import { toRules, type Written } from './configuration/to-rules.ts';
import { loadFile } from './configuration/yaml-file.ts';
import { type ClassificationRules, compileRules } from './core/classification-rules.ts';
import type { Rules } from './core/rules.ts';

export interface Configuration {
  readonly rules: Rules;
  readonly sources: readonly SourceSettings[];
  readonly classification: ClassificationRules;
  /** What works, but may not be meant; a line each, with file and line. */
  readonly warnings: readonly string[];
}

/** Reads the configuration files in `dir`, all or nothing: throws ConfigurationError with every mistake. */
export function loadConfiguration(
  dir: string,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Configuration {
  const load = <S extends z.ZodType>(name: string, schema: S, absent?: string) =>
    loadFile(join(dir, name), schema, readFile, absent);
  const files: Files = {
    people: load('people.yaml', peopleSchema),
    teams: load('teams.yaml', teamsSchema),
    schedules: load('schedules.yaml', schedulesSchema),
    severities: load('severities.yaml', severitiesSchema),
    policies: load('policies.yaml', policiesSchema),
  };
  const sources = load('sources.yaml', sourcesSchema, DEFAULT_SOURCES);
  const classification = load('classification.yaml', classificationSchema);

  const mistakes = [
    ...[...Object.values(files), sources, classification].flatMap((file) => file.mistakes),
    ...unknownNames(files),
    ...policyMistakes(files),
  ];
  const written = allWritten(files);
  if (mistakes.length > 0 || !written || !sources.data || !classification.data)
    throw new ConfigurationError(mistakes);

  const sourceSettings = toSources(sources.data, dir);
  return {
    rules: toRules(written, sourceSettings),
    sources: sourceSettings,
    classification: compileRules(classification.data),
    warnings: warningsOf(files, written).map(tell),
  };
}

function policyMistakes({ policies, severities }: Files): readonly Mistake[] {
  if (policies.data === undefined) return [];
  const written = policies.data.policies;
  return [
    ...missingWaits(policies.file, written),
    ...(severities.data ? lateSteps(policies.file, written, severities.data.severities) : []),
  ];
}

const warningsOf = (files: Files, { schedules }: Written): readonly Mistake[] =>
  Object.entries(schedules.schedules).flatMap(([name, { people }]) =>
    people.length === 0
      ? [files.schedules.file.mistake(['schedules', name, 'people'], 'nobody is ever on call')]
      : [],
  );

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
