import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { classificationSchema } from '../configuration/classification-file.ts';
import { ConfigurationError } from '../configuration/mistake.ts';
import { DEFAULT_GROUP_BY } from '../configuration/sources.ts';
import { loadFile } from '../configuration/yaml-file.ts';
import type { Alert } from '../core/alert.ts';
import { classify } from '../core/classification.ts';
import { type ClassificationRules, compileRules } from '../core/classification-rules.ts';
import { explain } from '../core/explain.ts';
import { exemptAs, groupKeyOf } from '../core/identity.ts';
import { isForPeople } from '../core/intake.ts';
import { type Surroundings, surroundingsOf } from '../core/surroundings.ts';
import { readAlertBody } from '../http/webhooks/alert-body.ts';
import { sourceOf } from './body-source.ts';
import { type CliIo, type Command, configDir, Misuse, misused, readArgs } from './command.ts';

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
  const own = join(configDir(env), 'classification.yaml');
  const shipped = fileURLToPath(new URL('../../config/classification.yaml', import.meta.url));
  const path = existsSync(own) ? own : shipped;
  const read = loadFile(path, classificationSchema, (file) => readFileSync(file, 'utf8'));
  if (read.data === undefined) throw new ConfigurationError(read.mistakes);
  return compileRules(read.data);
}

const USAGE = 'classify FILE|- [--explain] [--source NAME]';

/** Around each alert: those of its body that would join the same incident. */
function groupsOf(
  alerts: readonly Alert[],
  groupBy: readonly string[],
  now: number,
): (alert: Alert) => Surroundings {
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts.filter(isForPeople)) {
    const key = groupKeyOf(alert, groupBy);
    groups.set(key, [...(groups.get(key) ?? []), alert]);
  }
  const known = new Map([...groups].map(([key, group]) => [key, surroundingsOf(group, now)]));
  return (alert) => known.get(groupKeyOf(alert, groupBy)) ?? surroundingsOf([alert], now);
}

function lineOf(given: Readonly<Parameters<typeof explain>>, explained = false) {
  const { severity, category, team, rule, because } = classify(...given);
  const [{ fingerprint }] = given;
  const tried = explained ? { tried: explain(...given) } : {};
  return { fingerprint, severity, category, team, rule, because, ...tried };
}

/** No rule is asked about an alert that opens no incident. */
const exemptLine = ({ fingerprint }: Alert, what: string) => ({
  fingerprint,
  severity: null,
  category: null,
  team: null,
  rule: null,
  because: [`${what}: opens no incident`],
});

export const classifyCommand: Command = {
  usage: USAGE,
  about: 'reads a webhook body and tells, a line an alert, what the rules make of it and why',
  async run(args, io, clock) {
    const options = { explain: { type: 'boolean' }, source: { type: 'string' } } as const;
    const { values, positionals } = readArgs(args, USAGE, options);
    const [file, ...rest] = positionals;
    if (file === undefined || rest.length > 0) throw misused(USAGE);
    const rules = loadRules(io.env);
    const text = file === '-' ? await readAll(io.stdin) : await readText(file);
    const now = clock.now();
    const source = sourceOf(text, values.source, io.env);
    const { alerts, unreadable } = readAlertBody(source?.name ?? 'cli', text, now);
    const around = groupsOf(alerts, source?.groupBy ?? DEFAULT_GROUP_BY, now);
    for (const alert of alerts) {
      const given = [alert, rules, around(alert), source?.words] as const;
      const exempt = exemptAs(alert);
      const line = exempt === undefined ? lineOf(given, values.explain) : exemptLine(alert, exempt);
      io.stdout.write(`${JSON.stringify(line)}\n`);
    }
    for (const { reason } of unreadable)
      io.stderr.write(
        `piket: ${alerts.length > 0 ? 'an alert' : file} cannot be read: ${reason}\n`,
      );
    return alerts.length === 0 && unreadable.length > 0 ? 1 : 0;
  },
};
