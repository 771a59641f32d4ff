// Debian's Alertmanager reads its templates from a path that is compiled in, so that it only runs where
// the package is installed. For one that is merely unpacked a copy is made which looks for the same
// folder below the directory that it runs in.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InstalledProgram } from './programs.ts';

const COMPILED_IN = '/usr/share/prometheus/alertmanager';
/** As long as the other: the program knows where the text after it begins. */
const BELOW = 'usr//share/prometheus/alertmanager';

const cache = fileURLToPath(new URL('../../node_modules/.cache/piket/', import.meta.url));

/** The program to run instead, and the directory to run it in; undefined: any. */
export const runnable = (
  alertmanager: InstalledProgram,
): InstalledProgram & { readonly cwd: string | undefined } => {
  const folder = dirname(dirname(dirname(alertmanager.command)));
  const isUnpacked = existsSync(join(folder, BELOW, 'default.tmpl')) && folder !== '/';
  if (!isUnpacked || existsSync(join(COMPILED_IN, 'default.tmpl'))) {
    return { ...alertmanager, cwd: undefined };
  }
  const original = readFileSync(alertmanager.command);
  const command = join(cache, `alertmanager-${original.length}`);
  if (!existsSync(command)) {
    mkdirSync(cache, { recursive: true });
    const written = `${command}.${process.pid}`;
    // In one go: a program that is started meanwhile would inherit the open file, which cannot be run then.
    writeFileSync(written, moved(original), { mode: 0o755 });
    renameSync(written, command);
  }
  return { ...alertmanager, command, cwd: folder };
};

const moved = (program: Buffer): Buffer => {
  const copy = Buffer.from(program);
  for (let at = copy.indexOf(COMPILED_IN); at >= 0; at = copy.indexOf(COMPILED_IN, at + 1)) {
    copy.write(BELOW, at);
  }
  return copy;
};
