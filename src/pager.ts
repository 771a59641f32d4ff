import { randomUUID } from 'node:crypto';
import { sampleCommand } from './pager/announce.ts';
import { doubtsOf } from './pager/doubts.ts';
import { type Configured, openConfigured } from './pager/configured.ts';
import { type Attempt, openAttempts } from './flows/owed-attempts.ts';
import { openTurns } from './flows/in-turn.ts';
import { nearHints } from './flows/look-ahead.ts';
import { sayTrouble } from './flows/paging-troubles.ts';
import { openToldBefore } from './flows/told-before.ts';
import { openPagingWatch } from './flows/watch-paging.ts';
import { watchedChannel } from './flows/watched-channel.ts';
import { type Host, type Keep, openKeep } from './pager/keep.ts';
import { listen } from './pager/listen.ts';
import { openMeasured } from './metrics/measured.ts';
import type { Log, Ports, Stopwatch } from './ports.ts';
import { openQueues, type Queues } from './queues/bull-queues.ts';
import { completeSecrets, type Secrets } from './secrets.ts';
import { publicUrlAt, type Settings } from './settings.ts';
import { isRedisAway } from './store/redis-away.ts';
import { openSimulatedPhones, openTwilio } from './pager/speech.ts';
import { type Summary, summaryOf } from './pager/summary.ts';
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
  readonly clock: Stopwatch;
  readonly log: Log;
  readonly version: string;
  /** Stands between the flows and the world: a drill's way in. */
  readonly wrap?: (ports: Ports) => Ports;
}

export interface Pager {
  readonly url: string;
  /** The tokens as they may be shown: those that Piket made; for others, where they came from. */
  readonly shownTokens: Secrets;
  readonly summary: Summary;
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
  const { settings, clock, log, version, wrap = (it) => it } = options;
  const portsLater = () => ports;
  const measured = openMeasured();
  const watch = openPagingWatch(portsLater);
  const { storeWrote: wrote } = measured;
  const process = { clock, log, incarnation: randomUUID(), wrote };
  const keep = await openKeep(settings, options.host, process, teardown);
  const secrets = await completeSecrets(settings, keep.secrets);
  const configured = await openConfigured({
    ...options,
    dir: settings.configDir,
    policies: keep.store.policies,
    webhookToken: secrets.webhookToken,
  });

  const address = { port: settings.http.port };
  const publicUrl = () => publicUrlAt(settings.http, address.port);
  const shownTokens = tokensToShow(settings, secrets);
  const troubles = () => watch.troubles().map(sayTrouble);
  const sample = () => sampleCommand(publicUrl(), shownTokens.webhookToken, clock.now());
  const { channel, router, endStreams } =
    settings.twilio === undefined
      ? await openSimulatedPhones(
          keep,
          { adminToken: secrets.adminToken, sampleCommand: sample, troubles, clock, log },
          portsLater,
          teardown,
        )
      : openTwilio(settings.twilio, publicUrl, log, portsLater);
  const watched = watchedChannel(channel, { clock, log }, (sent) => {
    measured.providerAnswered(channel.name, sent.outcome, sent.tookMs);
    watch.note(sent);
  });

  const attempt = openAttempts(portsLater, isRedisAway);
  const queues = openWork(keep, channel.name, attempt, options, teardown);
  const ports: Ports = wrap({
    ...keep.store,
    clock,
    log,
    inTurn: openTurns(),
    inHand: new Set(),
    toldBefore: openToldBefore(),
    hints: nearHints(queues.hints, clock),
    rules: configured.rules,
    learnPolicies: configured.learnPolicies,
    classify: configured.classify,
    channels: { [channel.name]: watched },
  });
  keepLearning(configured, teardown);
  const sweep = startSweep(ports, attempt, watch);
  teardown.add('the sweep', () => sweep.stop());

  const doubts = () => doubtsOf(settings, publicUrl(), configured.rules().people);
  const parts = { measured, keep, secrets, configured, queues, watch, sweep, router, doubts };
  const { server, reload } = await listen({ settings, version, clock, log }, ports, parts);
  teardown.add('the http server', () => server.close());
  teardown.add('the pages that stay open', async () => endStreams?.());
  address.port = Number(new URL(server.url).port);
  for (const doubt of doubts()) log.error({}, doubt);
  const summary = await tellStart(options, keep, configured, publicUrl());
  return {
    url: server.url,
    shownTokens,
    summary,
    reload,
    stop: () => teardown.run(),
  };
}

/** The queues that carry out what is owed, punctually. */
function openWork(
  { connection }: Keep,
  channel: string,
  run: Attempt,
  { clock, log }: PagerOptions,
  teardown: Teardown,
): Queues {
  const queues = openQueues({
    connection,
    prefix: '{piket}:queue',
    channels: [channel],
    concurrency: CONCURRENCY,
    run,
    clock,
    log,
  });
  teardown.add('the queues', () => queues.close());
  return queues;
}

async function tellStart(
  { settings, version, log }: PagerOptions,
  { store, isDurable }: Keep,
  configured: Configured,
  publicUrl: string,
): Promise<Summary> {
  const closed = await store.optOuts.all();
  const found = { version, publicUrl, durable: isDurable, closed };
  const summary = summaryOf(settings, configured.rules(), found);
  log.info(summary, 'on call');
  return summary;
}

const tokensToShow = ({ tokens }: Settings, { webhookToken, adminToken }: Secrets): Secrets => ({
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
