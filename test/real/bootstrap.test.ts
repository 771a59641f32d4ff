import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));

let clone: string;

/** A clone with the real bootstrap and packages, a Piket that only says that it runs, and a tame npm. */
beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'piket-clone-'));
  for (const name of ['bin', 'package.json', 'package-lock.json', 'tsconfig.json']) {
    await cp(join(repository, name), join(clone, name), { recursive: true });
  }
  await symlink(join(repository, 'node_modules'), join(clone, 'node_modules'));
  await mkdir(join(clone, 'path'));
  const npm = `#!/bin/sh\necho "npm $*"\nln -sfn '${repository}node_modules' node_modules\n`;
  await write('path/npm', npm);
  await chmod(join(clone, 'path', 'npm'), 0o755);
  await mkdir(join(clone, 'src', 'store'), { recursive: true });
  await write('src/main.ts', "export const main = (): void => console.log('running');\n");
  await write('src/old.ts', 'export const old = 1;\n');
  await write('src/store/claim.lua', 'return 1\n');
  await write(
    'src/cli.ts',
    `export const cli = (args: readonly string[], io: typeof process): number => {
  io.stdout.write(args.join());
  return 3;
};
`,
  );
});

afterEach(async () => {
  await rm(clone, { recursive: true, force: true });
});

describe('the bootstrap', () => {
  it('builds before it runs, and only once', async () => {
    const first = await run('start.js');
    expect(first).toEqual({ code: 0, stdout: 'running\n', stderr: 'piket: building (tsc)\n' });
    expect(await run('start.js')).toEqual({ code: 0, stdout: 'running\n', stderr: '' });
    expect(await readdir(clone)).not.toContain('dist.next');
  });

  it('builds again when a source has changed, and drops what has no source any more', async () => {
    await run('build.js');
    expect(await readdir(join(clone, 'dist'))).toContain('old.js');
    expect(await readdir(join(clone, 'dist', 'store'))).toEqual(['claim.lua']);
    await rm(join(clone, 'src', 'old.ts'));
    await write('src/store/claim.lua', 'return 2\n');
    expect(await run('build.js')).toMatchObject({ code: 0, stderr: 'piket: building (tsc)\n' });
    expect(await readdir(join(clone, 'dist'))).not.toContain('old.js');
    expect(await readFile(join(clone, 'dist', 'store', 'claim.lua'), 'utf8')).toBe('return 2\n');
  });

  it('stops when the build fails, and keeps the one that works', async () => {
    await run('build.js');
    await write('src/old.ts', "export const old: number = 'text';\n");
    const { code, stdout, stderr } = await run('start.js');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/old\.ts.*error TS2322[^]*\npiket: .*failed \(exit code \d\)\n$/);
    expect(await readdir(join(clone, 'dist'))).toContain('main.js');
  });

  it('builds once when several start at the same time', async () => {
    const runs = await Promise.all([run('start.js'), run('start.js'), run('start.js')]);
    expect(runs.map(({ stdout }) => stdout)).toEqual(['running\n', 'running\n', 'running\n']);
    expect(runs.filter(({ stderr }) => stderr.includes('building'))).toHaveLength(1);
  });

  it('takes over the lock of an installation that was killed', async () => {
    await mkdir(join(clone, '.cache'));
    const holder = JSON.stringify({ pid: process.pid, startedAt: 'long ago' });
    for (const name of ['install.lock', 'install.lock.take']) await write(`.cache/${name}`, holder);
    expect(await run('build.js')).toMatchObject({ code: 0, stderr: 'piket: building (tsc)\n' });
    expect(await readdir(join(clone, '.cache'))).toEqual([]);
  });

  it('leaves stdout and the exit code to the command line', async () => {
    const first = await run('piket.js', ['check', '--all']);
    expect(first).toEqual({ code: 3, stdout: 'check,--all', stderr: 'piket: building (tsc)\n' });
  });

  it('installs the packages where there are none, those for building included', async () => {
    await unlink(join(clone, 'node_modules'));
    const env = { NODE_ENV: 'production' };
    const { code, stdout, stderr } = await run('start.js', [], env);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'running\n' });
    expect(stderr).toContain('\nnpm ci --include=dev ');
    expect((await run('start.js', [], env)).stderr).toBe('');
  });
});

async function write(path: string, text: string): Promise<void> {
  await writeFile(join(clone, path), text);
}

async function run(entry: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [join(clone, 'bin', entry), ...args], {
    env: { ...process.env, PATH: `${join(clone, 'path')}:${process.env.PATH}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}
