import type { SecretPlace, SourceSettings } from './sources.ts';

/** What a source's requests are held against. */
export interface SourceSecrets {
  readonly token: string;
  /** The key of its signatures. */
  readonly hmac?: string;
}

/**
 * Finds each source's secrets, by the source's name. `missing` has a line for each that is not
 * there; it names variables and files, never a value.
 */
export function findSourceSecrets(
  sources: readonly SourceSettings[],
  sharedToken: string,
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): { readonly secrets: ReadonlyMap<string, SourceSecrets>; readonly missing: readonly string[] } {
  const secrets = new Map<string, SourceSecrets>();
  const missing: string[] = [];
  const find = (source: SourceSettings, place: SecretPlace): string | undefined => {
    if (place.type === 'shared') return sharedToken;
    const found =
      place.type === 'env' ? env[place.name]?.trim() : readTrimmed(place.path, readFile);
    if (found) return found;
    const where = place.type === 'env' ? `the variable ${place.name}` : `the file ${place.path}`;
    missing.push(`source ${source.name}: ${where} holds no secret`);
    return undefined;
  };
  for (const source of sources) {
    const token = find(source, source.token);
    const hmac = source.hmac && find(source, source.hmac.secret);
    if (token === undefined || (source.hmac && hmac === undefined)) continue;
    secrets.set(source.name, { token, ...(hmac !== undefined && { hmac }) });
  }
  return { secrets, missing };
}

/** What a file holds; undefined where it cannot be read. */
export function readTrimmed(path: string, readFile: (path: string) => string): string | undefined {
  try {
    return readFile(path).trim();
  } catch {
    return undefined;
  }
}
