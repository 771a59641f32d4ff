import type { Mistake } from './mistake.ts';
import type { SecretPlace, SourceSettings } from './sources.ts';
import type { YamlFile } from './yaml-file.ts';

/** What a source's requests are held against. */
export interface SourceSecrets {
  readonly token: string;
  /** The key of its signatures. */
  readonly hmac?: string;
}

/**
 * Finds each source's secrets, by the source's name. `missing` tells of each that is not there, where
 * `sources.yaml` names it; of variables and files, never of a value.
 */
export function findSourceSecrets(
  { sources, sourcesFile }: { sources: readonly SourceSettings[]; sourcesFile: YamlFile },
  sharedToken: string,
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): { readonly secrets: ReadonlyMap<string, SourceSecrets>; readonly missing: readonly Mistake[] } {
  const secrets = new Map<string, SourceSecrets>();
  const missing: Mistake[] = [];
  const find = (place: SecretPlace, path: readonly string[]): string | undefined => {
    if (place.type === 'shared') return sharedToken;
    const found =
      place.type === 'env' ? env[place.name]?.trim() : readTrimmed(place.path, readFile);
    if (found) return found;
    const key = [...path.slice(0, -1), `${path.at(-1)}-${place.type}`];
    const what =
      place.type === 'env'
        ? `the variable ${place.name} is not set`
        : `the file ${place.path} is empty or cannot be read`;
    missing.push(sourcesFile.mistake(key, what));
    return undefined;
  };
  for (const source of sources) {
    const path = ['sources', source.name];
    const token = find(source.token, [...path, 'token']);
    const hmac = source.hmac && find(source.hmac.secret, [...path, 'hmac', 'secret']);
    if (token === undefined || (source.hmac && hmac === undefined)) continue;
    secrets.set(source.name, { token, ...(hmac !== undefined && { hmac }) });
  }
  return { secrets, missing };
}

/** What a file holds; undefined where it cannot be read. */
function readTrimmed(path: string, readFile: (path: string) => string): string | undefined {
  try {
    return readFile(path).trim();
  } catch {
    return undefined;
  }
}
