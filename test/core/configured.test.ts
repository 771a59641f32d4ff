import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openConfigured } from '../../src/pager/configured.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };

const open = (env: Readonly<Record<string, string>>) =>
  openConfigured({
    dir: 'config',
    env,
    readFile: (path) => {
      const text = readFileSync(path, 'utf8');
      return path.endsWith('sources.yaml')
        ? 'sources:\n  grafana:\n    kind: grafana\n    token-env: GRAFANA_TOKEN\n'
        : text;
    },
    webhookToken: 'shared',
    policies: { keep: async () => undefined, all: async () => [] },
    clock: { now: () => Date.UTC(2026, 10, 23) },
    log,
  });

describe('a start', () => {
  it('is refused without a secret that a source names, with file and line', async () => {
    await expect(open({})).rejects.toThrow(
      'The configuration has mistakes:\nconfig/sources.yaml:4: sources.grafana.token-env: the variable GRAFANA_TOKEN is not set',
    );
  });

  it('finds the secret where the source names it', async () => {
    const { sources } = await open({ GRAFANA_TOKEN: 'own' });
    expect(sources()).toEqual([{ name: 'grafana', kind: 'grafana', token: 'own' }]);
  });
});
