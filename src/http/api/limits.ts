import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { hasBearer, refuseBearer } from '../bearer.ts';
import { sendProblem } from '../problems.ts';

const REQUESTS_PER_SECOND = 200;
const FAILURES_PER_MINUTE = 30;

const tooMany: RequestHandler = (_request, response) => {
  sendProblem(response, 429, 'Slow down; `Retry-After` says for how long.');
};

const limiter = (limit: number, windowMs: number, key: Parameters<typeof rateLimit>[0]) =>
  rateLimit({
    limit,
    windowMs,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    handler: tooMany,
    // Its checks speak to the console, and judge a proxy set-up that is not used here.
    validate: false,
    ...key,
  });

/** Lets the token through, up to a rate; whoever comes without it is slowed down by address. */
export const guard = (adminToken: string): RequestHandler => {
  const withToken = limiter(REQUESTS_PER_SECOND, 1000, { keyGenerator: () => 'admin' });
  const withoutToken = limiter(FAILURES_PER_MINUTE, 60_000, {
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? ''),
  });
  return (request, response, next) => {
    if (hasBearer(request.headers.authorization, adminToken)) {
      return withToken(request, response, next);
    }
    return withoutToken(request, response, (error?: unknown) =>
      error === undefined ? refuseBearer(response) : next(error),
    );
  };
};
