/** A Twilio on loopback that checks what it is sent, tells what becomes of it, and misbehaves on request. */
import { createServer } from 'node:http';
import { messagesApi, type Behaviour } from './fake-twilio-api.ts';
import { newMessageSid, openOutbox } from './fake-twilio-outbox.ts';
import { openReports, type Callbacks, type MessageStatus } from './fake-twilio-reports.ts';
import { postSigned, spoken, type App } from './fake-twilio-webhooks.ts';

export interface FakeTwilioOptions extends Partial<App> {
  readonly accountSid: string;
  readonly authToken: string;
  /** The account's numbers, all of them in its Messaging Services. */
  readonly numbers: readonly [string, ...string[]];
  readonly callbacks?: Callbacks;
}

export type FakeTwilio = Awaited<ReturnType<typeof openFakeTwilio>>;

const STOP = /^\s*(?:stop|stopall|unsubscribe|cancel|end|quit|revoke|optout)\s*$/i;
const START = /^\s*(?:start|yes|unstop)\s*$/i;

const openOptOuts = () => {
  const pairs = new Set<string>();
  return {
    hear(from: string, to: string, body: string): void {
      if (STOP.test(body)) pairs.add(`${from}>${to}`);
      if (START.test(body)) pairs.delete(`${from}>${to}`);
    },
    /** Whether this phone wants nothing of this sender. */
    has: (phone: string, sender: string): boolean => pairs.has(`${phone}>${sender}`),
  };
};

const openScripts = () => {
  const scripts = new Map<string, { readonly how: Behaviour; left: number }>();
  return {
    set(how: Behaviour, to: string, times: number): void {
      scripts.set(to, { how, left: times });
    },
    next: (to: string): Behaviour => {
      const key = scripts.has(to) ? to : '*';
      const script = scripts.get(key);
      if (!script) return 'accept';
      script.left -= 1;
      if (script.left <= 0) scripts.delete(key);
      return script.how;
    },
  };
};

export const openFakeTwilio = async (options: FakeTwilioOptions) => {
  const { accountSid, authToken, numbers, appUrl, publicUrl = appUrl ?? '' } = options;
  const complaints: string[] = [];
  let callbacks = options.callbacks ?? 'in-order';
  let requests = 0;
  let app: App | undefined = appUrl === undefined ? undefined : { appUrl, publicUrl };

  const outbox = openOutbox(numbers[0]);
  const optOuts = openOptOuts();
  const scripts = openScripts();
  const reports = openReports({
    accountSid,
    authToken,
    complaints,
    app: () => app,
    callbacks: () => callbacks,
  });
  const serve = messagesApi({
    accountSid,
    authToken,
    numbers,
    complaints,
    keep: outbox.add,
    startReports: reports.start,
    nextBehaviour: scripts.next,
    hasOptedOut: optOuts.has,
  });

  const server = createServer((request, response) => {
    requests += 1;
    serve(request, response).catch((error: unknown) => {
      complaints.push(`the fake failed: ${String(error)}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');

  const expectClean = (): void => {
    if (complaints.length > 0) throw new Error(`Twilio complains:\n- ${complaints.join('\n- ')}`);
  };

  return {
    /** The base of its API. */
    url: `http://127.0.0.1:${address.port}`,
    /** The texts that were accepted, in order. */
    sent: outbox.sent,
    waitFor: outbox.waitFor,
    /** Until no report is under way. */
    settled: reports.settled,
    /** How many requests came, whatever became of them. */
    requests: (): number => requests,

    /** Where the app listens, and where it believes to be. */
    pointAt(url: string, believedUrl = url): void {
      app = { appUrl: url, publicUrl: believedUrl };
    },

    /** From now on, for texts to one number or to all; with `times`, for the next so many only. */
    behave(how: Behaviour, { to = '*', times = Infinity } = {}): void {
      scripts.set(how, to, times);
    },

    setCallbacks(how: Callbacks): void {
      callbacks = how;
    },

    /** Tells the app what became of a text, and waits until the app has answered. */
    async report(sid: string, status: MessageStatus, code?: number): Promise<void> {
      const text = outbox.sent.find((candidate) => candidate.sid === sid);
      if (!text) throw new Error(`no text ${sid} was accepted`);
      await reports.report(text, status, code);
    },

    /**
     * Someone texts us: answers what they get back, '' for nothing; throws where the app answers no TwiML.
     * After STOP Twilio calls our webhook all the same, and lets no answer through.
     */
    async text(
      from: string,
      body: string,
      { messageSid = newMessageSid(), to = numbers[0] } = {},
    ): Promise<string> {
      if (!app) throw new Error('point the fake at an app first');
      optOuts.hear(from, to, body);
      const form = {
        ToCountry: 'US',
        SmsMessageSid: messageSid,
        NumMedia: '0',
        SmsSid: messageSid,
        SmsStatus: 'received',
        Body: body,
        To: to,
        NumSegments: '1',
        MessageSid: messageSid,
        AccountSid: accountSid,
        From: from,
        ApiVersion: '2010-04-01',
      };
      const reply = spoken(await postSigned(`${app.publicUrl}/twilio/sms`, form, app, authToken));
      return optOuts.has(from, to) ? '' : reply;
    },

    /** Throws what the app did wrong: reports that it did not take, requests that no Twilio would. */
    expectClean,

    /** The complaints so far, which are then forgotten: for a test that provokes them. */
    takeComplaints: (): readonly string[] => complaints.splice(0),

    /** Closes the server, then throws as `expectClean` does. */
    async close(): Promise<void> {
      await reports.settled();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      expectClean();
    },
  };
};
