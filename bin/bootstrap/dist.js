import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { say } from './progress.js';
import { run } from './run.js';

/** Whether dist/ is the build of these very sources. An image may carry a build without its sources. */
export function distIsCurrent(root) {
  if (!existsSync(join(root, 'src'))) return true;
  const stamp = join(root, 'dist', '.built-from');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root);
}

/** Builds beside dist/ and then swaps, so that a crash leaves the old build, or none, never a half. */
export async function buildDist(root) {
  say('building (tsc)');
  const next = join(root, 'dist.next');
  const old = join(root, 'dist.old');
  const dist = join(root, 'dist');
  const builtFrom = fingerprint(root);
  for (const folder of [next, old]) rmSync(folder, { recursive: true, force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [tsc, '-p', 'tsconfig.json', '--outDir', next], { cwd: root });
  for (const path of filesUnder(join(root, 'src'))) {
    if (!/\.tsx?$/.test(path)) copy(join(root, 'src', path), join(next, path));
  }
  writeFileSync(join(next, '.built-from'), builtFrom);
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(next, dist);
  rmSync(old, { recursive: true, force: true });
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

function fingerprint(root) {
  const hash = createHash('sha256');
  const sources = filesUnder(join(root, 'src')).map((path) => join('src', path));
  for (const path of [...sources, 'tsconfig.json', 'package-lock.json']) {
    const file = join(root, path);
    if (existsSync(file)) hash.update(`${path}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.update(readFileSync(fileURLToPath(import.meta.url))).digest('hex');
}

/** Relative paths, sorted; without editors' and systems' dot files. */
function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}
