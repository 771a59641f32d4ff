import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptGetInstall, isDebian, unpackDebian } from './debian.js';
import { Stop, say } from './progress.js';
import { outputOf, run } from './run.js';

const chromes = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/**
 * names: on the PATH; debian: the packages; inside: where the program is in them; brew: the formula; asks:
 * what makes it tell its version.
 */
const programs = {
  'redis-server': {
    names: ['redis-server'],
    debian: { packages: ['redis-server', 'redis-tools'], inside: 'usr/bin/redis-server' },
    brew: 'redis',
    wants: 'redis-server 7.0 or newer',
    fits: (version) => Number(/v=(\d+)\./.exec(version)?.[1]) >= 7,
  },
  'redis-benchmark': {
    names: ['redis-benchmark'],
    debian: { packages: ['redis-server', 'redis-tools'], inside: 'usr/bin/redis-benchmark' },
    brew: 'redis',
  },
  prometheus: {
    names: ['prometheus'],
    debian: { packages: ['prometheus'], inside: 'usr/bin/prometheus' },
    brew: 'prometheus',
  },
  promtool: {
    names: ['promtool'],
    debian: { packages: ['prometheus'], inside: 'usr/bin/promtool' },
    brew: 'prometheus',
  },
  alertmanager: {
    names: ['prometheus-alertmanager', 'alertmanager'],
    debian: { packages: ['prometheus-alertmanager'], inside: 'usr/bin/prometheus-alertmanager' },
    brew: 'alertmanager',
  },
  amtool: {
    names: ['amtool'],
    debian: { packages: ['prometheus-alertmanager'], inside: 'usr/bin/amtool' },
    brew: 'alertmanager',
  },
  nginx: {
    // Debian keeps it off the PATH of ordinary users.
    names: ['nginx', '/usr/sbin/nginx'],
    debian: { packages: ['nginx'], inside: 'usr/sbin/nginx' },
    brew: 'nginx',
    asks: '-v',
    // It tells its version where errors go: enough that it runs.
    fits: (version) => version !== undefined,
  },
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', ...chromes],
    debian: { packages: ['chromium'] },
    // Ubuntu's chromium-browser may be a mere note about a snap.
    fits: (version) => /(Chromium|Google Chrome) \d/.test(version),
  },
};

/**
 * The program as `{ command, env }`, where env is what its shared libraries need: one on the PATH, or
 * the distribution's package. Throws Stop with the command to run where neither is to be had.
 */
export async function findProgram(name) {
  const program = { name, wants: name, asks: '--version', fits: Boolean, ...programs[name] };
  return onPath(program) ?? (await provide(program));
}

function onPath({ names, asks, fits }) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  if (process.platform === 'darwin') folders.push('/opt/homebrew/bin', '/usr/local/bin');
  return names
    .flatMap((file) =>
      file.startsWith('/') ? [file] : folders.map((folder) => join(folder, file)),
    )
    .filter(isExecutable)
    .map((command) => ({ command, env: {} }))
    .find((found) => fits(versionOf(found, asks)));
}

async function provide(program) {
  const { name, debian, brew, wants, asks, fits } = program;
  if (isDebian()) {
    if (debian.inside === undefined) await aptGetInstall(wants, debian.packages);
    const found =
      debian.inside === undefined
        ? onPath(program)
        : await unpackDebian(debian, (candidate) => fits(versionOf(candidate, asks)));
    if (found !== undefined) return found;
    throw new Stop(`this system's packages have no ${wants}; install one and put it on the PATH`);
  }
  if (process.platform === 'darwin') {
    const command = brew === undefined ? `install --cask ${name}` : `install ${brew}`;
    if (brew === undefined || outputOf('brew', ['--version']) === undefined) {
      throw new Stop(`needs ${wants}: run \`brew ${command}\` (see https://brew.sh)`);
    }
    say(`installing ${wants} with Homebrew (brew ${command})`);
    await run('brew', command.split(' '));
    const found = onPath(program);
    if (found !== undefined) return found;
  }
  throw new Stop(`needs ${wants}: install it with the system's package manager`);
}

/** Undefined for what does not run here. */
function versionOf({ command, env }, asks) {
  return outputOf(command, [asks], { env: { ...process.env, ...env } });
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return existsSync(path) && statSync(path).isFile();
  } catch {
    return false;
  }
}
