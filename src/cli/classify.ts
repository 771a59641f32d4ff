import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { classificationSchema } from '../configuration/classification-file.ts';
import { ConfigurationError } from '../configuration/mistake.ts';
import { loadFile } from '../configuration/yaml-file.ts';
import { classify } from '../core/classification.ts';
import { type ClassificationRules, compileRules } from '../core/classification-rules.ts';
import { explain } from '../core/explain.ts';
import { readAlertBody } from '../http/webhooks/alert-body.ts';
import { type CliIo, type Command, configDir, Misuse } from './command.ts';

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

const USAGE = 'usage: piket classify FILE|- [--explain]';

export const classifyCommand: Command = {
  usage: 'classify FILE|- [--explain]',
  about: 'reads a webhook body and tells, a line an alert, what the rules make of it and why',
  async run(args, io) {
    const explains = args.includes('--explain');
    const [file, ...rest] = args.filter((arg) => arg !== '--explain');
    if (file === undefined || rest.length > 0) throw new Misuse(USAGE, 2);
    const rules = loadRules(io.env);
    const text = file === '-' ? await readAll(io.stdin) : await readText(file);
    const { alerts, unreadable } = readAlertBody('cli', text, Date.now());
    for (const alert of alerts) {
      const { severity, category, team, rule, because } = classify(alert, rules);
      const { fingerprint } = alert;
      const tried = explains ? { tried: explain(alert, rules) } : {};
      const line = { fingerprint, severity, category, team, rule, because, ...tried };
      io.stdout.write(`${JSON.stringify(line)}\n`);
    }
    for (const { reason } of unreadable)
      io.stderr.write(
        `piket: ${alerts.length > 0 ? 'an alert' : file} cannot be read: ${reason}\n`,
      );
    return alerts.length === 0 && unreadable.length > 0 ? 1 : 0;
  },
};
