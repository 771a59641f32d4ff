/**
 * Twilio's SDK, told to use our own sockets (its own obey HTTP_PROXY), our own deadline (its time-out
 * counts only idle time) and, where given, another base. It never retries: the queue does.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import twilio from 'twilio';

export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  /** Another base for Twilio's API: an origin, and a path if need be. */
  readonly apiUrl?: string | undefined;
}

interface Transport {
  readonly apiUrl: string | undefined;
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
  readonly signal: AbortSignal;
}

/** `https://api.twilio.com/2010-04-01/…` on another base. */
const rebased = (uri: string, base: string): string => {
  const { pathname, search } = new URL(uri);
  return base.replace(/\/+$/, '') + pathname + search;
};

type RequestOptions<Data> = Parameters<typeof twilio.RequestClient.prototype.request<Data>>[0];

class TwilioHttp extends twilio.RequestClient {
  readonly #apiUrl: string | undefined;

  constructor({ apiUrl, httpAgent, httpsAgent, signal }: Transport) {
    super({ autoRetry: false });
    this.#apiUrl = apiUrl;
    Object.assign(this.axios.defaults, { httpAgent, httpsAgent, signal });
  }

  override request<Data>(options: RequestOptions<Data>) {
    const uri = this.#apiUrl === undefined ? options.uri : rebased(options.uri, this.#apiUrl);
    return super.request<Data>({ ...options, uri });
  }
}

/** A client per message, because its deadline is the message's; the sockets are shared. */
export const twilioClients = ({ accountSid, authToken, apiUrl }: TwilioAccount) => {
  // Idle sockets go before Twilio's end closes them: a page must not meet a dead one.
  const sockets = { keepAlive: true, timeout: 4_000, maxSockets: 20 };
  const httpAgent = new HttpAgent(sockets);
  const httpsAgent = new HttpsAgent(sockets);
  return (signal: AbortSignal): twilio.Twilio =>
    twilio(accountSid, authToken, {
      httpClient: new TwilioHttp({ apiUrl, httpAgent, httpsAgent, signal }),
    });
};
