/** What docker-compose.yml gives to other programs, held against these programs themselves. */
import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isDurable } from '../../src/store/durability.ts';
import { openRedis } from '../../src/store/redis-connection.ts';
import { readCompose, textOf } from '../support/compose.ts';
import { program, type ProgramName } from '../support/programs.ts';
import { runProgram, temporaryFolder } from '../support/real-program.ts';

const { services } = readCompose();

async function check(name: ProgramName, args: readonly string[]): Promise<string> {
  const { command, env } = program(name);
  const options = { env: { ...process.env, ...env } };
  const { stdout, stderr } = await promisify(execFile)(command, [...args], options);
  return stdout + stderr;
}

/** As the containers see it, but in a folder of the test: configuration, rules and secrets. */
async function mounted(file: string): Promise<string> {
  const folder = await temporaryFolder();
  const dashboards = fileURLToPath(new URL('../../dashboards', import.meta.url));
  await cp(dashboards, join(folder, 'rules'), { recursive: true });
  await mkdir(join(folder, 'secrets'));
  for (const name of ['webhook-token', 'metrics-token'])
    await writeFile(join(folder, 'secrets', name), 'token-of-the-test\n');
  const text = textOf(`dashboards/provisioning/${file}`)
    .replaceAll('/run/secrets', join(folder, 'secrets'))
    // Alertmanager knows it from 0.28 on, and Debian has an older one.
    .replace(/^ +timeout: 10s.*\n/m, '');
  const path = join(folder, file);
  await writeFile(path, text);
  return path;
}

describe('docker-compose.yml', () => {
  it('sets Prometheus up as promtool likes it', async () => {
    const told = await check('promtool', ['check', 'config', await mounted('prometheus.yml')]);
    expect(told).toContain('SUCCESS');
  });

  it('sets Alertmanager up as amtool likes it', async () => {
    const told = await check('amtool', ['check-config', await mounted('alertmanager.yml')]);
    expect(told).toContain('2 receivers');
  });

  it('starts a Redis that Piket calls durable', async () => {
    const dir = await temporaryFolder();
    const [, ...args] = (services['redis']?.command ?? '').trim().split(/\s+/);
    const path = join(dir, 'redis.sock');
    const its = ['--port', '0', '--unixsocket', path, '--dir', dir];
    const redis = runProgram(
      program('redis-server'),
      [...args.map((arg) => arg.replaceAll('"', '')), ...its],
      { env: {} },
    );
    await redis.writes('eady to accept connections');
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const opened = await openRedis({ address: { path }, log });
    onTestFinished(() => opened.close());
    expect(await isDurable(opened.connection)).toBe(true);
    const [, hz] = await opened.connection().config('GET', 'hz');
    expect(hz).toBe('100');
  });
});
