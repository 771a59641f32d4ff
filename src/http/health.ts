import { setTimeout as pause } from 'node:timers/promises';
import { type RequestHandler, Router } from 'express';

const CHECK_TIMEOUT_MS = 2000;

/** Answers whether the part works; throwing and staying silent count as no. */
type Check = () => Promise<boolean>;

export interface Checks {
  readonly redis: Check;
  readonly workers: Check;
  /** What a person should look at although this process does its work. */
  readonly warnings: () => readonly string[];
}

const PARTS = ['redis', 'workers'] as const;
/** What a person should look at; never why, since anyone may ask. */
const WITHOUT: Readonly<Record<(typeof PARTS)[number], string>> = {
  redis: 'Redis does not answer: webhooks get 503 until it does',
  workers: 'the workers of the queues do not run: pages go out by the sweep, seconds late',
};

const alive: RequestHandler = (_request, response) => {
  response.set('Cache-Control', 'no-store').json({ alive: true });
};

/**
 * `/healthz` says that the process lives, `/readyz` that it can do its work. Both are open. A provider that is
 * down is a warning: another replica would have the same one.
 */
export const healthRouter = (checks: Checks, timeoutMs = CHECK_TIMEOUT_MS): Router => {
  const passes = async (check: Check): Promise<boolean> => {
    try {
      return await Promise.race([check(), pause(timeoutMs, false, { ref: false })]);
    } catch {
      return false;
    }
  };

  const ready: RequestHandler = async (_request, response) => {
    const [redis, workers] = await Promise.all([passes(checks.redis), passes(checks.workers)]);
    // Nothing listens before there is a configuration, and a reload that fails keeps the last good one.
    const found = { redis, workers, configuration: true };
    const missing = PARTS.filter((part) => !found[part]).map((part) => WITHOUT[part]);
    const isReady = missing.length === 0;
    response
      .status(isReady ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ ready: isReady, checks: found, missing, warnings: checks.warnings() });
  };

  return Router().get('/healthz', alive).get('/readyz', ready);
};
