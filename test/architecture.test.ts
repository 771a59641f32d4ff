import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = join(import.meta.dirname, '../src');

/** Who may import whom inside src/. A module not named on the right of its row is out of reach. */
const mayImport: Record<string, readonly string[]> = {
  core: ['core'],
  ports: ['ports', 'core'],
  flows: ['flows', 'core', 'ports'],
  http: ['http', 'core', 'ports'],
  queues: ['queues', 'core', 'ports'],
  store: ['store', 'core', 'ports'],
  channels: ['channels', 'core', 'ports'],
  console: ['console', 'core', 'ports'],
  metrics: ['metrics', 'core', 'ports'],
  embedded: ['embedded', 'core', 'ports'],
  log: ['ports'],
  settings: ['settings', 'core'],
  secrets: ['secrets', 'settings', 'core', 'ports'],
  configuration: ['configuration', 'settings', 'core'],
};
/** The composition root and the command line see everything. */
const ROOTS = new Set(['main', 'pager', 'cli']);
const PURE_LIBRARIES = ['re2js', 'temporal-polyfill', 'any-ascii', 'liquidjs'];
const impure =
  /\bDate\.now\b|new Date\(\)|\bMath\.random\b|\brandomUUID\b|\bprocess\.|\bset(Timeout|Interval|Immediate)\b|\bfetch\(|\bawait\b|Temporal\.Now/;

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.tsx?$/.test(file),
);
const text = (file: string) => readFileSync(join(src, file), 'utf8');
const moduleOf = (file: string) => file.split(/[/.]/)[0] ?? file;
const importsOf = (file: string) =>
  [...text(file).matchAll(/(?:from|import)\s*\(?'([^']+)'/g)].map(([, target = '']) => target);
const inside = (file: string) =>
  importsOf(file)
    .filter((target) => target.startsWith('.'))
    .map((target) => moduleOf(relative(src, join(src, file, '..', target))));
const withoutComments = (file: string) => text(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

describe('the architecture', () => {
  it('sees the source tree', () => expect(files.length).toBeGreaterThan(50));

  it.each(files.filter((file) => !ROOTS.has(moduleOf(file))))(
    '%s imports only what its folder may',
    (file) => {
      const allowed = mayImport[moduleOf(file)] ?? [];
      expect(inside(file).filter((target) => !allowed.includes(target))).toEqual([]);
    },
  );

  it.each(files.filter((file) => file.startsWith('core/')))('%s is pure', (file) => {
    expect(withoutComments(file)).not.toMatch(impure);
    const libraries = importsOf(file).filter((target) => !target.startsWith('.'));
    expect(libraries.filter((target) => !PURE_LIBRARIES.includes(target))).toEqual([]);
  });

  it.each(files.filter((file) => file !== 'main.ts'))('%s leaves the process alone', (file) => {
    expect(withoutComments(file)).not.toMatch(/(?<![-.\w])process\s*[.[]|node:process/);
  });

  it.each(files)('%s keeps no state of its own', (file) => {
    expect(withoutComments(file)).not.toMatch(/^(export )?(let|var) /m);
  });
});
