import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Clock } from '../ports.ts';

/** The process around a command. */
export interface CliIo {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Command {
  /** What follows `piket`. */
  readonly usage: string;
  readonly about: string;
  /** Answers the exit code. Throws Misuse for what the user can mend. */
  run(args: readonly string[], io: CliIo, clock: Clock): Promise<number>;
}

/** Told to the user as it is, without a stack. */
export class Misuse extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** For arguments that a command does not have. */
export const misused = (usage: string): Misuse => new Misuse(`usage: piket ${usage}`, 2);

/** The options, and the other arguments. */
export function readArgs<const T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  usage: string,
  options: T,
) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch {
    throw misused(usage);
  }
}

/** Where the configuration is, unless a command says otherwise. */
export const configDir = (env: CliIo['env']): string => env['CONFIG_DIR'] || 'config';
