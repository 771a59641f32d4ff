/** Programs that run for one test: they end with it, whatever becomes of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { InstalledProgram } from './programs.ts';
import { until } from './until.ts';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RealProgram {
  readonly pid: number;
  /** All that it has written, errors too. */
  output(): string;
  isRunning(): boolean;
  /** When it has ended, and everything that writes where it writes. */
  readonly ended: Promise<Exit>;
  signal(name: NodeJS.Signals): void;
  /** As a terminal's Ctrl-C: to the program and what it started. Only with `group`. */
  signalGroup(name: NodeJS.Signals): void;
  /** Until it has written this, or throws with what it has written instead. */
  writes(text: string, options?: { readonly withinMs?: number }): Promise<void>;
}

interface Options {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string | undefined;
  /** Leads a process group of its own. */
  readonly group?: boolean;
}

export const runProgram = (
  { command, env: needed }: InstalledProgram,
  args: readonly string[],
  { env, cwd, group = false }: Options,
): RealProgram => {
  const child = spawn(command, args, {
    cwd,
    env: { ...needed, ...env },
    detached: group,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} cannot be started`);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close').then(() => ({
    code: child.exitCode,
    signal: child.signalCode,
  }));
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const signalGroup = (name: NodeJS.Signals) => {
    process.kill(-pid, name);
  };
  onTestFinished(async () => {
    if (!isRunning()) return;
    if (group) signalGroup('SIGKILL');
    else child.kill('SIGKILL');
    await ended;
  });
  return {
    pid,
    output: () => output,
    isRunning,
    ended,
    signal: (name) => {
      child.kill(name);
    },
    signalGroup,
    writes: async (text, { withinMs = 20_000 } = {}) => {
      try {
        await until(`"${text}"`, () => output.includes(text), { withinMs });
      } catch (cause) {
        throw new Error(`${command} does not write "${text}", but\n${output}`, { cause });
      }
    },
  };
};

/** A folder that goes with the test. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'piket-real-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** A loopback port that nobody listens on. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port was given');
  return address.port;
};

/** Until a GET of the URL is answered with 200. Throws, with the program's own words, when it has ended. */
export const ready = async (program: RealProgram, url: string): Promise<void> => {
  try {
    await until(`${url} answers 200`, async () => {
      if (!program.isRunning()) return true;
      const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
      await response.arrayBuffer();
      return response.status === 200;
    });
    if (!program.isRunning()) throw new Error('it has ended');
  } catch (cause) {
    throw new Error(`not ready:\n${program.output()}`, { cause });
  }
};
