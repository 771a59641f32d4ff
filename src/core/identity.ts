import type { Alert, Labels } from './alert.ts';

const utf8 = new TextEncoder();
const BETWEEN = Uint8Array.of(0xff);

const compareBytes = (a: Uint8Array, b: Uint8Array): number => {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
};

/**
 * Alertmanager's fingerprint of a label set, as 16 hex digits: FNV-1a 64 over name, 0xFF, value,
 * 0xFF
 * with the names in byte order (github.com/prometheus/common, model/signature.go).
 */
export function fingerprintOf(labels: Labels): string {
  const pairs = Object.entries(labels)
    .map(([name, value]) => [utf8.encode(name), BETWEEN, utf8.encode(value), BETWEEN] as const)
    .toSorted(([a], [b]) => compareBytes(a, b));
  // The offset basis and the prime 2^40 + 0x1b3, in halves: a BigInt a byte is ten times slower.
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  const mix = (byte: number): void => {
    const mixed = (low ^ byte) >>> 0;
    const product = mixed * 0x1b3;
    high = (high * 0x1b3 + Math.floor(product / 2 ** 32) + ((mixed << 8) >>> 0)) >>> 0;
    low = product >>> 0;
  };
  for (const pair of pairs) for (const part of pair) part.forEach(mix);
  return [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');
}

/**
 * An opaque key: alerts of one source with equal ones belong to one incident. Absent labels are
 * skipped.
 */
export const groupKeyOf = (alert: Pick<Alert, 'labels'>, groupBy: readonly string[]): string =>
  JSON.stringify(
    [...new Set(groupBy)]
      .toSorted()
      .filter((name) => Object.hasOwn(alert.labels, name))
      .map((name) => [name, alert.labels[name]]),
  );

/** `dead_mans_switch` and `DeadMansSwitch` are one name. */
const nameOf = ({ labels }: Alert): string =>
  (labels['alertname'] ?? '').toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const HEARTBEATS = new Set([
  'watchdog',
  'deadmansswitch',
  'deadmanswitch',
  'prometheusdeadmansswitch',
  // awesome-prometheus-alerts
  'prometheusalertmanagere2edeadmanswitch',
]);
const UNCONCERNED = new Set(['none', 'info', 'informational']);

/** Its sender says that nobody is to act. */
const isUnconcerned = ({ labels }: Alert): boolean =>
  UNCONCERNED.has((labels['severity'] ?? '').toLowerCase());

/**
 * It always fires, to show that the way to Piket works: never an incident. Grafana OnCall's and
 * Alerta's `Heartbeat` counts only without a severity to act on: others call a lost one that.
 */
export function isHeartbeat(alert: Alert): boolean {
  const name = nameOf(alert);
  return HEARTBEATS.has(name) || (name === 'heartbeat' && isUnconcerned(alert));
}

/**
 * It exists only to inhibit others inside Alertmanager (kube-prometheus, Giant Swarm): never an
 * incident.
 */
export function isInhibitor(alert: Alert): boolean {
  const name = nameOf(alert);
  const isNone = alert.labels['severity'] === 'none';
  return name === 'infoinhibitor' || (isNone && name.startsWith('inhibition'));
}

const LEGACY_TEST = 'Someone is testing the alert notification within Grafana.';
const UNIFIED_TEST = 'Notification test';

/**
 * What the test buttons of Grafana's unified and legacy alerting send: never an incident. The labels
 * and annotations may be edited before sending, so either of them will do.
 */
export const isTest = ({ labels, annotations }: Alert): boolean =>
  (labels['alertname'] === 'TestAlert' &&
    (labels['instance'] === 'Grafana' || annotations['summary'] === UNIFIED_TEST)) ||
  (labels['alertname'] === 'Test notification' && annotations['summary'] === LEGACY_TEST);

/** What an alert is to which nobody is to respond: it is heard, and never opens an incident. */
export function exemptAs(alert: Alert): 'heartbeat' | 'inhibitor' | 'test' | undefined {
  if (isHeartbeat(alert)) return 'heartbeat';
  if (isInhibitor(alert)) return 'inhibitor';
  return isTest(alert) ? 'test' : undefined;
}

/** Begins every fingerprint that Piket makes up itself; no sender's fingerprint does. */
export const OWN_FINGERPRINT = 'piket:';

/**
 * The alert that stands for everything a source sent and nobody could read. It ends by its lease.
 */
export const syntheticUnreadable = (source: string, now: number): Alert => ({
  source,
  fingerprint: `${OWN_FINGERPRINT}unreadable`,
  status: 'firing',
  labels: { alertname: 'UnreadableAlerts', source },
  annotations: {
    summary: `${source} sent alerts that could not be read`,
    description: 'What was sent is kept. Alerts of this source may be missing until it is mended.',
  },
  startsAt: now,
});
