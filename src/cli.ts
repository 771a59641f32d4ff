/** `npx piket COMMAND …`: what a person asks of Piket's configuration without a Piket running. */
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { classify } from './core/classification.ts';
import { type ClassificationRules, compileRules } from './core/classification-rules.ts';
import { classificationSchema } from './configuration/classification-file.ts';
import { ConfigurationError } from './configuration/mistake.ts';
import { loadFile } from './configuration/yaml-file.ts';
import { readAlertBody } from './http/webhooks/alert-body.ts';

/** The process around a command. */
export interface CliIo {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Command {
  /** What follows `piket`. */
  readonly usage: string;
  readonly about: string;
  /** Answers the exit code. Throws Misuse for what the user can mend. */
  run(args: readonly string[], io: CliIo): Promise<number>;
}

/** Told to the user as it is, without a stack. */
class Misuse extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

async function readAll(stdin: CliIo['stdin']): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

/** The rules of CONFIG_DIR or ./config, or those that come with Piket where there are none. */
function loadRules(env: CliIo['env']): ClassificationRules {
  const own = join(env['CONFIG_DIR'] || 'config', 'classification.yaml');
  const shipped = fileURLToPath(new URL('../config/classification.yaml', import.meta.url));
  const path = existsSync(own) ? own : shipped;
  const read = loadFile(path, classificationSchema, (file) => readFileSync(file, 'utf8'));
  if (read.data === undefined) throw new ConfigurationError(read.mistakes);
  return compileRules(read.data);
}

const classifyCommand: Command = {
  usage: 'classify FILE|-',
  about: 'reads a webhook body and tells, a line an alert, what the rules make of it and why',
  async run([file, ...rest], io) {
    if (file === undefined || rest.length > 0) throw new Misuse('usage: piket classify FILE|-', 2);
    const rules = loadRules(io.env);
    const text = file === '-' ? await readAll(io.stdin) : await readText(file);
    const { alerts, unreadable } = readAlertBody('cli', text, Date.now());
    for (const alert of alerts) {
      const { severity, category, team, rule, because } = classify(alert, rules);
      const { fingerprint } = alert;
      const line = { fingerprint, severity, category, team, rule, because };
      io.stdout.write(`${JSON.stringify(line)}\n`);
    }
    for (const { reason } of unreadable)
      io.stderr.write(
        `piket: ${alerts.length > 0 ? 'an alert' : file} cannot be read: ${reason}\n`,
      );
    return alerts.length === 0 && unreadable.length > 0 ? 1 : 0;
  },
};

const COMMANDS: Readonly<Record<string, Command>> = { classify: classifyCommand };

const USAGE = [
  'usage: piket COMMAND …',
  '',
  ...Object.values(COMMANDS).map(({ usage, about }) => `  ${usage.padEnd(18)} ${about}`),
  '',
].join('\n');

/** Runs one command; answers the exit code: 0, 1 when it failed, 2 when it was not understood. */
export async function cli(args: readonly string[], io: CliIo): Promise<number> {
  const [name = '', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const asksHelp = rest.includes('--help') || rest.includes('-h');
  if (name === '--help' || name === '-h' || name === 'help' || (command && asksHelp)) {
    io.stdout.write(USAGE);
    return 0;
  }
  if (command === undefined) {
    io.stderr.write(name === '' ? USAGE : `piket: there is no command ${name}\n${USAGE}`);
    return 2;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    if (!(error instanceof Misuse || error instanceof ConfigurationError)) throw error;
    io.stderr.write(`piket: ${error.message}\n`);
    return error instanceof Misuse ? error.exitCode : 1;
  }
}
