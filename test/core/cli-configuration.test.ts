import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli.ts';

const shipped = join(import.meta.dirname, '../../config');

async function* nothing() {}

async function piket(args: readonly string[], CONFIG_DIR = shipped) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await cli(args, {
    stdin: nothing(),
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    env: { CONFIG_DIR },
  });
  return { code, out: out.join(''), err: err.join('') };
}

/** A copy of the shipped configuration with one thing changed in one file. */
function changed(file: string, from: string, to: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'piket-check-'));
  cpSync(shipped, dir, { recursive: true });
  const text = readFileSync(join(dir, file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
  writeFileSync(join(dir, file), text.replace(from, to));
  return dir;
}

describe('piket check', () => {
  it('finds nothing wrong with what is shipped', async () => {
    const { code, out, err } = await piket(['check']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/can be used: 10 people, 8 schedules, 4 policies in use, 2 sources\n$/);
  });

  it('tells each mistake with file and line, and fails', async () => {
    const dir = changed('severities.yaml', 'respond-within: 15m', 'respond-within: soon');
    const { code, out } = await piket(['check', dir]);
    expect(code).toBe(1);
    expect(out).toMatch(/severities\.yaml:\d+: .+\n1 mistake\n$/);
  });

  it('tells them to programs as JSON', async () => {
    const dir = changed('severities.yaml', 'respond-within: 15m', 'respond-within: soon');
    const { code, out } = await piket(['check', '--json', dir]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      mistakes: [{ file: join(dir, 'severities.yaml'), line: expect.any(Number) }],
    });
    expect(JSON.parse((await piket(['check', '--json'])).out)).toMatchObject({ ok: true });
  });

  it('does not understand anything else', async () => {
    expect((await piket(['check', '--jason'])).code).toBe(2);
    expect((await piket(['check', 'a', 'b'])).code).toBe(2);
  });
});

describe('piket on-call', () => {
  it('tells who is on call at an instant, for each role and team', async () => {
    const { code, out } = await piket(['on-call', '--at', '2026-11-23T03:00:00+01:00']);
    expect(code).toBe(0);
    const rows = out.trimEnd().split('\n');
    expect(rows).toHaveLength(8);
    expect(rows[0]).toMatch(
      /^team-lead +\w+ +until \w{3} 2026-\d\d-\d\d \d\d:\d\d Europe\/Amsterdam$/,
    );
  });

  it('asks for an instant that can be read', async () => {
    const { code, err } = await piket(['on-call', '--at', 'tonight']);
    expect(code).toBe(2);
    expect(err).toContain('--at wants an instant such as');
  });
});
