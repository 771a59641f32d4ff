import type { Alert } from '../../core/alert.ts';
import { isObject, type Json, readLabels, readUrl, type Reason } from './alertmanager.ts';

export const isGrafanaLegacy = (body: unknown): body is Json =>
  isObject(body) && 'ruleId' in body && typeof body['state'] === 'string';

const idOf = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : '0';

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * The dashboard alerting of Grafana 10 and older: a body is one rule and its state, without times,
 * fingerprint or instances. `ignored` for the states that ask nothing of anyone.
 */
export function readGrafanaLegacy(
  source: string,
  body: Json,
  now: number,
): Alert | 'ignored' | Reason {
  const state = body['state'];
  if (state === 'paused' || state === 'pending') return 'ignored';
  if (state !== 'ok' && state !== 'alerting' && state !== 'no_data') return 'bad-status';
  const name = textOf(body['ruleName']) ?? textOf(body['title']);
  if (name === undefined) return 'bad-labels';
  const summary = textOf(body['message']) ?? textOf(body['title']);
  const url = readUrl(body['ruleUrl']);
  return {
    source,
    fingerprint: `legacy-${idOf(body['orgId'])}-${idOf(body['ruleId'])}`,
    status: state === 'ok' ? 'resolved' : 'firing',
    labels: { ...readLabels(body['tags']), alertname: name },
    annotations: summary === undefined ? {} : { summary },
    startsAt: now,
    ...(state === 'ok' && { endsAt: now }),
    ...(url !== undefined && { url }),
  };
}
