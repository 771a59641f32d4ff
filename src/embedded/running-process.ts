import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * When a process started, in the system's own words (ids are used again, this pair is not), or
 * undefined when it is gone. A zombie is gone.
 */
export async function startOf(pid: number): Promise<string | undefined> {
  const stat = await linuxFile(`/proc/${pid}/stat`);
  if (stat === undefined) return (await onLinux()) ? undefined : await ps('lstart=', pid);
  // proc(5): the name in parentheses may hold anything; state is field 3, starttime field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, ticks] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X' || ticks === undefined) return undefined;
  const boot = await linuxFile('/proc/sys/kernel/random/boot_id');
  return `${boot?.trim() ?? ''} ${ticks}`;
}

/** The command line of a living process, arguments joined by spaces, or undefined. */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  if ((await startOf(pid)) === undefined) return undefined;
  const line = await linuxFile(`/proc/${pid}/cmdline`);
  if (line === undefined) return (await onLinux()) ? undefined : await ps('args=', pid);
  return line.split('\0').join(' ').trim();
}

async function onLinux(): Promise<boolean> {
  return (await linuxFile('/proc/self/stat')) !== undefined;
}

async function linuxFile(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

async function ps(column: string, pid: number): Promise<string | undefined> {
  const columns = ['-ww', '-o', column, '-p', String(pid)];
  const answer = await execute('/bin/ps', columns).catch(() => undefined);
  return answer?.stdout.trim() || undefined;
}
