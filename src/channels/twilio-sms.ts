import { DeliveryError, type Channel } from '../ports.ts';
import { twilioClients, type TwilioAccount } from './twilio-client.ts';
import { deliveryError } from './twilio-errors.ts';

/** One of `from` and `messagingServiceSid` is given; the service wins. */
export interface TwilioSmsOptions extends TwilioAccount {
  /** E.164. */
  readonly from?: string | undefined;
  readonly messagingServiceSid?: string | undefined;
  /** Where Twilio reports: `…/twilio/status?page=42.1.1.0.ada.sms`. */
  readonly statusUrl: (page: string) => string;
  readonly timeoutMs?: number | undefined;
}

/** Within a minute and a quarter of an hour: long enough for Twilio's queue, too short to come out at dawn. */
const validitySeconds = (validMs: number): number =>
  Math.min(900, Math.max(60, Math.round(validMs / 1000)));

/** Texts through Twilio's Programmable Messaging. It has no idempotency key: an uncertain text may come twice. */
export const twilioSms = ({
  from,
  messagingServiceSid,
  statusUrl,
  timeoutMs = 8_000,
  ...account
}: TwilioSmsOptions): Channel => {
  const clientUntil = twilioClients(account);
  const sender = messagingServiceSid !== undefined ? { messagingServiceSid } : from && { from };

  return {
    name: 'sms',
    timeoutMs,
    async send({ pageId, to, text, validMs }) {
      const deadline = AbortSignal.timeout(timeoutMs);
      const { messages } = clientUntil(deadline);
      const sms = {
        ...sender,
        to,
        body: text,
        validityPeriod: validitySeconds(validMs),
        smartEncoded: true,
      };
      const create = async (callback: { statusCallback?: string }) => {
        try {
          const { sid } = await messages.create({ ...sms, ...callback });
          if (sid) return { providerId: sid };
        } catch (thrown) {
          throw deadline.aborted
            ? new DeliveryError('timeout', { unanswered: true })
            : deliveryError(thrown);
        }
        // A success without a message: something that is not Twilio answered.
        throw new DeliveryError('provider-error', { uncertain: true });
      };

      const statusCallback = statusUrl(pageId);
      try {
        return await create({ statusCallback });
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.reason !== 'bad-callback') throw error;
        // A page without a receipt beats no page.
        return create({});
      }
    },
  };
};
