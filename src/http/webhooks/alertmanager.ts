/**
 * One alert as Alertmanager's webhook (version "4"), Grafana's (version "1") and Prometheus itself
 * write it. Checked by hand, since a storm brings thousands: only what identifies an alert can make
 * it unreadable, everything else is taken as far as it makes sense.
 */
import type { Alert, Labels } from '../../core/alert.ts';
import { fingerprintOf, OWN_FINGERPRINT } from '../../core/identity.ts';

/** Why an alert or a body could not be read: a metric label, of this set alone. */
export type Reason =
  | 'not-json'
  | 'no-alerts'
  | 'not-an-object'
  | 'bad-labels'
  | 'bad-status'
  | 'bad-starts-at'
  | 'too-many-unreadable'
  | 'too-large';

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const areTexts = (value: Json): value is Labels =>
  Object.values(value).every((text) => typeof text === 'string');

/**
 * Strings as they are, numbers and booleans as strings, nulls as absent; undefined for anything
 * else.
 */
export function readLabels(value: unknown): Labels | undefined {
  if (!isObject(value)) return undefined;
  if (areTexts(value)) return value;
  const labels: [string, string][] = [];
  for (const [name, text] of Object.entries(value)) {
    if (typeof text === 'string') labels.push([name, text]);
    else if (typeof text === 'number' || typeof text === 'boolean')
      labels.push([name, String(text)]);
    else if (text !== null) return undefined;
  }
  // Not by assignment: a label may be called `__proto__`.
  return Object.fromEntries(labels);
}

const isPrivate = (name: string): boolean => name.startsWith('__') && name.endsWith('__');

/** Grafana's `__x__` are for machines: part of the identity, not of what people see. */
const visible = (labels: Labels): Labels =>
  Object.keys(labels).some(isPrivate)
    ? Object.fromEntries(Object.entries(labels).filter(([name]) => !isPrivate(name)))
    : labels;

/**
 * An RFC 3339 time, zone offsets and nanoseconds included. Go's zero time, year 1, is no time at
 * all.
 */
function readTime(value: unknown): number | 'absent' | 'bad' {
  if (value === undefined || value === null || value === '') return 'absent';
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d/.test(value)) return 'bad';
  const at = Date.parse(value);
  if (Number.isNaN(at)) return 'bad';
  return at > 0 ? at : 'absent';
}

/** The value if it is an http or https URL: a generatorURL may hold any text, scripts included. */
export const readUrl = (value: unknown): string | undefined =>
  typeof value === 'string' && /^https?:\/\/[^\s<>"]+$/i.test(value) ? value : undefined;

const readFingerprint = (value: unknown): string | undefined =>
  typeof value === 'string' &&
  value.length > 0 &&
  value.length <= 128 &&
  !value.startsWith(OWN_FINGERPRINT)
    ? value
    : undefined;

/** A body of /api/v2/alerts tells no status: an alert is over when its end is not in the future. */
function readStatus(value: unknown, endsAt: number | undefined, now: number): string {
  if (typeof value === 'string') return value;
  if (value !== undefined && value !== null) return 'bad';
  return endsAt !== undefined && endsAt <= now ? 'resolved' : 'firing';
}

/** Reads one entry of a list of alerts, or says why it cannot. */
export function readAlert(source: string, value: unknown, now: number): Alert | Reason {
  if (!isObject(value)) return 'not-an-object';
  const labels = readLabels(value['labels']);
  if (labels === undefined || Object.keys(labels).length === 0) return 'bad-labels';
  const startsAt = readTime(value['startsAt']);
  if (startsAt === 'bad') return 'bad-starts-at';
  const end = readTime(value['endsAt']);
  const endsAt = typeof end === 'number' ? end : undefined;
  const status = readStatus(value['status'], endsAt, now);
  if (status !== 'firing' && status !== 'resolved') return 'bad-status';
  const url = readUrl(value['generatorURL']);
  return {
    source,
    fingerprint: readFingerprint(value['fingerprint']) ?? fingerprintOf(labels),
    status,
    labels: visible(labels),
    annotations: visible(readLabels(value['annotations']) ?? {}),
    startsAt: startsAt === 'absent' ? now : startsAt,
    ...(status === 'resolved' && endsAt !== undefined && { endsAt }),
    ...(url !== undefined && { url }),
  };
}
