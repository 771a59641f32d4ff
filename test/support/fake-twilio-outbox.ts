/** The texts that the fake Twilio accepted, and those who wait for one. */
import { randomBytes } from 'node:crypto';
import { SegmentedMessage } from 'sms-segments-calculator';
import { one, type Form } from './fake-twilio-rules.ts';

export interface SentText {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly segments: number;
  readonly validitySeconds: number;
  readonly messagingServiceSid: string | undefined;
  readonly statusCallback: string | undefined;
  /** 0 for the first text that was accepted. */
  readonly order: number;
}

export const newMessageSid = (): string => `SM${randomBytes(16).toString('hex')}`;

export const openOutbox = (defaultFrom: string) => {
  const sent: SentText[] = [];
  const watchers = new Set<(text: SentText) => void>();

  return {
    sent: sent as readonly SentText[],

    add: (form: Form): SentText => {
      const body = one(form, 'Body') ?? '';
      const smart = one(form, 'SmartEncoded') === 'true';
      const text: SentText = {
        sid: newMessageSid(),
        to: one(form, 'To') ?? '',
        from: one(form, 'From') ?? defaultFrom,
        body,
        segments: new SegmentedMessage(body, 'auto', smart).segmentsCount,
        validitySeconds: Number(one(form, 'ValidityPeriod') ?? 36_000),
        messagingServiceSid: one(form, 'MessagingServiceSid'),
        statusCallback: one(form, 'StatusCallback'),
        order: sent.length,
      };
      sent.push(text);
      for (const watcher of watchers) watcher(text);
      return text;
    },

    /** The first text, sent already or yet to come, that the predicate takes. */
    waitFor: (
      predicate: (text: SentText) => boolean,
      { withinMs = 5_000 } = {},
    ): Promise<SentText> => {
      const found = sent.find(predicate);
      if (found) return Promise.resolve(found);
      return new Promise((resolve, reject) => {
        const watcher = (text: SentText): void => {
          if (!predicate(text)) return;
          clearTimeout(timer);
          watchers.delete(watcher);
          resolve(text);
        };
        const timer = setTimeout(() => {
          watchers.delete(watcher);
          const others = sent.map(({ to, body }) => `\n- ${to}: ${body}`).join('');
          reject(new Error(`no such text within ${withinMs} ms, but these:${others || ' none'}`));
        }, withinMs);
        watchers.add(watcher);
      });
    },
  };
};
