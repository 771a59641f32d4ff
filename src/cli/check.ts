import { readFileSync } from 'node:fs';
import { ConfigurationError, type Mistake, placeOf } from '../configuration/mistake.ts';
import { findSourceSecrets } from '../configuration/source-secrets.ts';
import { type Configuration, loadConfiguration } from '../configuration.ts';
import { policiesInUse } from '../core/route.ts';
import { type CliIo, type Command, configDir, misused, readArgs } from './command.ts';

/** What is in a directory of configuration files, and what is wrong with it. */
interface Checked {
  readonly mistakes: readonly Mistake[];
  readonly warnings: readonly Mistake[];
  /** Absent where there are mistakes. */
  readonly configuration?: Configuration;
}

const readFile = (path: string): string => readFileSync(path, 'utf8');

/** Secrets that sources name and that are not in this environment: it need not be the one of the start. */
const missingSecrets = (configuration: Configuration, env: CliIo['env']): readonly Mistake[] =>
  findSourceSecrets(configuration, 'shared', env, readFile).missing.map((mistake) => ({
    ...mistake,
    message: `${mistake.message} here; Piket does not start without it`,
  }));

function checkDir(dir: string, env: CliIo['env'], now: number): Checked {
  try {
    const configuration = loadConfiguration(dir, now, readFile);
    const warnings = [...configuration.warnings, ...missingSecrets(configuration, env)];
    return { mistakes: [], warnings, configuration };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error;
  }
}

/** `1 mistake`, `3 mistakes`. */
const count = (number: number, what: string): string =>
  `${number} ${number === 1 ? what : `${what}s`}`;

/** File by file, the messages of each below each other. */
function blocks(mistakes: readonly Mistake[], mark = ''): readonly string[] {
  const files = [...new Set(mistakes.map(({ file }) => file))];
  return files.map((name) => {
    const inFile = mistakes.filter(({ file }) => file === name);
    const width = Math.max(...inFile.map((mistake) => placeOf(mistake).length));
    return inFile
      .map((mistake) => `${placeOf(mistake).padEnd(width)} ${mark}${mistake.message}\n`)
      .join('');
  });
}

function verdict(dir: string, { mistakes, warnings, configuration }: Checked): string {
  const told = warnings.length > 0 ? [count(warnings.length, 'warning')] : [];
  if (configuration === undefined)
    return `${dir} cannot be used: ${[count(mistakes.length, 'mistake'), ...told].join(', ')}`;
  const { rules, sources } = configuration;
  const policies = new Set(policiesInUse(rules).map(({ name }) => name));
  const contents = [
    `${Object.keys(rules.people).length} people`,
    count(Object.keys(rules.schedules).length, 'schedule'),
    `${policies.size} policies in use`,
    count(sources.length, 'source'),
  ];
  return `${dir} can be used: ${[...contents, ...told].join(', ')}`;
}

const asText = (dir: string, checked: Checked): string =>
  [
    ...blocks(checked.mistakes),
    ...blocks(checked.warnings, 'warning: '),
    `${verdict(dir, checked)}\n`,
  ].join('\n');

const asJson = ({ mistakes, warnings }: Checked): string =>
  `${JSON.stringify({ ok: mistakes.length === 0, mistakes, warnings })}\n`;

const USAGE = 'check [DIR] [--json]';

export const checkCommand: Command = {
  usage: USAGE,
  about: 'reads the configuration and tells every mistake, with file and line',
  async run(args, io, clock) {
    const { values, positionals } = readArgs(args, USAGE, { json: { type: 'boolean' } });
    const [dir = configDir(io.env), ...rest] = positionals;
    if (rest.length > 0) throw misused(USAGE);
    const checked = checkDir(dir, io.env, clock.now());
    io.stdout.write(values.json ? asJson(checked) : asText(dir, checked));
    return checked.mistakes.length === 0 ? 0 : 1;
  },
};
