import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Log } from '../ports.ts';

const TITLES = {
  400: 'Bad request',
  401: 'Unauthorized',
  404: 'Not found',
  409: 'Conflict',
  413: 'Body too large',
  422: 'The body does not fit',
  429: 'Too many requests',
  500: 'Something went wrong',
  503: 'Not available now',
} as const;

export type ProblemStatus = keyof typeof TITLES;

/** Problem details as of RFC 9457; `reason` is a word for programs, `detail` a sentence for people. */
export const problemSchema = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  detail: z.string().exactOptional(),
  reason: z.string().exactOptional(),
});

/** Thrown by a route to answer with problem details; what it carries is shown to the client. */
export class Problem extends Error {
  readonly status: ProblemStatus;
  readonly reason: string | undefined;
  constructor(status: ProblemStatus, detail: string, reason?: string) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.reason = reason;
  }
}

export const sendProblem = (
  response: Response,
  status: ProblemStatus,
  detail?: string,
  reason?: string,
  title: string = TITLES[status],
): void => {
  const problem: z.output<typeof problemSchema> = {
    type: 'about:blank',
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(reason === undefined ? {} : { reason }),
  };
  response.status(status).type('application/problem+json').send(JSON.stringify(problem));
};

/** What a parse found wrong, in one line: `minutes: Too big: expected number to be <=10080`. */
export const whatIsWrong = (error: z.ZodError): string =>
  error.issues
    .slice(0, 5)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');

export const notFound: RequestHandler = (_request, response) => {
  sendProblem(response, 404, 'There is nothing here.');
};

/** What express' body parsers throw (of http-errors) for a client's mistake. */
const parserError = z.object({ status: z.int().min(400).max(499), expose: z.literal(true) });

/** The status of an error that is the client's mistake: an unreadable body or path. */
const clientStatus = (error: unknown): ProblemStatus | undefined => {
  if (error instanceof URIError) return 400;
  const parsed = parserError.safeParse(error);
  if (!parsed.success) return undefined;
  return parsed.data.status === 413 ? 413 : 400;
};

interface Answering {
  readonly log: Log;
  /** Whether an error means that the store does not answer: told as 503, to be tried again. */
  readonly isUnavailable?: (error: unknown) => boolean;
}

/** The last word on every error: problem details for the client, one log line where it is a bug. */
export const answerErrors =
  ({ log, isUnavailable = () => false }: Answering): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof Problem) {
      return sendProblem(response, error.status, error.message, error.reason);
    }
    const status = clientStatus(error);
    if (status !== undefined) {
      const detail = status === 413 ? 'The body is too large.' : 'The request could not be read.';
      return sendProblem(response, status, detail);
    }
    const about = { method: request.method, path: request.path, err: error };
    if (isUnavailable(error)) {
      log.warn(about, 'a request found the store away');
      response.set('Retry-After', '5');
      return sendProblem(response, 503, 'The store does not answer; try again.');
    }
    log.error(about, 'a request failed unexpectedly');
    return sendProblem(response, 500);
  };
