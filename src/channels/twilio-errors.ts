/**
 * Twilio's error codes as reasons (https://www.twilio.com/docs/api/errors). Only the number is read:
 * its texts change, and hold the phone number.
 */
import { z } from 'zod';
import { DeliveryError } from '../ports.ts';

interface Meaning {
  readonly reason: string;
  /** This way to the person is closed. */
  readonly permanent: boolean;
}

const CLOSED: Readonly<Record<string, readonly number[]>> = {
  'invalid-number': [21211, 21214, 21217, 21265, 30005],
  'not-mobile': [21614, 21635, 30006],
  'opted-out': [21610],
  blocked: [30004],
  // 21608 and 57x005: a trial account texts only numbers that were verified.
  'not-permitted': [21215, 21216, 21219, 21408, 21608, 21612, 572005, 573005],
  // The text itself: the same one would be refused again.
  refused: [21602, 21605, 21617, 21619],
};

const TROUBLE: Readonly<Record<string, readonly number[]>> = {
  auth: [20003, 20404],
  suspended: [10001, 20005, 30002],
  'rate-limited': [10004, 20429, 30022, 63017],
  'daily-limit': [30023, 63038],
  'queue-full': [21611, 30001],
  sender: [
    21210, 21212, 21266, 21601, 21603, 21606, 21659, 21660, 21661, 21701, 21703, 21704, 21705,
    30024, 30032, 30034, 572002,
  ],
  unreachable: [30003],
  filtered: [30007],
  expired: [30036],
  'bad-callback': [21609],
};

const meanings = (
  table: Readonly<Record<string, readonly number[]>>,
  permanent: boolean,
): (readonly [number, Meaning])[] =>
  Object.entries(table).flatMap(([reason, codes]) =>
    codes.map((code) => [code, { reason, permanent }] as const),
  );

const MEANINGS: ReadonlyMap<number, Meaning> = new Map([
  ...meanings(CLOSED, true),
  ...meanings(TROUBLE, false),
]);

/** Why a text that Twilio took was `failed` or `undelivered`, by the report's `ErrorCode`. */
export const reportReason = (errorCode: number | undefined): Meaning =>
  MEANINGS.get(errorCode ?? 0) ?? { reason: 'undelivered', permanent: false };

const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'auth',
  403: 'auth',
  429: 'rate-limited',
};

const refusal = (status: number, code: number | undefined): DeliveryError => {
  // These say that somebody on the way has waited in vain; other 5xx come from there, too.
  if (status === 408 || status === 504) {
    return new DeliveryError('provider-error', { unanswered: true });
  }
  if (status < 400 || status >= 500) {
    return new DeliveryError('provider-error', { uncertain: true });
  }
  const known = MEANINGS.get(code ?? 0);
  if (known !== undefined) return new DeliveryError(known.reason, { permanent: known.permanent });
  const reason = BY_STATUS[status];
  return reason === undefined
    ? new DeliveryError('refused', { unknown: true })
    : new DeliveryError(reason);
};

/** Nothing was sent: there was no connection to send it on. */
const NO_CONNECTION: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** RestException and TwilioServiceException; an AxiosError has no status where there was no answer. */
const Refusal = z.object({ status: z.number(), code: z.number().optional().catch(undefined) });
const NetworkError = z.object({ code: z.string() });

/**
 * What the SDK threw, as a DeliveryError. The original never travels on: an AxiosError holds the
 * token, the phone number and the text.
 */
export const deliveryError = (thrown: unknown): DeliveryError => {
  const refused = Refusal.safeParse(thrown);
  if (refused.success) return refusal(refused.data.status, refused.data.code);
  const network = NetworkError.safeParse(thrown);
  if (network.success) {
    return new DeliveryError('network', { unanswered: !NO_CONNECTION.has(network.data.code) });
  }
  return new DeliveryError('provider-error', { unanswered: true });
};
