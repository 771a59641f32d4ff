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
  run(args: readonly string[], io: CliIo): Promise<number>;
}

/** Told to the user as it is, without a stack. */
export class Misuse extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Where the configuration is, unless a command says otherwise. */
export const configDir = (env: CliIo['env']): string => env['CONFIG_DIR'] || 'config';
