/**
 * What Twilio posts. The signature joins names and values without a separator, so that a captured
 * request can be split anew and still pass: every field that is used has a strict shape of its own.
 * Twilio adds parameters without notice; those are let through unread.
 */
import { z } from 'zod';

const messageSid = z.string().regex(/^(?:SM|MM)[0-9a-f]{32}$/);

const E164 = /^\+[1-9]\d{6,14}$/;
/** A short code or a name: a sender that is not a phone, and cannot be answered. */
const NO_PHONE = /^(?:\d{3,8}|[A-Za-z0-9][A-Za-z0-9 ]{0,10})$/;

export const incomingText = (accountSid: string) =>
  z.object({
    AccountSid: z.literal(accountSid),
    MessageSid: messageSid,
    From: z.union([
      z.string().regex(E164),
      z
        .string()
        .regex(NO_PHONE)
        .transform(() => undefined),
    ]),
    // Empty for a picture without words.
    Body: z.string(),
    // Advanced Opt-Out knows the words of many languages: what Twilio did counts, not what was said.
    OptOutType: z.enum(['STOP', 'START', 'HELP']).optional().catch(undefined),
  });

const STATUSES: ReadonlyMap<string, 'sent' | 'delivered' | 'failed'> = new Map([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

/** `status` is undefined where Twilio still has the text (queued, sending, …), or says something new. */
export const statusReport = (accountSid: string) =>
  z
    .object({
      AccountSid: z.literal(accountSid),
      MessageSid: messageSid,
      MessageStatus: z.string().regex(/^[a-z_-]{1,32}$/),
      ErrorCode: z
        .string()
        .regex(/^\d{1,6}$/)
        .transform(Number)
        .optional()
        .catch(undefined),
    })
    .transform(({ MessageSid, MessageStatus, ErrorCode }) => ({
      providerId: MessageSid,
      status: STATUSES.get(MessageStatus),
      errorCode: ErrorCode,
    }));

const PAGE = /^\d+(?:\.[a-z0-9-]+){5}$/;

/** The page that leads a message, as our own StatusCallback carries it. */
export const statusQuery = z.object({ page: z.string().regex(PAGE) });
