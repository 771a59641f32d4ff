import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Stop } from './progress.js';

const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/**
 * Runs a command to its end; what it prints goes to stderr. Throws Stop when it fails. A signal to this
 * process meanwhile ends the command too (only a terminal's Ctrl-C would reach it by itself).
 */
export async function run(command, args, { cwd, env = process.env } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 2, 2] });
  // Not before the command has ended: npm, for one, takes back what it did, and nobody may be
  // installing again by then.
  const passOn = (signal) => {
    child.kill(signal);
    child.once('exit', () => process.exit(exitCodes[signal]));
    setTimeout(() => child.kill('SIGKILL'), 2000);
  };
  const signals = Object.keys(exitCodes);
  for (const signal of signals) process.once(signal, passOn);
  try {
    const [code, signal] = await once(child, 'exit');
    if (code !== 0) {
      throw new Stop(`${[command, ...args].join(' ')} failed (${signal ?? `exit code ${code}`})`);
    }
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Stop(`${command} does not run: ${error.message}`);
  } finally {
    for (const name of signals) process.off(name, passOn);
  }
}

/** What a quick command prints on stdout, or undefined when it is missing or fails. */
export function outputOf(command, args, { cwd, env = process.env } = {}) {
  const { status, stdout } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout : undefined;
}
