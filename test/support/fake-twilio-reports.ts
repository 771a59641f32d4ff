/** What the fake Twilio tells the app about the texts it took. */
import { setTimeout as pause } from 'node:timers/promises';
import type { SentText } from './fake-twilio-outbox.ts';
import { faultOf, postSigned, type App } from './fake-twilio-webhooks.ts';

export type MessageStatus = 'queued' | 'sending' | 'sent' | 'delivered' | 'undelivered' | 'failed';

/** How reports come by themselves: `manual` is never, so that the test reports, or nobody does. */
export type Callbacks =
  | 'in-order'
  | 'reversed'
  | 'repeated'
  | 'manual'
  | { readonly delayMs: number };

/** Reached the network, and not the phone. */
const UNDELIVERED: ReadonlySet<number> = new Set([30003, 30004, 30005, 30006, 30007, 30008]);

/** Nothing is reported of the status that the API's answer told. */
const journey = (code: number | undefined, throughService: boolean): MessageStatus[] => {
  const start: MessageStatus[] = throughService ? ['queued'] : [];
  if (code === undefined) return [...start, 'sending', 'sent', 'delivered'];
  return UNDELIVERED.has(code)
    ? [...start, 'sending', 'sent', 'undelivered']
    : [...start, 'failed'];
};

export interface Reporting {
  readonly accountSid: string;
  readonly authToken: string;
  readonly complaints: string[];
  readonly app: () => App | undefined;
  readonly callbacks: () => Callbacks;
}

export const openReports = ({ accountSid, authToken, complaints, app, callbacks }: Reporting) => {
  const running = new Set<Promise<void>>();

  /** Nothing without an app or a StatusCallback. */
  const report = async (text: SentText, status: MessageStatus, code?: number): Promise<void> => {
    const to = app();
    if (to === undefined || text.statusCallback === undefined) return;
    const form = {
      ApiVersion: '2010-04-01',
      AccountSid: accountSid,
      MessageSid: text.sid,
      SmsSid: text.sid,
      MessageStatus: status,
      SmsStatus: status,
      To: text.to,
      From: text.from,
      ...(text.messagingServiceSid && { MessagingServiceSid: text.messagingServiceSid }),
      ...(code !== undefined && { ErrorCode: String(code) }),
    };
    try {
      const fault = faultOf(await postSigned(text.statusCallback, form, to, authToken));
      if (fault) complaints.push(`report "${status}": the app ${fault}`);
    } catch (error) {
      complaints.push(`report "${status}": ${String(error)}`);
    }
  };

  const reportAll = async (text: SentText, code?: number): Promise<void> => {
    const how = callbacks();
    if (how === 'manual') return;
    const statuses = journey(code, text.messagingServiceSid !== undefined);
    if (how === 'reversed') statuses.reverse();
    if (typeof how === 'object') await pause(how.delayMs);
    for (const status of statuses) {
      const why = status === 'undelivered' || status === 'failed' ? code : undefined;
      await report(text, status, why);
      if (how === 'repeated') await report(text, status, why);
    }
  };

  return {
    report,
    /** In the background; `code` is why the text does not arrive. */
    start: (text: SentText, code?: number): void => {
      const reports = reportAll(text, code).finally(() => running.delete(reports));
      running.add(reports);
    },
    /** Until no report is under way. */
    settled: async (): Promise<void> => {
      while (running.size > 0) await Promise.all(running);
    },
  };
};
