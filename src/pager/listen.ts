import type { Router } from 'express';
import { receiveAlerts } from '../flows/receive-alerts.ts';
import { recallBody } from '../flows/told-before.ts';
import { sayTrouble } from '../flows/paging-troubles.ts';
import type { PagingWatch } from '../flows/watch-paging.ts';
import { apiRouter } from '../http/api.ts';
import { healthRouter } from '../http/health.ts';
import { reloadRouter } from '../http/reload.ts';
import { openApp, openServer } from '../http/server.ts';
import { webhooks } from '../http/webhooks.ts';
import type { Measured } from '../metrics/measured.ts';
import { openMetrics } from '../metrics/metrics.ts';
import type { Log, Ports, Stopwatch } from '../ports.ts';
import type { Queues } from '../queues/bull-queues.ts';
import type { Secrets } from '../secrets.ts';
import type { Settings } from '../settings.ts';
import { isRedisAway } from '../store/redis-away.ts';
import { apiDeps } from './api-deps.ts';
import type { Configured } from './configured.ts';
import { gaugesOf } from './gauges.ts';
import type { Keep } from './keep.ts';
import { openReload } from './reload.ts';
import type { Sweeping } from './sweep.ts';

interface Options {
  readonly settings: Settings;
  readonly version: string;
  readonly clock: Stopwatch;
  readonly log: Log;
}

interface Parts {
  readonly measured: Measured;
  readonly keep: Keep;
  readonly secrets: Secrets;
  readonly configured: Configured;
  readonly queues: Queues;
  readonly watch: PagingWatch;
  readonly sweep: Sweeping;
  /** The pages of the channel in use. */
  readonly router: Router;
  /** Why pages may not arrive although everything runs. */
  readonly doubts: () => readonly string[];
}

/** The metrics, and the http server in front of everything. */
export async function listen(options: Options, ports: Ports, parts: Parts) {
  const { settings, version, log, clock } = options;
  const { measured, keep, secrets, configured, queues, watch, router, doubts } = parts;
  const { adminToken } = secrets;
  const channels = Object.keys(ports.channels);
  const metrics = openMetrics({
    measured,
    version,
    channels,
    sources: Object.keys(configured.rules().sources),
    readFigures: () => keep.store.figures(),
    gauges: gaugesOf({ ...parts, channels, clock }),
    log,
  });
  const { reload, ...reloading } = openReload(configured, ports, metrics.configReloaded);
  const server = await openServer({
    ...settings.http,
    log,
    webhooks: webhooks({
      sources: configured.sources,
      receive: async (source, body) => {
        const received = await receiveAlerts(source, body, ports);
        measured.webhookTaken(source, clock.now());
        const firing = body.alerts.filter(({ status }) => status === 'firing').length;
        metrics.alertsReceived(source, 'firing', firing);
        metrics.alertsReceived(source, 'resolved', body.alerts.length - firing);
        metrics.alertsDeduplicated(source, received.repeats);
        return received;
      },
      recall: async (source, digest) => {
        const recalled = await recallBody(source, digest, ports);
        if (recalled === undefined) return undefined;
        measured.webhookTaken(source, clock.now());
        metrics.alertsReceived(source, 'firing', recalled.heard);
        metrics.alertsDeduplicated(source, recalled.repeats);
        return recalled;
      },
      refused: metrics.webhookRefused,
      took: metrics.webhookTook,
      isUnavailable: isRedisAway,
      log,
      clock,
    }),
    app: openApp({
      health: healthRouter({
        redis: () => keep.answers(),
        workers: async () => queues.healthy(),
        warnings: () => [...watch.troubles().map(sayTrouble), ...reloading.warnings(), ...doubts()],
      }),
      metrics: metrics.router,
      ...(settings.tokens.metrics === undefined ? {} : { metricsToken: settings.tokens.metrics }),
      api: apiRouter(apiDeps(ports, version, adminToken)),
      others: [reloadRouter({ adminToken, reload }), router],
      log,
      isUnavailable: isRedisAway,
    }),
  });
  return { server, reload };
}
