import { setTimeout as pause } from 'node:timers/promises';
import { type RequestHandler, Router } from 'express';

const CHECK_TIMEOUT_MS = 2000;

/** Answers whether the part works; throwing and staying silent count as no. */
type Check = () => Promise<boolean>;

export interface Checks {
  readonly redis: Check;
  readonly workers: Check;
  readonly configuration: Check;
}

const alive: RequestHandler = (_request, response) => {
  response.set('Cache-Control', 'no-store').json({ alive: true });
};

/** `/healthz` says that the process lives, `/readyz` that it can do its work. Both are open. */
export const healthRouter = (checks: Checks, timeoutMs = CHECK_TIMEOUT_MS): Router => {
  const passes = async (check: Check): Promise<boolean> => {
    try {
      return await Promise.race([check(), pause(timeoutMs, false, { ref: false })]);
    } catch {
      return false;
    }
  };

  const ready: RequestHandler = async (_request, response) => {
    const [redis, workers, configuration] = await Promise.all([
      passes(checks.redis),
      passes(checks.workers),
      passes(checks.configuration),
    ]);
    const isReady = redis && workers && configuration;
    response
      .status(isReady ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ ready: isReady, checks: { redis, workers, configuration } });
  };

  return Router().get('/healthz', alive).get('/readyz', ready);
};
