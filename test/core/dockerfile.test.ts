import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { textOf } from '../support/compose.ts';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url);
/** Instructions, one a line, by stage. */
const stages = textOf('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split(/^(?=FROM )/m)
  .map((stage) => stage.split('\n').filter(Boolean));
const [build = [], image = []] = stages;
const argsOf = (stage: readonly string[], name: string) =>
  stage.flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []));
const listIn = (line = ''): readonly string[] => JSON.parse(line.slice(line.indexOf('[')));
const copied = (stage: readonly string[]) =>
  argsOf(stage, 'COPY')
    .map((args) => args.split(' '))
    .flatMap((args) => (args[0]?.startsWith('--from') ? [] : args.slice(0, -1)));
const [healthcheck = ''] = argsOf(image, 'HEALTHCHECK');
const [command = ''] = argsOf(image, 'CMD');

/** Answers the exit code of the health check of a Piket that answers with this status. */
async function healthOf(status: number): Promise<number> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status).end();
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const [, ...args] = listIn(healthcheck);
  const env = { ...process.env, PORT: String(port) };
  const { code } = await run(process.execPath, args, { env }).then(
    () => ({ code: 0 }),
    (error: { code: number }) => error,
  );
  expect(asked).toEqual(['/readyz']);
  return code;
}

describe('the Dockerfile', () => {
  it('builds in one stage and runs in another, on one version of Node 24', () => {
    expect(stages).toHaveLength(2);
    for (const [from] of stages) expect(from).toMatch(/^FROM node:24\.\d+\.\d+-alpine\d+\.\d+/);
    expect(argsOf(build, 'RUN').at(-1)).toBe('npm run build && npm ci --omit=dev');
  });

  it.each([...new Set([...copied(build), ...copied(image)])])(
    'copies %s, which is there',
    (path) => {
      expect(existsSync(new URL(path, root))).toBe(true);
      expect(textOf('.dockerignore').split('\n')).toContain(`!${path.split('/')[0]}`);
    },
  );

  it('carries no sources, so that nothing is built where it runs', () => {
    expect(copied(image)).not.toContain('src');
    expect(copied(image)).not.toContain('package-lock.json');
  });

  it('runs as an ordinary user what the build has made', () => {
    expect(argsOf(image, 'USER')).toEqual(['node']);
    const [program, script = ''] = listIn(command);
    expect([program, copied(image)]).toEqual([
      'node',
      expect.arrayContaining([script.split('/')[0]]),
    ]);
    const [, built = ''] = /'\.\.\/(dist\/[\w/]+)\.js'/.exec(textOf(script)) ?? [];
    expect(argsOf(image, 'COPY')).toContain('--from=build /app/dist ./dist');
    expect(existsSync(new URL(`${built.replace('dist', 'src')}.ts`, root))).toBe(true);
  });

  it('is healthy when Piket is ready, and not otherwise', async () => {
    expect(await healthOf(200)).toBe(0);
    expect(await healthOf(503)).toBe(1);
  });
});
