/** Twilio's side of the webhooks: signs what it posts, and finds fault with the answer as Twilio does. */
import twilio from 'twilio';

export interface App {
  /** Where the app listens, `http://127.0.0.1:8080`. */
  readonly appUrl: string;
  /** Where it believes to be: what is signed. */
  readonly publicUrl: string;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string;
}

const request = (url: string, init: RequestInit): Promise<Response> =>
  fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(15_000) });

/** Posts as Twilio does; a connection that fails is tried once more. Throws when that fails too. */
export const postSigned = async (
  url: string,
  form: Readonly<Record<string, string>>,
  { appUrl, publicUrl }: App,
  authToken: string,
): Promise<Answer> => {
  if (!url.startsWith(publicUrl)) throw new Error(`${url} is not under ${publicUrl}`);
  const init = {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'user-agent': 'TwilioProxy/1.1',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, url, form),
    },
    body: new URLSearchParams(form).toString(),
  };
  const target = appUrl + url.slice(publicUrl.length);
  const response = await request(target, init).catch(() => request(target, init));
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    body: await response.text(),
  };
};

/** What Twilio would log as an error, or undefined. */
export const faultOf = ({ status, contentType, body }: Answer): string | undefined => {
  if (status < 200 || status > 299) return `answered ${status}`;
  if (status !== 204 && body === '' && contentType === null) {
    return 'answered nothing without a Content-Type (Twilio logs that as a 502)';
  }
  return undefined;
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

/** What the TwiML says, '' for nothing. */
export const spoken = ({ status, contentType, body }: Answer): string => {
  if (status !== 200 || !/^(?:text|application)\/xml\b/.test(contentType ?? '')) {
    throw new Error(`the app answered ${status} with ${contentType} instead of TwiML: ${body}`);
  }
  if (!/<Response\s*\/?>/.test(body)) throw new Error(`this is no TwiML: ${body}`);
  return [...body.matchAll(/<Message>([^<]*)<\/Message>/g)]
    .map(([, text]) => (text ?? '').replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity))
    .join('\n');
};
