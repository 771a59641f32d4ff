import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReceivedBody } from '../../core/arrivals.ts';
import type { Clock, Log } from '../../ports.ts';
import { readAlertBody, unreadableNote } from './alert-body.ts';
import { answer, CHALLENGE, problem, refuse } from './answer.ts';
import { isSigned, type WebhookSource } from './auth.ts';
import { announcedBytes, openBudget, readBody, type WebhookLimits } from './body.ts';

export interface IntakeDeps {
  /** Settles once everything is kept durably; rejects when it may not be. */
  receive(source: string, body: ReceivedBody): Promise<{ readonly incidents: readonly number[] }>;
  /** What the same bytes came to before, if they still come to nothing new; undefined: read them. */
  recall(
    source: string,
    digest: string,
  ): Promise<{ readonly incidents: readonly number[] } | undefined>;
  /** Counts what was not taken. The source is `unknown` before a token has told it. */
  refused(source: string, reason: string): void;
  /** Whether an error means that nothing can be kept at the moment. */
  isUnavailable(error: unknown): boolean;
  readonly log: Pick<Log, 'warn' | 'error'>;
  readonly clock: Clock;
}

/** One request of an authenticated source. */
interface Delivery {
  readonly deps: IntakeDeps;
  readonly limits: WebhookLimits;
  readonly source: WebhookSource;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

const RETRY = { 'Retry-After': '10' };

/** What `work` comes to, or undefined after answering that nothing can be kept. */
async function orRetry<T>(
  { deps, source: { name }, res }: Delivery,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    deps.refused(name, 'not-kept');
    const told = 'alerts could not be kept, the sender was told to send them again';
    // The store being away heals itself; anything else is a bug, and a person must know.
    if (deps.isUnavailable(error)) deps.log.warn({ source: name }, told);
    else deps.log.error({ source: name, err: error }, told);
    problem(res, 503, 'The alerts could not be kept. Send them again.', RETRY);
    return undefined;
  }
}

const keep = (delivery: Delivery, body: ReceivedBody) =>
  orRetry(delivery, () => delivery.deps.receive(delivery.source.name, body));

/** What became of a body. */
interface Taken {
  readonly incidents: readonly number[];
  /** Why, when nothing of it could be read. */
  readonly reason?: string;
}

async function take(delivery: Delivery, raw: Buffer): Promise<void> {
  const { deps, source, res } = delivery;
  const digest = hash('sha256', raw, 'base64');
  const taken: Taken | undefined = await orRetry(
    delivery,
    async () => (await deps.recall(source.name, digest)) ?? read(delivery, raw, digest),
  );
  if (taken === undefined) return;
  const { incidents, reason } = taken;
  if (reason === undefined) return answer(res, 200, { incidents });
  problem(res, 422, `No alert could be read: ${reason}.`);
}

/** Reads a body and hands it on. */
async function read({ deps, source }: Delivery, raw: Buffer, digest: string): Promise<Taken> {
  const text = new TextDecoder().decode(raw);
  const body = readAlertBody(source.name, text, deps.clock.now());
  const { alerts, unreadable, truncated, isTimeless } = body;
  if (truncated > 0)
    deps.log.warn(
      { source: source.name, truncated },
      'the sender left alerts out: its max_alerts should be 0',
    );
  for (const { reason } of unreadable) deps.refused(source.name, reason);
  const isPlain = isTimeless && truncated === 0;
  const received = await deps.receive(source.name, {
    alerts,
    unreadable,
    ...(isPlain && { digest }),
  });
  const [first] = unreadable;
  return first === undefined || alerts.length > 0
    ? received
    : { ...received, reason: first.reason };
}

async function tooLarge(delivery: Delivery): Promise<void> {
  const { deps, limits, source, req, res } = delivery;
  deps.refused(source.name, 'too-large');
  const note = unreadableNote('too-large', '');
  const kept = await keep(delivery, { alerts: [], unreadable: [note] });
  if (kept !== undefined)
    refuse(req, res, 413, `A body may have ${limits.bodyBytes} bytes.`, limits);
}

function overloaded({ deps, limits, source, req, res }: Delivery): void {
  deps.refused(source.name, 'overloaded');
  refuse(req, res, 503, 'Too much at once. Send it again.', limits, RETRY);
}

function badlySigned({ deps, source, res }: Delivery): void {
  deps.refused(source.name, 'bad-signature');
  problem(res, 401, 'The signature does not fit.', CHALLENGE);
}

/** Takes the requests of authenticated sources within one budget; settles when one is answered. */
export function openIntake(deps: IntakeDeps, limits: WebhookLimits) {
  const budget = openBudget(limits);
  return async (
    source: WebhookSource,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> => {
    const delivery: Delivery = { deps, limits, source, req, res };
    if (announcedBytes(req) > limits.bodyBytes) return tooLarge(delivery);
    const share = budget.enter();
    if (share === undefined) return overloaded(delivery);
    try {
      if (!share.hold(announcedBytes(req))) return overloaded(delivery);
      const raw = await readBody(req, share, limits);
      if (raw === 'too-large') return await tooLarge(delivery);
      if (raw === 'overloaded') return overloaded(delivery);
      if (raw === 'stalled' || raw === 'gone') {
        deps.refused(source.name, raw);
        req.destroy();
        return;
      }
      const { hmac } = source;
      if (hmac !== undefined && !isSigned(hmac, req.headers, raw, deps.clock.now()))
        return badlySigned(delivery);
      await take(delivery, raw);
    } finally {
      share.release();
    }
  };
}
