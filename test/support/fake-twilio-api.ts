/** The fake Twilio's `POST Messages.json`: checks what it is sent, then behaves as it was told. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { SentText } from './fake-twilio-outbox.ts';
import {
  one,
  readForm,
  refused,
  refusedMessage,
  type Form,
  type Refused,
} from './fake-twilio-rules.ts';

/**
 * What happens to a text. `hang` never answers; `…-after-accepting` sends the text all the same;
 * `{ status }` is the answer of something between us and Twilio (HTML); `{ code }` is Twilio's, at once
 * or, with `async`, by a report.
 */
export type Behaviour =
  | 'accept'
  | 'hang'
  | 'hang-after-accepting'
  | 'reset'
  | 'reset-after-accepting'
  | { readonly status: number }
  | { readonly code: number; readonly async?: boolean }
  | { readonly delayMs: number; readonly then?: Behaviour };

export interface Account {
  readonly accountSid: string;
  readonly authToken: string;
  readonly numbers: readonly string[];
  readonly complaints: string[];
  readonly keep: (form: Form) => SentText;
  readonly startReports: (text: SentText, code?: number) => void;
  readonly nextBehaviour: (to: string) => Behaviour;
  readonly hasOptedOut: (phone: string, sender: string) => boolean;
}

const json = (response: ServerResponse, status: number, value: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
};

const accepted = (text: SentText, accountSid: string) => ({
  sid: text.sid,
  account_sid: accountSid,
  api_version: '2010-04-01',
  direction: 'outbound-api',
  to: text.to,
  body: text.body,
  messaging_service_sid: text.messagingServiceSid ?? null,
  error_code: null,
  error_message: null,
  date_created: new Date().toUTCString(),
  // A service chooses the sender later, and counts then.
  ...(text.messagingServiceSid === undefined
    ? { status: 'queued', from: text.from, num_segments: String(text.segments) }
    : { status: 'accepted', from: null, num_segments: '0' }),
});

export const messagesApi = (account: Account) => {
  const { accountSid, authToken, numbers, complaints, keep, startReports } = account;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;

  const refuse = (response: ServerResponse, no: Refused): void => {
    const { status, code, message, complaint } = no;
    if (complaint !== undefined) complaints.push(complaint);
    const more_info = `https://www.twilio.com/docs/errors/${code}`;
    json(response, status, { code, message, more_info, status });
  };

  const accept = (response: ServerResponse, form: Form, code?: number): void => {
    const text = keep(form);
    // Not before the app has the answer, unless it waits no more.
    if (response.destroyed) return startReports(text, code);
    response.once('close', () => startReports(text, code));
    json(response, 201, accepted(text, accountSid));
  };

  const behave = async (how: Behaviour, form: Form, response: ServerResponse): Promise<void> => {
    if (how === 'accept') return accept(response, form);
    if (typeof how === 'string') {
      if (how.endsWith('-after-accepting')) startReports(keep(form));
      if (how.startsWith('reset')) response.socket?.resetAndDestroy();
      return;
    }
    if ('delayMs' in how) {
      await pause(how.delayMs);
      return behave(how.then ?? 'accept', form, response);
    }
    if ('code' in how) {
      return how.async ? accept(response, form, how.code) : refuse(response, refused(how.code));
    }
    const page = `<html><body><h1>${how.status}</h1></body></html>`;
    response.writeHead(how.status, { 'content-type': 'text/html' }).end(page);
  };

  const howFor = (form: Form): Behaviour => {
    const to = one(form, 'To') ?? '';
    const from = one(form, 'From');
    const how = account.nextBehaviour(to);
    const senders = from === undefined ? numbers : [from];
    const stopped = senders.some((sender) => account.hasOptedOut(to, sender));
    // A Messaging Service takes the text, and finds out later.
    return stopped && how === 'accept' ? { code: 21610, async: from === undefined } : how;
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = readForm(await readText(request));
    const called = `${request.method} ${request.url}`;
    const type = request.headers['content-type'] ?? 'none';
    if (request.headers.authorization !== authorization) return refuse(response, refused(20003));
    if (called !== `POST /2010-04-01/Accounts/${accountSid}/Messages.json`) {
      return refuse(response, { ...refused(20404), complaint: `no such resource: ${called}` });
    }
    if (!type.startsWith('application/x-www-form-urlencoded')) {
      return refuse(response, { ...refused(20001), complaint: `Content-Type ${type}` });
    }
    const no = refusedMessage(form, numbers);
    return no ? refuse(response, no) : behave(howFor(form), form, response);
  };
};
