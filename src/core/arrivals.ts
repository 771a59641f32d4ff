import type { Alert } from './alert.ts';

/** What reaches Piket from outside, as the edge hands it to the flows. */

/** A webhook's body as its endpoint read it: what could be read, and what could not. */
export interface ReceivedBody {
  readonly alerts: readonly Alert[];
  readonly unreadable: readonly { readonly reason: string; readonly body: string }[];
  /** Of its bytes; absent where the same bytes may mean something else another time. */
  readonly digest?: string;
}

/** A text from a phone. */
export interface IncomingText {
  /** The provider's id: the same text may arrive twice. */
  readonly messageId: string;
  /** E.164. Secret. */
  readonly from: string;
  readonly body: string;
}

/** What a provider reports of a message that it took. */
export interface PageReport {
  /** `42.1.1.0.ada.sms`, as it went out with the message. */
  readonly pageId: string;
  readonly status: 'sent' | 'delivered' | 'failed';
  /** Why it failed: of a bounded set. */
  readonly reason?: string;
  /** The provider's id of the message. */
  readonly providerId: string;
}
