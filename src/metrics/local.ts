import { Counter, Gauge, Histogram, type Registry, collectDefaultMetrics } from 'prom-client';

/** Sums of their namesakes without `_total`: gauges by the name of counters, which promtool refuses. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** Reasons of `piket_webhooks_refused_total`: a first refusal shows as a rise from zero. */
const REFUSALS = [
  'bad-labels',
  'bad-signature',
  'bad-starts-at',
  'bad-status',
  'gone',
  'no-alerts',
  'not-an-object',
  'not-json',
  'not-kept',
  'overloaded',
  'stalled',
  'too-large',
  'too-many-unreadable',
] as const;

/** The series that each process counts for itself. */
export const registerLocal = (
  registry: Registry,
  { version, sources }: { readonly version: string; readonly sources: readonly string[] },
) => {
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);

  const received = new Counter({
    name: 'piket_alerts_received_total',
    help: 'Alerts that this process took from a source, repeats included.',
    labelNames: ['source', 'status'],
    registers,
  });
  const deduplicated = new Counter({
    name: 'piket_alerts_deduplicated_total',
    help: 'Alerts that told nothing new.',
    labelNames: ['source'],
    registers,
  });
  for (const source of sources) {
    received.inc({ source, status: 'firing' }, 0);
    received.inc({ source, status: 'resolved' }, 0);
    deduplicated.inc({ source }, 0);
  }
  const webhooks = new Histogram({
    name: 'piket_webhook_duration_seconds',
    help: 'From the arrival of a webhook to its answer.',
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const refused = new Counter({
    name: 'piket_webhooks_refused_total',
    help: 'Webhooks that were not taken, by reason.',
    labelNames: ['source', 'reason'],
    registers,
  });
  refused.inc({ source: 'unknown', reason: 'unauthorized' }, 0);
  for (const source of sources) {
    for (const reason of REFUSALS) refused.inc({ source, reason }, 0);
  }
  const reloaded = new Gauge({
    name: 'piket_config_last_reload_successful',
    help: '1 when the configuration was read without a mistake the last time.',
    registers,
  });
  reloaded.set(1);
  new Gauge({
    name: 'piket_build_info',
    help: 'Always 1; its label tells the version.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);

  return {
    alertsReceived: (source: string, status: 'firing' | 'resolved', count: number): void =>
      received.inc({ source, status }, count),
    alertsDeduplicated: (source: string, count: number): void =>
      deduplicated.inc({ source }, count),
    webhookTook: (seconds: number): void => webhooks.observe(seconds),
    webhookRefused: (source: string, reason: string): void => refused.inc({ source, reason }),
    configReloaded: (ok: boolean): void => reloaded.set(ok ? 1 : 0),
  };
};
