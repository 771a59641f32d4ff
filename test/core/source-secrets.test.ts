import { describe, expect, it } from 'vitest';
import { findSourceSecrets } from '../../src/configuration/source-secrets.ts';
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

const readFile = (path: string): string => {
  if (path === '/tokens/signed') return 'from-file\n';
  throw new Error(`no file ${path}`);
};

describe('the secrets of sources', () => {
  it('are found where each source says', () => {
    const env = { OWN_TOKEN: 'from-env', SIGNED_KEY: 'key' };
    const { secrets, missing } = findSourceSecrets(sources, 'common', env, readFile);
    expect(missing).toEqual([]);
    expect(Object.fromEntries(secrets)).toEqual({
      common: { token: 'common' },
      own: { token: 'from-env' },
      signed: { token: 'from-file', hmac: 'key' },
    });
  });

  it('are told of when missing, and then the source has none', () => {
    const { secrets, missing } = findSourceSecrets(sources, 'common', {}, readFile);
    expect(missing).toEqual([
      'source own: the variable OWN_TOKEN holds no secret',
      'source signed: the variable SIGNED_KEY holds no secret',
    ]);
    expect([...secrets.keys()]).toEqual(['common']);
  });
});
