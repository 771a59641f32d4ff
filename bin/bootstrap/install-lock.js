// One process at a time installs and builds in a clone: two `npm ci` would pull the files away under
// each other. The lock is a file that names its process; one whose process is gone is taken over, by
// one process only, since that takes a lock too.
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Stop, say } from './progress.js';
import { outputOf } from './run.js';

const waitMs = 15 * 60_000;

export async function withInstallLock(root, work) {
  const folder = join(root, '.cache');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'install.lock');
  const deadline = Date.now() + waitMs;
  let told = false;
  for (let holder = take(path); holder !== undefined; holder = take(path)) {
    if (Date.now() > deadline) {
      throw new Stop(
        `process ${holder.pid} has been installing for long; end it, or remove ${path}`,
      );
    }
    if (!told) say(`another piket (process ${holder.pid}) is installing here, waiting for it`);
    told = true;
    await delay(200);
  }
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** Takes the lock, or answers who holds it. */
function take(path) {
  if (placed(path)) return undefined;
  const text = textOf(path);
  if (text !== undefined) {
    const holder = liveHolder(text);
    if (holder !== undefined) return holder;
    const takeOver = `${path}.take`;
    const rival = take(takeOver);
    if (rival !== undefined) return rival;
    try {
      if (textOf(path) === text) rmSync(path);
    } finally {
      rmSync(takeOver, { force: true });
    }
  }
  return take(path);
}

/** `link` never shows a half-written file, and refuses a name that is there already. */
function placed(path) {
  const own = `${path}.${randomUUID()}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) }));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function liveHolder(text) {
  try {
    const holder = JSON.parse(text);
    const startedAt = startOf(holder.pid);
    return startedAt !== undefined && startedAt === holder.startedAt ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** When a process started, in whatever words the system has for it: process ids are used again. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    if (process.platform === 'linux') return undefined;
    return outputOf('ps', ['-o', 'lstart=', '-p', String(pid)])?.trim() || undefined;
  }
}
