import { type Channel, DeliveryError, type Message } from '../../src/ports.ts';

export type Trouble = (message: Message) => { error: DeliveryError; accepted: boolean } | undefined;

const none: Trouble = () => undefined;
const nothing = async (_message: Message): Promise<void> => {};

/** The phones of a story: what they were sent, and a provider that can be made to misbehave. */
export function fakePhones(name = 'sms') {
  const sent: Message[] = [];
  let trouble: Trouble = none;
  let before = nothing;
  const channel: Channel = {
    name,
    timeoutMs: 8000,
    send: async (message) => {
      await before(message);
      const wrong = trouble(message);
      if (wrong === undefined || wrong.accepted) sent.push(message);
      if (wrong !== undefined) throw wrong.error;
      return { providerId: `SM${sent.length}` };
    },
  };
  return {
    channel,
    sent,
    /** The provider's name for the last message that led with this page. */
    idOf: (pageId: string) => `SM${sent.findLastIndex((it) => it.pageId === pageId) + 1}`,
    /** Something happens after the claim and before the words are out. */
    beforeSend: (listener: typeof before) => {
      before = listener;
    },
    misbehave: (next: Trouble) => {
      trouble = next;
    },
    recover: () => {
      trouble = none;
    },
  };
}

export const providerDown: Trouble = () => ({
  error: new DeliveryError('provider-error'),
  accepted: false,
});
/** It answers 500, and has not taken the message; nobody can know that. */
export const answers500: Trouble = () => ({
  error: new DeliveryError('provider-error', { uncertain: true }),
  accepted: false,
});
export const timesOutAfterAccepting: Trouble = () => ({
  error: new DeliveryError('timeout', { unanswered: true }),
  accepted: true,
});
export const refuses =
  (to: string, reason = 'invalid-number'): Trouble =>
  (message) =>
    message.to === to
      ? { error: new DeliveryError(reason, { permanent: true }), accepted: false }
      : undefined;
