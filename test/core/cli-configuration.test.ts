import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli.ts';

const shipped = join(import.meta.dirname, '../../config');

async function* nothing() {}

const clock = { now: () => Date.UTC(2026, 10, 23, 2, 0) };

async function piket(args: readonly string[], CONFIG_DIR = shipped, variables = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdin: nothing(),
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    env: { CONFIG_DIR, ...variables },
  };
  const code = await cli(args, io, clock);
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
    expect(out).toMatch(
      /can be used: 10 people, 8 schedules, 4 policies in use, 2 sources, 1 warning\n$/,
    );
  });

  it('tells each mistake with file and line, and fails', async () => {
    const dir = changed('severities.yaml', 'respond-within: 15m', 'respond-within: soon');
    const { code, out } = await piket(['check', dir]);
    expect(code).toBe(1);
    expect(out).toMatch(/severities\.yaml:\d+: .+\n\n.+ cannot be used: 1 mistake\n$/);
  });

  it('tells them to programs as JSON', async () => {
    const dir = changed('severities.yaml', 'respond-within: 15m', 'respond-within: 15 min');
    const { code, out } = await piket(['check', '--json', dir]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      ok: false,
      mistakes: [
        {
          file: join(dir, 'severities.yaml'),
          line: expect.any(Number),
          message: expect.stringMatching(
            /^severities\.P0\.respond-within: .+; did you mean 15m\?$/,
          ),
          suggestion: '15m',
        },
      ],
      warnings: [],
    });
    expect(JSON.parse((await piket(['check', '--json'])).out)).toMatchObject({
      ok: true,
      mistakes: [],
      warnings: [{ line: expect.any(Number) }],
    });
  });

  it('warns of secrets that are not where a source names them', async () => {
    const dir = changed(
      'sources.yaml',
      '    kind: grafana\n',
      '    kind: grafana\n    token-file: no-such-token\n    hmac: { secret-env: HMAC_KEY, header: X-Signature }\n',
    );
    const { code, out } = await piket(['check', dir]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /sources\.yaml:\d+: warning: sources\.grafana\.token-file: the file \/\S+\/no-such-token is empty or cannot be read here; Piket does not start without it\n/,
    );
    expect(out).toMatch(
      /sources\.yaml:\d+: warning: sources\.grafana\.hmac\.secret-env: the variable HMAC_KEY is not set here; /,
    );
    writeFileSync(join(dir, 'no-such-token'), 'secret');
    const set = await piket(['check', dir], dir, { HMAC_KEY: 'key' });
    expect(set.out).not.toMatch(/sources\.yaml.*warning/);
  });

  it('sets the messages of a file below each other, and files apart', async () => {
    const dir = changed('people.yaml', 'language: en #', 'language: english #');
    const file = join(dir, 'people.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('name: Carol', 'nam: Carol'));
    writeFileSync(join(dir, 'policys.yaml'), '');
    const { out } = await piket(['check', dir]);
    expect(out.replaceAll(`${dir}/`, '').split('\n')).toEqual([
      expect.stringMatching(/^people\.yaml:\d: {2}defaults\.language: .+ mean en\?$/),
      expect.stringMatching(/^people\.yaml:\d\d: people\.carol\.nam: .+ mean name\?$/),
      '',
      'policys.yaml: warning: not a file that Piket reads; did you mean policies.yaml?',
      '',
      `${dir} cannot be used: 2 mistakes, 1 warning`,
      '',
    ]);
  });

  it('does not understand anything else', async () => {
    expect((await piket(['check', '--jason'])).code).toBe(2);
    expect((await piket(['check', 'a', 'b'])).code).toBe(2);
  });
});

const onCallAt = (at: string, dir?: string) => piket(['on-call', '--at', at], dir);

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

  it('tells of schedules that only a policy names, too', async () => {
    const dir = changed(
      'schedules.yaml',
      'schedules:\n',
      'schedules:\n  night-watch:\n    zone: Europe/Amsterdam\n    hand-over: Monday 09:00\n    since: 2026-01-05\n    people: [grace]\n',
    );
    const { out } = await piket(['on-call', '--at', '2026-11-27T12:00:00+01:00'], dir);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^night-watch +Grace/);
  });

  it('tells several people, and when nobody will be on call', async () => {
    const dir = changed(
      'schedules.yaml',
      'people: [ada, bob]',
      'people: [[ada, bob]]\n    only: [{ days: Monday-Friday, hours: 09:00-17:00 }]',
    );
    const { out } = await piket(['on-call', '--at', '2026-11-27T12:00:00+01:00'], dir);
    const gap = ' '.repeat(20);
    expect(out.split('\n').slice(0, 5)).toEqual([
      'team-lead            Ada, Bob         until Fri 2026-11-27 17:00 Europe/Amsterdam',
      `${gap} nobody from Fri 2026-11-27 17:00 until Mon 2026-11-30 09:00 Europe/Amsterdam`,
      `${gap} nobody from Mon 2026-11-30 17:00 until Tue 2026-12-01 09:00 Europe/Amsterdam`,
      `${gap} nobody from Tue 2026-12-01 17:00 until Wed 2026-12-02 09:00 Europe/Amsterdam`,
      `${gap} nobody 18 more times in the next 30 days`,
    ]);
  });

  it('tells of this moment unless it is asked for another', async () => {
    const { out } = await piket(['on-call', '--at', '2026-11-23T03:00:00+01:00']);
    expect((await piket(['on-call'])).out).toBe(out);
    expect((await piket(['on-call', '--at=2027-02-01T03:00:00+01:00'])).out).not.toBe(out);
  });

  it('takes a date or a time without an offset as one of the zone of all schedules', async () => {
    const { code, out } = await onCallAt('2026-12-25');
    expect(code).toBe(0);
    expect(await onCallAt('2026-12-25T00:00+01:00')).toMatchObject({ out });
    const summer = await onCallAt('2026-07-01T09:00+02:00');
    expect(await onCallAt('2026-07-01 09:00')).toEqual(summer);
  });

  it('asks for an offset where a time means several instants, or none', async () => {
    const offset = 'write its offset, such as 2026-11-23T03:00+01:00\n';
    for (const at of ['2026-10-25T02:30', '2026-03-29 02:30', '2026-02-30'])
      expect((await onCallAt(at)).err).toBe(
        `piket: --at ${at} is no time, or there twice, in Europe/Amsterdam; ${offset}`,
      );
    const far = changed('schedules.yaml', 'zone: Europe/Amsterdam', 'zone: Asia/Tokyo');
    expect(await onCallAt('2026-12-25', far)).toEqual({
      code: 2,
      out: '',
      err: `piket: --at 2026-12-25: the schedules are in Asia/Tokyo, Europe/Amsterdam; ${offset}`,
    });
  });

  it('asks for an instant that can be read', async () => {
    const { code, err } = await piket(['on-call', '--at', 'tonight']);
    expect(code).toBe(2);
    expect(err).toContain('--at wants an instant such as');
  });

  it.each([['tonight'], ['--at'], ['--on', 'monday'], ['--at', '2026-11-23T03:00Z', 'x']])(
    'does not understand %j',
    async (...args) => {
      const { code, err } = await piket(['on-call', ...args]);
      expect({ code, err }).toEqual({ code: 2, err: 'piket: usage: piket on-call [--at TIME]\n' });
    },
  );
});
