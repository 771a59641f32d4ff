import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRules, shippedPath } from '../support/dashboards.ts';
import { program } from '../support/programs.ts';

const promtool = (...args: readonly string[]) => {
  const { command, env } = program('promtool');
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
  return { status, said: stdout + stderr };
};

describe('the rules that are shipped', () => {
  it('are such as Prometheus takes', () => {
    const checked = promtool('check', 'rules', shippedPath('piket-rules.yml'));
    const said = expect.stringContaining(`SUCCESS: ${readRules().length} rules found`);
    expect(checked).toEqual({ status: 0, said });
  });

  it('fire when they should, and are quiet while all is well', () => {
    const tested = promtool('test', 'rules', shippedPath('piket-rules.test.yml'));
    expect(tested).toEqual({ status: 0, said: expect.stringContaining('SUCCESS') });
  });

  it('are each seen firing there', () => {
    const told = readFileSync(shippedPath('piket-rules.test.yml'), 'utf8');
    const alerts = readRules().flatMap(({ alert }) => (alert === undefined ? [] : [alert]));
    expect(alerts.filter((name) => !told.includes(`{alertname="${name}"}`))).toEqual([]);
  });
});
