import type { Request } from 'express';
import twilio from 'twilio';

/** A form as express' urlencoded parser leaves it (`extended: false`). */
const isForm = (body: unknown): body is Record<string, string | string[]> =>
  typeof body === 'object' && body !== null;

/**
 * Whether Twilio signed this request, over the URL it knows us by (a proxy may strip a path prefix and
 * rewrite Host) and the whole form, with one of the tokens
 * (https://www.twilio.com/docs/usage/webhooks/webhooks-security). A form that was not parsed is not signed.
 */
export const isSignedByTwilio = (
  request: Request,
  publicUrl: string,
  authTokens: readonly string[],
): boolean => {
  const form: unknown = request.body;
  const signature = request.get('x-twilio-signature');
  const url = publicUrl.replace(/\/+$/, '') + request.originalUrl;
  if (signature === undefined || !isForm(form) || !URL.canParse(url)) return false;
  return authTokens.some((token) => twilio.validateRequest(token, signature, url, form));
};
