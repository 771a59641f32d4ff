import { randomUUID } from 'node:crypto';
import type { Router } from 'express';
import { apiDeps } from './pager/api-deps.ts';
import { sampleCommand } from './pager/announce.ts';
import { type Configured, openConfigured } from './pager/configured.ts';
import { onCall } from './core/schedule.ts';
import { carryOut } from './flows/carry-out.ts';
import { openTurns } from './flows/in-turn.ts';
import { receiveAlerts } from './flows/receive-alerts.ts';
import { apiRouter } from './http/api.ts';
import { healthRouter } from './http/health.ts';
import { reloadRouter } from './http/reload.ts';
import { openApp, openServer } from './http/server.ts';
import { webhooks } from './http/webhooks.ts';
import { type Host, type Keep, openKeep } from './pager/keep.ts';
import { openMetrics } from './metrics/metrics.ts';
import type { Clock, Log, Ports } from './ports.ts';
import { openQueues, type Queues } from './queues/bull-queues.ts';
import { completeSecrets, type Secrets } from './secrets.ts';
import { publicUrlAt, type Settings } from './settings.ts';
import { openSimulatedPhones, openTwilio } from './pager/speech.ts';
import { isRedisAway } from './store/redis-away.ts';
import { startSweep } from './pager/sweep.ts';
import { Teardown } from './pager/teardown.ts';

const CONCURRENCY = 20;
const LEARN_EVERY_MS = 30_000;

export interface PagerOptions {
  readonly settings: Settings;
  /** For the tokens of sources that name a variable or a file of their own. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
  readonly host: Host;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Stands between the flows and the world: a drill's way in. */
  readonly wrap?: (ports: Ports) => Ports;
}

export interface Pager {
  readonly url: string;
  readonly publicUrl: string;
  /** The tokens as they may be shown: those that Piket made; for others, where they came from. */
  readonly told: Secrets;
  readonly configured: Configured;
  /** Answers what is wrong with the configuration; undefined: the new one is in force. */
  reload(): Promise<string | undefined>;
  stop(): Promise<void>;
}

/** Opens everything in order; a start that fails closes again what was opened. */
export async function openPager(options: PagerOptions): Promise<Pager> {
  const teardown = new Teardown();
  try {
    return await open(options, teardown);
  } catch (error) {
    await teardown.run().catch(() => undefined);
    throw error;
  }
}

async function open(options: PagerOptions, teardown: Teardown): Promise<Pager> {
  const { settings, env, readFile, clock, log, wrap = (it) => it } = options;
  const incarnation = randomUUID();
  const keep = await openKeep(settings, options.host, { clock, log, incarnation }, teardown);
  const secrets = await completeSecrets(settings, keep.secrets);
  const configured = await openConfigured({
    dir: settings.configDir,
    policies: keep.store.policies,
    webhookToken: secrets.webhookToken,
    env,
    readFile,
    log,
  });

  const address = { port: settings.http.port };
  const publicUrl = () => publicUrlAt(settings.http, address.port);
  const told = tokensToTell(settings, secrets);
  const sample = () => sampleCommand(publicUrl(), told.webhookToken, clock.now());
  const portsLater = () => ports;
  const { channel, router, endStreams } =
    settings.twilio === undefined
      ? await openSimulatedPhones(
          keep,
          { adminToken: secrets.adminToken, sampleCommand: sample, clock, log },
          portsLater,
          teardown,
        )
      : openTwilio(settings.twilio, publicUrl, log, portsLater);

  const queues = openQueues({
    connection: keep.connection,
    prefix: '{piket}:queue',
    channels: [channel.name],
    concurrency: CONCURRENCY,
    run: (work) => carryOut(work, ports),
    clock,
    log,
  });
  teardown.add('the queues', () => queues.close());
  const ports: Ports = wrap({
    ...keep.store,
    clock,
    log,
    inTurn: openTurns(),
    inHand: new Set(),
    hints: queues.hints,
    rules: configured.rules,
    classify: configured.classify,
    channels: { [channel.name]: channel },
  });
  keepLearning(configured, teardown);
  const sweep = startSweep(ports);
  teardown.add('the sweep', () => sweep.stop());

  const parts = { keep, secrets, configured, queues, router };
  const { server, reload } = await listen(options, ports, parts);
  teardown.add('the http server', () => server.close());
  teardown.add('the pages that stay open', async () => endStreams?.());
  address.port = Number(new URL(server.url).port);
  return {
    url: server.url,
    publicUrl: publicUrl(),
    told,
    configured,
    reload,
    stop: () => teardown.run(),
  };
}

const tokensToTell = ({ tokens }: Settings, { webhookToken, adminToken }: Secrets): Secrets => ({
  webhookToken: tokens.webhook === undefined ? webhookToken : '$WEBHOOK_TOKEN',
  adminToken: tokens.admin === undefined ? adminToken : '$ADMIN_TOKEN',
});

/** A replica with a newer configuration may start incidents by policies that are new here. */
function keepLearning(configured: Configured, teardown: Teardown): void {
  const learning = setInterval(() => {
    configured.learnPolicies().catch(() => undefined);
  }, LEARN_EVERY_MS);
  teardown.add('learning policies', async () => clearInterval(learning));
}

interface Parts {
  readonly keep: Keep;
  readonly secrets: Secrets;
  readonly configured: Configured;
  readonly queues: Queues;
  /** The pages of the channel in use. */
  readonly router: Router;
}

/** The metrics, and the http server in front of everything. */
async function listen(options: PagerOptions, ports: Ports, parts: Parts) {
  const { settings, version, log, clock } = options;
  const { keep, secrets, configured, queues, router } = parts;
  const { adminToken } = secrets;
  const metrics = openMetrics({
    version,
    channels: Object.keys(ports.channels),
    sources: Object.keys(configured.rules().sources),
    readFigures: () => keep.store.figures(),
    gauges: gaugesOf(parts, clock),
    log,
  });
  const reload = async () => {
    const wrong = await configured.reload().then(
      () => undefined,
      (error: Error) => error.message,
    );
    metrics.configReloaded(wrong === undefined);
    return wrong;
  };
  const server = await openServer({
    ...settings.http,
    log,
    webhooks: webhooks({
      sources: configured.sources,
      receive: async (source, body) => {
        const received = await receiveAlerts(source, body, ports);
        for (const { status } of body.alerts) metrics.alertsReceived(source, status, 1);
        metrics.alertsDeduplicated(source, received.repeats);
        return received;
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
        configuration: async () => true,
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

const gaugesOf = ({ keep: { store, isDurable }, configured, queues }: Parts, clock: Clock) => ({
  responseTargets: () => {
    const { P0, P1, P2, P3 } = configured.rules().targetMs;
    return { P0: P0 / 1000, P1: P1 / 1000, P2: P2 / 1000, P3: P3 / 1000 };
  },
  onCallCovered: () =>
    Object.fromEntries(
      Object.values(configured.rules().schedules).map((schedule): [string, 0 | 1] => [
        schedule.name,
        onCall(schedule, clock.now()).length > 0 ? 1 : 0,
      ]),
    ),
  peopleUnreachable: async () => {
    const closed = await store.optOuts.all();
    return Object.values(configured.rules().people).filter(({ id, methods }) =>
      methods.every((method) => closed.has(`${id}.${method.id}`)),
    ).length;
  },
  owedOverdueSeconds: async () => (await store.overdueMs(clock.now())) / 1000,
  queueJobs: () => queues.stats(),
  storeDurable: (): 0 | 1 => (isDurable ? 1 : 0),
});
