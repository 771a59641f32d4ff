import {
  Router,
  urlencoded,
  type ErrorRequestHandler,
  type RequestHandler,
  type Response,
} from 'express';
import type { IncomingText, PageReport } from '../core/arrivals.ts';
import type { Log } from '../ports.ts';
import { incomingText, statusQuery, statusReport } from './twilio-forms.ts';
import { isSignedByTwilio } from './twilio-signature.ts';
import { twimlReply } from './twiml.ts';

export interface TwilioRoutes {
  /** Where Twilio knows us, with the path prefix that a proxy strips, if any. */
  readonly publicUrl: string;
  /** The primary and, while it is being changed, the secondary one. */
  readonly authTokens: readonly string[];
  readonly accountSid: string;
  /** The words to answer, undefined for none. Twilio repeats a text with the same id. */
  answerText(text: IncomingText): Promise<string | undefined>;
  pageReported(report: PageReport): Promise<void>;
  /** What an `ErrorCode` of a failed text means. */
  failure(errorCode: number | undefined): { readonly reason: string };
  /** Whether an error means that the store cannot be reached at the moment. */
  isUnavailable(error: unknown): boolean;
  readonly log: Log;
}

const end = (response: Response, status: number): void => {
  response.status(status).type('text/plain').end();
};

const say = (response: Response, reply: string | undefined): void => {
  response.status(200).type('text/xml').send(twimlReply(reply));
};

/** Its name and where it was thrown: the message may hold a phone number or a text. */
const trace = (error: unknown): { error: string; at?: string[] } =>
  error instanceof Error
    ? { error: error.name, at: error.stack?.match(/^ {4}at .*$/gm)?.slice(0, 8) ?? [] }
    : { error: typeof error };

const wrongFields = (issues: readonly { readonly path: readonly PropertyKey[] }[]) =>
  issues.flatMap(({ path }) => path.slice(0, 1));

/** A body that cannot be read cannot be shown to be Twilio's. */
const unreadable: ErrorRequestHandler = (_error, _request, response, _next) => end(response, 403);

/** Twilio asks again after a 5xx where the webhook's URL says so (`#rp=all`). */
const failed =
  ({ log, isUnavailable }: Pick<TwilioRoutes, 'log' | 'isUnavailable'>): ErrorRequestHandler =>
  (error, request, response, _next) => {
    if (isUnavailable(error)) log.warn({ path: request.path }, 'Twilio was told to ask again');
    else log.error({ path: request.path, ...trace(error) }, 'a request of Twilio was not served');
    end(response, 503);
  };

/** `POST /twilio/sms` and `POST /twilio/status`: mounted at the root, before any other body parser. */
export const twilioRoutes = (deps: TwilioRoutes): Router => {
  const { authTokens, log } = deps;
  const textForm = incomingText(deps.accountSid);
  const reportForm = statusReport(deps.accountSid);

  const signed: RequestHandler = (request, response, next) => {
    if (isSignedByTwilio(request, deps.publicUrl, authTokens)) return next();
    log.warn({ path: request.path }, 'not signed by Twilio: is PUBLIC_URL what Twilio calls?');
    end(response, 403);
  };

  const unexpected = (response: Response, path: string, fields: readonly PropertyKey[]): void => {
    log.warn({ path, fields }, 'signed by Twilio, but not what Twilio sends');
    end(response, 400);
  };

  const takeText: RequestHandler = async (request, response) => {
    const text = textForm.safeParse(request.body);
    if (!text.success) {
      return unexpected(response, request.path, wrongFields(text.error.issues));
    }
    const { MessageSid: messageId, From: from, Body, OptOutType: body = Body } = text.data;
    if (from === undefined) return say(response, undefined);
    say(response, await deps.answerText({ messageId, from, body }));
  };

  const takeReport: RequestHandler = async (request, response) => {
    const query = statusQuery.safeParse(request.query);
    const report = reportForm.safeParse(request.body);
    if (!query.success || !report.success) {
      const issues = [...(query.error?.issues ?? []), ...(report.error?.issues ?? [])];
      return unexpected(response, request.path, wrongFields(issues));
    }
    const { providerId, status, errorCode } = report.data;
    if (status !== undefined) {
      const why = status === 'failed' ? { reason: deps.failure(errorCode).reason } : {};
      await deps.pageReported({ pageId: query.data.page, status, ...why, providerId });
    }
    response.status(204).end();
  };

  const router = Router();
  const form = urlencoded({ extended: false, limit: '32kb' });
  for (const [path, handler] of [
    ['/twilio/sms', takeText],
    ['/twilio/status', takeReport],
  ] as const) {
    router.post(path, form, unreadable, signed, handler, failed(deps));
    router.all(path, (_request, response) => end(response.set('Allow', 'POST'), 405));
  }
  return router;
};
