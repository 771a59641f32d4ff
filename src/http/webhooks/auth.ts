import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isSameSecret } from '../same-secret.ts';

/**
 * How a sender signs its bodies, as Grafana 12 does: hex HMAC-SHA256 of the body or of
 * `time:body`.
 */
export interface Hmac {
  readonly secret: string;
  readonly header: string;
  /** Carries Unix seconds; absent: a signature is good for ever. */
  readonly timestampHeader?: string;
}

/** A configured sender, as the HTTP edge knows it. */
export interface WebhookSource {
  readonly name: string;
  readonly kind: 'alertmanager' | 'grafana';
  readonly token: string;
  readonly hmac?: Hmac;
}

const MOST_SKEW_MS = 5 * 60_000;

/**
 * The bearer token, or the password of Basic (RFC 7617); node reads headers as latin1, people type
 * UTF-8.
 */
function presentedToken(authorization: string): string | undefined {
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S.*)$/.exec(authorization) ?? [];
  if (/^bearer$/i.test(scheme)) return Buffer.from(credentials.trim(), 'latin1').toString();
  if (!/^basic$/i.test(scheme)) return undefined;
  const pair = Buffer.from(credentials, 'base64').toString();
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : undefined;
}

/**
 * The source among these whose token the request carries; all are compared, each in constant time.
 */
export function authenticate(
  authorization: string | undefined,
  sources: readonly WebhookSource[],
): WebhookSource | undefined {
  const token = presentedToken(authorization ?? '');
  if (token === undefined || token === '') return undefined;
  return sources.filter((source) => isSameSecret(token, source.token))[0];
}

/**
 * Whether the body was signed with the source's secret, in time. `raw` is the body as it was sent.
 */
export function isSigned(
  hmac: Hmac,
  headers: IncomingHttpHeaders,
  raw: Buffer,
  now: number,
): boolean {
  const mac = createHmac('sha256', hmac.secret);
  if (hmac.timestampHeader !== undefined) {
    const seconds = String(headers[hmac.timestampHeader.toLowerCase()] ?? '');
    if (!/^\d{1,15}$/.test(seconds)) return false;
    if (Math.abs(now - Number(seconds) * 1000) > MOST_SKEW_MS) return false;
    mac.update(`${seconds}:`);
  }
  const signature = String(headers[hmac.header.toLowerCase()] ?? '');
  return isSameSecret(signature, mac.update(raw).digest('hex'));
}
