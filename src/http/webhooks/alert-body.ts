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
  /** Whether the same bytes tell the same at any time: an alert without a status ends by the clock. */
  readonly isTimeless: boolean;
}

const MOST_NOTES = 20;
const MOST_CHARACTERS = 65_536;

export const unreadableNote = (reason: Reason, body: string): UnreadableNote => ({
  reason,
  body: body.slice(0, MOST_CHARACTERS),
});

const NOTHING: AlertBody = { alerts: [], unreadable: [], truncated: 0, isTimeless: false };

const unread = (reason: Reason, text: string): AlertBody => ({
  ...NOTHING,
  unreadable: [unreadableNote(reason, text)],
});

function readList(source: string, list: readonly unknown[], now: number): AlertBody {
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
  return { ...NOTHING, alerts, unreadable };
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
  if (parsed === undefined) return unread('not-json', text);
  const body = parsed.value;
  if (Array.isArray(body)) return readList(source, body, now);
  if (isObject(body) && Array.isArray(body['alerts'])) {
    const truncated = Number(body['truncatedAlerts'] ?? 0);
    return {
      ...readList(source, body['alerts'], now),
      truncated: truncated > 0 ? truncated : 0,
      isTimeless: body['alerts'].every(
        (alert) => isObject(alert) && typeof alert['status'] === 'string',
      ),
    };
  }
  if (!isGrafanaLegacy(body)) return unread('no-alerts', text);
  const alert = readGrafanaLegacy(source, body, now);
  if (alert === 'ignored') return NOTHING;
  if (typeof alert === 'string') return unread(alert, text);
  return { ...NOTHING, alerts: [alert] };
}
