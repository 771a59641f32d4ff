/**
 * Tells the known kinds of body apart by their shape. A body's own `status`, `groupKey`, `receiver`
 * and `truncatedAlerts` prove nothing: Alertmanager computes them after cutting the list.
 */
import type { Alert } from '../../core/alert.ts';
import { isObject, readAlert, type Reason } from './alertmanager.ts';
import { isGrafanaLegacy, readGrafanaLegacy } from './grafana-legacy.ts';

/** What could not be read: all of a body, or one alert of it. */
export interface UnreadableNote {
  readonly reason: Reason;
  /** As it was sent, cut to 64 Ki characters. */
  readonly body: string;
}

export interface AlertBody {
  readonly alerts: readonly Alert[];
  readonly unreadable: readonly UnreadableNote[];
  /** How many alerts the sender says it left out; nothing is known of them. */
  readonly truncated: number;
}

const MOST_NOTES = 20;
const MOST_CHARACTERS = 65_536;

export const unreadableNote = (reason: Reason, body: string): UnreadableNote => ({
  reason,
  body: body.slice(0, MOST_CHARACTERS),
});

const nothing = (reason: Reason, text: string): AlertBody => ({
  alerts: [],
  unreadable: [unreadableNote(reason, text)],
  truncated: 0,
});

function readList(
  source: string,
  list: readonly unknown[],
  now: number,
): Omit<AlertBody, 'truncated'> {
  const alerts: Alert[] = [];
  const unreadable: UnreadableNote[] = [];
  let more = 0;
  for (const value of list) {
    const alert = readAlert(source, value, now);
    if (typeof alert !== 'string') alerts.push(alert);
    else if (unreadable.length < MOST_NOTES) unreadable.push(unreadableNote(alert, textOf(value)));
    else more += 1;
  }
  if (more > 0) unreadable.push(unreadableNote('too-many-unreadable', `${more} more`));
  return { alerts, unreadable };
}

/** A value may be nested too deep to be written down again. */
function textOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'too deeply nested to be kept';
  }
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/**
 * Reads a body of Alertmanager (webhook), Grafana (unified or legacy) or Prometheus
 * (/api/v2/alerts).
 * `now` stands in for a start that the sender does not tell.
 */
export function readAlertBody(source: string, text: string, now: number): AlertBody {
  const parsed = parseJson(text);
  if (parsed === undefined) return nothing('not-json', text);
  const body = parsed.value;
  if (Array.isArray(body)) return { ...readList(source, body, now), truncated: 0 };
  if (isObject(body) && Array.isArray(body['alerts'])) {
    const truncated = Number(body['truncatedAlerts'] ?? 0);
    return {
      ...readList(source, body['alerts'], now),
      truncated: truncated > 0 ? truncated : 0,
    };
  }
  if (!isGrafanaLegacy(body)) return nothing('no-alerts', text);
  const alert = readGrafanaLegacy(source, body, now);
  if (alert === 'ignored') return { alerts: [], unreadable: [], truncated: 0 };
  if (typeof alert === 'string') return nothing(alert, text);
  return { alerts: [alert], unreadable: [], truncated: 0 };
}
