// One Piket per DATA_DIR: a second redis-server on the same directory starts happily, takes the socket
// away and writes into the same append-only file. Node has no flock, so the lock is a file that names
// its holder; it is made by `link`, which refuses an existing name and never shows a half-written file.
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { startOf } from './running-process.ts';

/** Another process has the directory, or it cannot be made; the message says which. */
export class DataDirUnusable extends Error {}

export interface DataLock {
  release(): Promise<void>;
}

const holderSchema = z.object({ pid: z.int().positive(), startedAt: z.string() });

/**
 * Takes the directory, made where it is missing, for the process `pid` (one's own). Throws an error
 * that names the process which has it; one that is gone loses it.
 */
export async function openDataLock(dataDir: string, pid: number): Promise<DataLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw new DataDirUnusable(`DATA_DIR cannot be used: ${error.message}`);
  });
  const path = join(dataDir, 'piket.lock');
  const own = JSON.stringify({ pid, startedAt: await startOf(pid), id: randomUUID() });
  await take(path, own);
  return {
    release: async () => {
      if ((await textOf(path)) === own) await rm(path, { force: true });
    },
  };
}

async function take(path: string, own: string): Promise<void> {
  if (await placed(path, own)) return;
  if (await isLeftBehind(path)) {
    // Only one may remove what a dead holder left: a second would remove the first one's new lock.
    // That right is a lock too, which its holder may die with, hence the same again.
    const takeOver = `${path}.take`;
    await take(takeOver, own);
    try {
      if (await isLeftBehind(path)) await rm(path);
    } finally {
      await rm(takeOver, { force: true });
    }
  }
  await take(path, own);
}

/** False when the file is there already. */
async function placed(path: string, own: string): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, own, { mode: 0o600 });
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Throws when the holder lives; false when there is no lock. */
async function isLeftBehind(path: string): Promise<boolean> {
  const text = await textOf(path);
  if (text === undefined) return false;
  const holder = holderSchema.safeParse(parsed(text));
  if (!holder.success) return true;
  const { pid, startedAt } = holder.data;
  if ((await startOf(pid)) !== startedAt) return true;
  throw new DataDirUnusable(
    `another Piket (process ${pid}) is running on this data directory: ${path}`,
  );
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
