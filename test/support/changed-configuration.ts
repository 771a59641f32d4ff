import { readFileSync } from 'node:fs';
import { ConfigurationError, tell } from '../../src/configuration/mistake.ts';
import { loadConfiguration } from '../../src/configuration.ts';

export const NOW = Date.parse('2026-11-23T03:00Z');

/** The shipped files, changed: a text in place of another, or null for a file that is not there. */
export type Changes = Record<
  string,
  readonly [from: string | RegExp, to: string] | string | null | undefined
>;

/** What a file of the configuration says after the changes. */
const reading = (changes: Changes) => (path: string) => {
  const change = changes[path.replace('config/', '')];
  if (change === null) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  if (typeof change === 'string') return change;
  const text = readFileSync(path, 'utf8');
  if (change === undefined) return text;
  const [from] = change;
  const says = typeof from === 'string' ? text.includes(from) : text.search(from) >= 0;
  if (!says) throw new Error(`${path} does not say ${String(from)}`);
  return text.replace(...change);
};

export const load = (changes: Changes = {}) => loadConfiguration('config', NOW, reading(changes));

/** What is told of a configuration that can be used, but for its people. */
export const warningsOf = (changes: Changes): readonly string[] =>
  load(changes)
    .warnings.filter(({ file }) => !file.endsWith('people.yaml'))
    .map(tell);

export const mistakesOf = (changes: Changes): readonly string[] => {
  try {
    load(changes);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes.map(tell);
    throw error;
  }
};

/** The line, from 1, on which a shipped file first says something; the changes come first. */
export function lineOf(file: string, text: string, changes: Changes = {}): number {
  const [before, ...after] = reading(changes)(`config/${file}`).split(text);
  if (before === undefined || after.length === 0) throw new Error(`${file} does not say ${text}`);
  return before.split('\n').length;
}
