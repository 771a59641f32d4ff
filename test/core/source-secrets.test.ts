import { describe, expect, it } from 'vitest';
import { tell } from '../../src/configuration/mistake.ts';
import { findSourceSecrets } from '../../src/configuration/source-secrets.ts';
import { sourcesSchema } from '../../src/configuration/schemas.ts';
import { loadFile } from '../../src/configuration/yaml-file.ts';
import type { SourceSettings } from '../../src/configuration/sources.ts';

const rest = { kind: 'grafana', groupBy: ['alertname'], leaseMs: 60_000 } as const;

const sources: readonly SourceSettings[] = [
  { ...rest, name: 'common', token: { type: 'shared' } },
  { ...rest, name: 'own', token: { type: 'env', name: 'OWN_TOKEN' } },
  {
    ...rest,
    name: 'signed',
    token: { type: 'file', path: '/tokens/signed' },
    hmac: { secret: { type: 'env', name: 'SIGNED_KEY' }, header: 'X-Signature' },
  },
];

const written = `sources:
  common: { kind: grafana }
  own:
    kind: grafana
    token-env: OWN_TOKEN
  signed:
    kind: grafana
    token-file: /tokens/signed
    hmac:
      secret-env: SIGNED_KEY
      header: X-Signature
`;
const { file: sourcesFile } = loadFile('sources.yaml', sourcesSchema, () => written);
const configured = { sources, sourcesFile };

const readFile = (path: string): string => {
  if (path === '/tokens/signed') return 'from-file\n';
  throw new Error(`no file ${path}`);
};

describe('the secrets of sources', () => {
  it('are found where each source says', () => {
    const env = { OWN_TOKEN: 'from-env', SIGNED_KEY: 'key' };
    const { secrets, missing } = findSourceSecrets(configured, 'common', env, readFile);
    expect(missing).toEqual([]);
    expect(Object.fromEntries(secrets)).toEqual({
      common: { token: 'common' },
      own: { token: 'from-env' },
      signed: { token: 'from-file', hmac: 'key' },
    });
  });

  it('are told of when missing, and then the source has none', () => {
    const { secrets, missing } = findSourceSecrets(configured, 'common', {}, readFile);
    expect(missing.map(tell)).toEqual([
      'sources.yaml:5: sources.own.token-env: the variable OWN_TOKEN is not set',
      'sources.yaml:10: sources.signed.hmac.secret-env: the variable SIGNED_KEY is not set',
    ]);
    expect([...secrets.keys()]).toEqual(['common']);
  });
});
