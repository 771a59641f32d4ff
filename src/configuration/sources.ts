import { resolve } from 'node:path';
import type { z } from 'zod';
import type { Source } from '../core/rules.ts';
import type { SenderWords } from '../core/sender-words.ts';
import type { sourcesSchema } from './schemas.ts';

/** Where a secret is found. `shared`: the token that sources have in common, WEBHOOK_TOKEN. */
export type SecretPlace =
  | { readonly type: 'shared' }
  | { readonly type: 'env'; readonly name: string }
  | { readonly type: 'file'; readonly path: string };

/** A source as the shell sees it: with how its bodies prove where they come from. */
export interface SourceSettings extends Source {
  readonly token: SecretPlace;
  /** Bodies are signed as well. */
  readonly hmac?: {
    readonly secret: SecretPlace;
    readonly header: string;
    readonly timestampHeader?: string;
  };
}

type Sources = z.output<typeof sourcesSchema>;
type WrittenSource = Sources['sources'][string];

/** What `sources.yaml` says where there is none. */
export const DEFAULT_SOURCES =
  'sources: { alertmanager: { kind: alertmanager }, grafana: { kind: grafana } }';

/** What makes alerts one incident unless a source says otherwise. */
export const DEFAULT_GROUP_BY = ['alertname', 'cluster', 'namespace', 'service', 'job'];
/** Alertmanager's and Grafana's default repeat of 4 h, a flush, and slack. */
const DEFAULT_LEASE_MS = 260 * 60_000;

/** Sources with their defaults filled in; files are named from `dir`. */
export const toSources = ({ sources }: Sources, dir: string): readonly SourceSettings[] =>
  Object.entries(sources).map(([name, source]) => toSource(name, source, dir));

function toSource(name: string, source: WrittenSource, dir: string): SourceSettings {
  const { hmac } = source;
  const timestampHeader = hmac?.['timestamp-header'];
  return {
    name,
    kind: source.kind,
    groupBy: source['group-by'] ?? DEFAULT_GROUP_BY,
    leaseMs: source.lease ?? DEFAULT_LEASE_MS,
    ...(source.classification && { words: toWords(source.classification) }),
    token: placeOf(source['token-env'], source['token-file'], dir),
    ...(hmac && {
      hmac: {
        secret: placeOf(hmac['secret-env'], hmac['secret-file'], dir),
        header: hmac.header,
        ...(timestampHeader !== undefined && { timestampHeader }),
      },
    }),
  };
}

function toWords(written: NonNullable<WrittenSource['classification']>): SenderWords {
  const top = written['top-priority'];
  const topSev = written['top-sev'];
  const severity = written['default-severity'];
  const labels = written['environment-labels'];
  const nonProduction = written['non-production'];
  return {
    ...(top && { topPriority: top }),
    ...(topSev && { topSev }),
    ...(severity && { defaultSeverity: severity }),
    ...(labels && { environmentLabels: labels }),
    ...(nonProduction && { nonProduction }),
  };
}

function placeOf(env: string | undefined, file: string | undefined, dir: string): SecretPlace {
  if (env !== undefined) return { type: 'env', name: env };
  if (file !== undefined) return { type: 'file', path: resolve(dir, file) };
  return { type: 'shared' };
}
