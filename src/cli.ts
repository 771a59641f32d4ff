/** `npx piket COMMAND …`: what a person asks of Piket's configuration without a Piket running. */
import { checkCommand } from './cli/check.ts';
import { classifyCommand } from './cli/classify.ts';
import { type CliIo, type Command, Misuse } from './cli/command.ts';
import { onCallCommand } from './cli/on-call.ts';
import { ConfigurationError } from './configuration/mistake.ts';
import { nearest } from './configuration/nearest.ts';
import type { Clock } from './ports.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  check: checkCommand,
  classify: classifyCommand,
  'on-call': onCallCommand,
};

const widest = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length));
const USAGE = [
  'usage: piket COMMAND …',
  '',
  ...Object.values(COMMANDS).map(({ usage, about }) => `  ${usage.padEnd(widest)}  ${about}`),
  '',
].join('\n');

/** Runs one command; answers the exit code: 0, 1 when it failed, 2 when it was not understood. */
export async function cli(
  args: readonly string[],
  io: CliIo,
  clock: Clock = { now: () => Date.now() },
): Promise<number> {
  const [name = '', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const asksHelp = rest.includes('--help') || rest.includes('-h');
  if (name === '--help' || name === '-h' || name === 'help' || (command && asksHelp)) {
    io.stdout.write(USAGE);
    return 0;
  }
  if (command === undefined) {
    const near = nearest(name, Object.keys(COMMANDS));
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    io.stderr.write(name === '' ? USAGE : `piket: there is no command ${name}${hint}\n${USAGE}`);
    return 2;
  }
  try {
    return await command.run(rest, io, clock);
  } catch (error) {
    if (!(error instanceof Misuse || error instanceof ConfigurationError)) throw error;
    io.stderr.write(`piket: ${error.message}\n`);
    return error instanceof Misuse ? error.exitCode : 1;
  }
}
