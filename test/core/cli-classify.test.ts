import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli.ts';

const payload = (name: string) => join(import.meta.dirname, `../payloads/${name}.json`);

async function piket(args: readonly string[], { stdin = '', env = {} } = {}) {
  const out: string[] = [];
  const err: string[] = [];
  async function* chunks() {
    yield Buffer.from(stdin).subarray(0, 100);
    yield Buffer.from(stdin).subarray(100);
  }
  const code = await cli(args, {
    stdin: chunks(),
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    env,
  });
  return { code, out: out.join(''), err: err.join('') };
}

const configured = (rules: string | undefined, sources?: string) => {
  const CONFIG_DIR = mkdtempSync(join(tmpdir(), 'piket-classify-'));
  if (rules !== undefined) writeFileSync(join(CONFIG_DIR, 'classification.yaml'), rules);
  if (sources !== undefined) writeFileSync(join(CONFIG_DIR, 'sources.yaml'), sources);
  return { env: { CONFIG_DIR } };
};

describe('piket classify', () => {
  it('tells a line an alert, keys in order', async () => {
    const { code, out, err } = await piket(['classify', payload('am-labelchange-2-critical')]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const keys = ['fingerprint', 'severity', 'category', 'team', 'rule', 'because'];
    expect(lines.map(Object.keys)).toEqual([keys, keys]);
    expect(lines.map(({ severity }) => severity)).toEqual(['P1', 'P2']);
  });

  it('shows every rule that was tried when asked to explain', async () => {
    const { out } = await piket(['classify', '--explain', payload('am-severity-critical')]);
    const { tried, rule } = JSON.parse(out);
    const severity = tried.filter(({ list }: { list: string }) => list === 'severity');
    expect(severity.at(-1)).toEqual({
      list: 'severity',
      rule,
      matched: 'severity=critical',
      outcome: 'sets P1',
    });
    expect(
      severity.slice(0, -1).every(({ matched }: { matched: unknown }) => matched === null),
    ).toBe(true);
    expect(tried.some(({ list }: { list: string }) => list === 'adjust')).toBe(true);
  });

  it.each([
    ['am-watchdog', 'heartbeat'],
    ['grafana-unified-test-button', 'test'],
  ])('asks no rule about what opens no incident: %s', async (name, what) => {
    const { code, out } = await piket(['classify', '--explain', payload(name)]);
    expect(code).toBe(0);
    const { fingerprint, ...line } = JSON.parse(out);
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(line).toEqual({
      severity: null,
      category: null,
      team: null,
      rule: null,
      because: [`${what}: opens no incident`],
    });
  });

  it.each([
    'grafana-unified-firing',
    'grafana-legacy-alerting',
    'prometheus-post-api-v2-alerts-firing',
  ])('reads %s from its standard input', async (name) => {
    const stdin = readFileSync(payload(name), 'utf8');
    const { code, out } = await piket(['classify', '-'], { stdin });
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each(['grafana-unified-custom-payload', 'am-api-v2-silences-and-alerts', 'no-such-file'])(
    'fails on %s and says why',
    async (name) => {
      const { code, out, err } = await piket(['classify', payload(name)]);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(/^piket: .+\n$/);
    },
  );

  it('takes the rules of CONFIG_DIR', async () => {
    const rules = 'severity: [{ name: all-is-well, set: P3 }]\ncategory: []\nadjust: []\n';
    const { out } = await piket(['classify', payload('am-single-firing')], configured(rules));
    expect(JSON.parse(out)).toMatchObject({
      severity: 'P3',
      rule: 'all-is-well',
      because: ['all-is-well'],
    });
  });

  it('takes the rules it came with where CONFIG_DIR has none', async () => {
    const env = { CONFIG_DIR: join(tmpdir(), 'piket-no-such-folder') };
    const { out } = await piket(['classify', payload('am-single-firing')], { env });
    expect(JSON.parse(out)).toMatchObject({ severity: 'P1', rule: 'critical-word' });
  });

  it('counts the alerts of the body that would be one incident', async () => {
    const rules = `severity:
  - { name: wide, when: { spread: { of: label.instance, at-least: 3 } }, set: P0 }
  - { name: many, when: { firing: { at-least: 2 } }, set: P1 }
category: []
adjust: []
`;
    const { out } = await piket(['classify', payload('am-group-firing-5')], configured(rules));
    const [first] = out.split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ severity: 'P0', rule: 'wide' });
    const alone = await piket(['classify', payload('am-single-firing')], configured(rules));
    expect(JSON.parse(alone.out)).toMatchObject({ rule: 'unclassified' });
  });

  it('says what it makes of the words of a source, named or known by the body', async () => {
    const counting = 'kind: alertmanager, classification: { top-priority: P1 }';
    const sources = `sources: { legacy: { ${counting} }, grafana: { kind: grafana } }`;
    const text = readFileSync(payload('am-severity-P1'), 'utf8');
    const env = configured(undefined, sources);
    for (const args of [
      ['classify', '-'],
      ['classify', '--source', 'legacy', '-'],
    ]) {
      const { out } = await piket(args, { ...env, stdin: text });
      expect(JSON.parse(out)).toMatchObject({
        severity: 'P0',
        because: ['legacy: severity=P1 counts as P0', 'priority-0: severity=P0'],
      });
    }
    const other = await piket(['classify', '-', '--source=grafana'], { ...env, stdin: text });
    expect(JSON.parse(other.out)).toMatchObject({ severity: 'P1', rule: 'priority-1' });
    const { out } = await piket(['classify', '--explain', '-'], { ...env, stdin: text });
    expect(JSON.parse(out).tried[0]).toEqual({
      list: 'source',
      rule: 'legacy',
      matched: 'legacy: severity=P1 counts as P0',
      outcome: 'translates',
    });
  });

  it('takes no source where several would do', async () => {
    const counting = '{ kind: alertmanager, classification: { top-priority: P1 } }';
    const sources = `sources: { one: ${counting}, two: ${counting} }`;
    const env = configured(undefined, sources);
    const { out } = await piket(['classify', payload('am-severity-P1')], env);
    expect(JSON.parse(out)).toMatchObject({ severity: 'P1' });
  });

  it('knows the sources by name', async () => {
    const body = payload('am-severity-P1');
    const { code, out, err } = await piket(['classify', body, '--source', 'nobody']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe('piket: no source is called nobody; there are alertmanager, grafana\n');
  });

  it('tells every mistake in the sources with its line', async () => {
    const sources = `sources:
  legacy:
    kind: alertmanager
    classification: { top-priority: P2, default: P3 }
`;
    const body = payload('am-severity-P1');
    const { code, err } = await piket(['classify', body], configured(undefined, sources));
    expect(code).toBe(1);
    expect(err).toMatch(/yaml:4: .*top-priority: .*expected one of P0, P1/);
    expect(err).toMatch(/yaml:4: .*default: not a known key/);
  });

  it('tells every mistake in the rules with its line', async () => {
    const rules = `severity:
  - name: one
    when: { on: foo, matches: '(?=a)' }
    set: P9
  - name: one
    when: { on: name, is: a, in: [b] }
    set: P1
category: []
adjust: []
`;
    const { code, err } = await piket(['classify', payload('am-single-firing')], configured(rules));
    expect(code).toBe(1);
    expect(err).toMatch(/yaml:3: .*must be name, words/);
    expect(err).toMatch(/yaml:3: .*error parsing regexp/);
    expect(err).toMatch(/yaml:4: .*expected one of P0, P1, P2, P3/);
  });
});

describe('piket', () => {
  it('explains itself', async () => {
    for (const args of [['--help'], ['help'], ['classify', '--help']]) {
      const { code, out, err } = await piket(args);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('classify FILE|-');
    }
  });

  it.each([
    [],
    ['toString'],
    ['clasify', 'x'],
    ['classify'],
    ['classify', 'a', 'b'],
    ['classify', 'a', '--source'],
    ['classify', 'a', '--sauce', 'b'],
  ])('does not understand %j', async (...args) => {
    const { code, out, err } = await piket(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('usage: piket');
  });
});
