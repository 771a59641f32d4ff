// Writes where the programs are for test/support/programs.ts:
// { [name]: { command, env } } or, for one that is not to be had, { [name]: { missing: why } }.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { preparePackages, prepareToRun, root } from './bootstrap/prepare.js';
import { findProgram } from './bootstrap/programs.js';
import { Stop, orStop, say } from './bootstrap/progress.js';

const names = [
  'redis-server',
  'prometheus',
  'promtool',
  'alertmanager',
  'amtool',
  'nginx',
  'chromium',
];

await orStop(async () => {
  await preparePackages();
  const path = join(root, 'node_modules', '.cache', 'piket', 'programs.json');
  const known = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const found = {};
  for (const name of names) {
    const before = known[name];
    found[name] = before?.command && existsSync(before.command) ? before : await find(name);
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(found, null, 2)}\n`);
  await prepareToRun();
});

/** Without Redis hardly a test means anything; for the others, the tests that need them will say so. */
async function find(name) {
  try {
    return await findProgram(name);
  } catch (error) {
    if (!(error instanceof Stop) || name === 'redis-server') throw error;
    say(error.message);
    return { missing: error.message };
  }
}
