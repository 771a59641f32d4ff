import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './progress.js';
import { run } from './run.js';

/**
 * Whether node_modules holds what package-lock.json asks for, by npm's own record of what it installed;
 * `dev`: with what building and testing need.
 */
export function packagesAreInstalled(root, { dev }) {
  const wanted = packagesIn(join(root, 'package-lock.json'));
  if (wanted === undefined) return true;
  const installed = packagesIn(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || (!dev && (entry.dev || entry.devOptional))) return true;
    const present = installed[path];
    if (present === undefined) return entry.optional === true && !isForThisMachine(entry);
    return (
      existsSync(join(root, path, 'package.json')) &&
      present.version === entry.version &&
      (entry.integrity === undefined || present.integrity === entry.integrity)
    );
  });
}

export async function installPackages(root) {
  say('installing the packages of package-lock.json (npm ci)');
  // `npm ci` leaves out what building needs when NODE_ENV is production, unless it is told.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', args, { cwd: root });
}

function packagesIn(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Only what is surely meant for this machine: the C library, where it matters, is not known here. */
function isForThisMachine({ os, cpu, libc }) {
  if (os === undefined || cpu === undefined || libc !== undefined) return false;
  return os.includes(process.platform) && cpu.includes(process.arch);
}
