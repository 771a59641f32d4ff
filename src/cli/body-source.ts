import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../configuration/mistake.ts';
import { sourcesSchema } from '../configuration/schemas.ts';
import { DEFAULT_SOURCES, type SourceSettings, toSources } from '../configuration/sources.ts';
import { loadFile } from '../configuration/yaml-file.ts';
import type { Source } from '../core/rules.ts';
import { type CliIo, configDir, Misuse } from './command.ts';

const readText = (file: string): string => readFileSync(file, 'utf8');

/** The sources of CONFIG_DIR or ./config, or those that Piket has without any. */
function loadSources(env: CliIo['env']): readonly SourceSettings[] {
  const dir = configDir(env);
  const path = join(dir, 'sources.yaml');
  const read = loadFile(path, sourcesSchema, readText, DEFAULT_SOURCES);
  if (read.data === undefined) throw new ConfigurationError(read.mistakes);
  return toSources(read.data, dir);
}

/** Grafana numbers its organisations, in every kind of body that it sends. */
function kindOf(text: string): Source['kind'] {
  try {
    const body: unknown = JSON.parse(text);
    const isGrafana = typeof body === 'object' && body !== null && 'orgId' in body;
    return isGrafana ? 'grafana' : 'alertmanager';
  } catch {
    return 'alertmanager';
  }
}

/**
 * The source that a body is read as: the named one, otherwise the one called after the kind of the
 * body, otherwise the only one of that kind. None where several would do.
 */
export function sourceOf(
  text: string,
  name: string | undefined,
  env: CliIo['env'],
): Source | undefined {
  const sources = loadSources(env);
  if (name !== undefined) {
    const named = sources.find((source) => source.name === name);
    if (named !== undefined) return named;
    const known = sources.map((source) => source.name).join(', ');
    throw new Misuse(`no source is called ${name}; there are ${known}`);
  }
  const kind = kindOf(text);
  const ofKind = sources.filter((source) => source.kind === kind);
  const [only, ...others] = ofKind;
  return ofKind.find((source) => source.name === kind) ?? (others.length === 0 ? only : undefined);
}
