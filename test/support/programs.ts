import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A program of the system; `env` is what it needs beside its caller's. */
export interface InstalledProgram {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

export type ProgramName =
  | 'redis-server'
  | 'prometheus'
  | 'promtool'
  | 'alertmanager'
  | 'amtool'
  | 'nginx'
  | 'chromium';

const path = new URL('../../node_modules/.cache/piket/programs.json', import.meta.url);

const schema = z.record(
  z.string(),
  z.union([
    z.object({ command: z.string(), env: z.record(z.string(), z.string()) }),
    z.object({ missing: z.string() }),
  ]),
);

/** Where `bin/prepare-tests.js` found it. Throws, with the reason, when it did not. */
export function program(name: ProgramName): InstalledProgram {
  const found = schema.parse(JSON.parse(text()))[name];
  if (found === undefined) throw new Error(`${name} was not looked for: run bin/prepare-tests.js`);
  if ('missing' in found) throw new Error(found.missing);
  return found;
}

function text(): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Error('nothing was prepared for the tests: run `npm test`, or bin/prepare-tests.js');
  }
}
