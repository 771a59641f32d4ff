// Debian's and Ubuntu's packages, unpacked into a cache: `apt-get install` would start services, on the
// very ports that people use, and needs root.
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from './prepare.js';
import { Stop, say } from './progress.js';
import { outputOf, run } from './run.js';

/** As root, apt would first try to become a user who cannot read the folder, and say so. */
const apt = ['-qq', '-o', 'APT::Sandbox::User=root', '-o', 'DPkg::Lock::Timeout=120'];

export function isDebian() {
  return existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg-deb');
}

/**
 * The program `inside` the packages, with the shared libraries that the system lacks; undefined when
 * it does not work here.
 */
export async function unpackDebian({ packages, inside }, works) {
  const cache = cacheFolder();
  const folder = join(cache, `${packages[0]}-${systemName()}`);
  const known = programIn(folder, inside);
  if (existsSync(known.command) && works(known)) return known;
  const temporary = mkdtempSync(join(cache, 'unpacking-'));
  try {
    await download(packages, temporary);
    const unpacked = join(temporary, 'unpacked');
    for (const file of readdirSync(temporary).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg-deb', ['-x', join(temporary, file), unpacked]);
    }
    if (!works(programIn(unpacked, inside))) return undefined;
    rmSync(folder, { recursive: true, force: true });
    renameSync(unpacked, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return programIn(folder, inside);
}

/** Needs root: throws Stop with the command to run otherwise. */
export async function aptGetInstall(wants, packages) {
  const command = ['install', '-y', '--no-install-recommends', ...packages];
  if (process.getuid() !== 0) {
    throw new Stop(`needs ${wants}: run \`sudo apt-get ${command.join(' ')}\``);
  }
  await readPackageLists(packages);
  say(`installing ${wants} (apt-get ${command.join(' ')})`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', [...apt, ...command], { env });
}

async function download(packages, folder) {
  await readPackageLists(packages);
  const wanted = [...packages, ...missingLibraries(packages)];
  say(`unpacking ${wanted.join(', ')} into Piket's cache (nothing is installed on the system)`);
  try {
    await run('apt-get', [...apt, 'download', ...wanted], { cwd: folder });
  } catch (error) {
    // Lists that are out of date name packages that the mirror has replaced.
    if (process.getuid() !== 0)
      throw new Stop(`${error.message}; try \`sudo apt-get update\` first`);
    await run('apt-get', [...apt, 'update']);
    await run('apt-get', [...apt, 'download', ...wanted], { cwd: folder });
  }
}

/** A bare container has no package lists; there one usually is root. */
async function readPackageLists(packages) {
  const known = packages.every((name) => outputOf('apt-cache', ['show', name]) !== undefined);
  if (known) return;
  if (process.getuid() !== 0) {
    throw new Stop(`apt knows no package ${packages[0]} yet: run \`sudo apt-get update\``);
  }
  say("reading the system's package lists (apt-get update)");
  await run('apt-get', [...apt, 'update']);
}

/** The shared libraries that the packages depend on and that are not installed, theirs included. */
function missingLibraries(packages) {
  const missing = new Set();
  const asked = [...packages];
  for (const name of asked) {
    for (const library of librariesOf(name)) {
      if (missing.has(library) || isInstalled(library)) continue;
      missing.add(library);
      asked.push(library);
    }
  }
  return missing;
}

/** In apt's list a `|` marks a dependency for which the next line would do as well. */
function librariesOf(name) {
  const lines = (outputOf('apt-cache', ['depends', name]) ?? '').split('\n');
  return lines
    .filter((_, index) => !lines[index - 1]?.startsWith(' |'))
    .map((line) => /^[ |]+(?:Pre)?Depends: (lib(?!js-)\S+)/.exec(line)?.[1])
    .filter((library) => library !== undefined);
}

function isInstalled(name) {
  return (outputOf('dpkg-query', ['-W', '-f', '${Status}', name]) ?? '').includes('ok installed');
}

function programIn(folder, inside) {
  const libraries = ['usr/lib', 'lib']
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path).map((name) => join(path, name)))
    .filter((path) => /-linux-gnu[a-z]*$/.test(path));
  const env = libraries.length === 0 ? {} : { LD_LIBRARY_PATH: libraries.join(':') };
  return { command: join(folder, inside), env };
}

/** Packages of one release and architecture do not run on another, which may share the home. */
function systemName() {
  const release = readFileSync('/etc/os-release', 'utf8');
  const value = (key) => new RegExp(`^${key}="?([^"\\n]*)`, 'm').exec(release)?.[1] ?? '';
  return `${value('ID')}${value('VERSION_ID')}-${process.arch}`;
}

function cacheFolder() {
  const home = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  for (const folder of [join(home, 'piket'), join(root, '.cache', 'piket')]) {
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      // On to the next.
    }
  }
  throw new Stop(`cannot write to ${home}/piket nor to ${root}/.cache: set XDG_CACHE_HOME`);
}
