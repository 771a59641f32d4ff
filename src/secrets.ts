import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Settings } from './settings.ts';

/** Where secrets that were made once are kept. */
export interface SecretKeeper {
  get(name: string): Promise<string | undefined>;
  /** Answers what is kept: the given value, or the one that came first. */
  setIfAbsent(name: string, value: string): Promise<string>;
}

export interface Secrets {
  readonly webhookToken: string;
  readonly adminToken: string;
}

/** The tokens in force: those of the settings, and for absent ones those that were made once. */
export async function completeSecrets(
  { tokens }: Pick<Settings, 'tokens'>,
  keeper: SecretKeeper,
): Promise<Secrets> {
  const made = async (name: string) =>
    (await keeper.get(name)) ??
    (await keeper.setIfAbsent(name, randomBytes(24).toString('base64url')));
  return {
    webhookToken: tokens.webhook ?? (await made('webhook-token')),
    adminToken: tokens.admin ?? (await made('admin-token')),
  };
}

const kept = z.record(z.string(), z.string());

/** Keeps secrets in `secrets.json` in `dataDir`, for the one process that holds that directory. */
export function fileSecrets(dataDir: string): SecretKeeper {
  const path = join(dataDir, 'secrets.json');

  const readAll = async (): Promise<Readonly<Record<string, string>>> => {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}';
      throw error;
    });
    return parseKept(path, text);
  };

  return {
    async get(name) {
      return (await readAll())[name];
    },
    async setIfAbsent(name, value) {
      const secrets = await readAll();
      const first = secrets[name];
      if (first !== undefined) return first;
      await mkdir(dataDir, { recursive: true });
      await replace(path, `${JSON.stringify({ ...secrets, [name]: value }, undefined, 2)}\n`);
      return value;
    },
  };
}

/** The parser's own complaint would quote the file. */
function parseKept(path: string, text: string): Readonly<Record<string, string>> {
  try {
    return kept.parse(JSON.parse(text));
  } catch {
    throw new Error(`${path} is damaged: put it back from a copy, or delete it to get new tokens`);
  }
}

/** A crash leaves the old file or the new one, whole. */
async function replace(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}
