import { ConfigurationError, type Mistake, tell } from '../configuration/mistake.ts';
import { type Configuration, loadConfiguration } from '../configuration.ts';
import { type CliIo, type Command, configDir, Misuse } from './command.ts';

/** What is in a directory of configuration files, or what is wrong with it. */
type Checked =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

function checkDir(dir: string): Checked {
  try {
    return { ok: true, configuration: loadConfiguration(dir) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { ok: false, mistakes: error.mistakes };
  }
}

/** `1 mistake`, `3 mistakes`. */
const count = (number: number, what: string): string =>
  `${number} ${number === 1 ? what : `${what}s`}`;

function lines(dir: string, checked: Checked): string[] {
  if (!checked.ok)
    return [...checked.mistakes.map(tell), count(checked.mistakes.length, 'mistake')];
  const { rules, sources, warnings } = checked.configuration;
  const policies = new Set(Object.values(rules.policies).map(({ name }) => name));
  const contents = [
    `${Object.keys(rules.people).length} people`,
    count(Object.keys(rules.schedules).length, 'schedule'),
    `${policies.size} policies in use`,
    count(sources.length, 'source'),
  ];
  return [
    ...warnings.map((warning) => `warning: ${warning}`),
    `${dir} can be used: ${contents.join(', ')}`,
  ];
}

const asJson = (checked: Checked): string =>
  JSON.stringify(
    checked.ok
      ? { ok: true, mistakes: [], warnings: checked.configuration.warnings }
      : { ok: false, mistakes: checked.mistakes, warnings: [] },
  );

export const checkCommand: Command = {
  usage: 'check [DIR] [--json]',
  about: 'reads the configuration and tells every mistake, with file and line',
  async run(args, io: CliIo) {
    const wantsJson = args.includes('--json');
    const [dir = configDir(io.env), ...rest] = args.filter((arg) => arg !== '--json');
    if (rest.length > 0 || dir.startsWith('-'))
      throw new Misuse('usage: piket check [DIR] [--json]', 2);
    const checked = checkDir(dir);
    const text = wantsJson ? asJson(checked) : lines(dir, checked).join('\n');
    io.stdout.write(`${text}\n`);
    return checked.ok ? 0 : 1;
  },
};
