/** A way to speak to people, and how it fails. What sends texts is in channels/. */

export interface Message {
  /** `42.1.1.0.ada.sms`: goes with the message, so that a report finds its page, or the bundle it leads. */
  readonly pageId: string;
  /** Secret. */
  readonly to: string;
  readonly text: string;
  /** How long the message is of use. */
  readonly validMs: number;
}

/** A way to speak to a person. Throws DeliveryError for every expected failure; anything else is a bug. */
export interface Channel {
  readonly name: string;
  /** After this long `send` has settled. */
  readonly timeoutMs: number;
  send(message: Message): Promise<{ readonly providerId: string }>;
}

/**
 * A page was not sent. `permanent`: this way to the person is closed, try the next at once; `unknown`: so it
 * is when a second try fails alike. Otherwise the provider has trouble and the page stays owed;
 * `uncertain`: it may have been sent all the same; `unanswered`: the provider said nothing at all, so that
 * every further try may be sent, too.
 */
export class DeliveryError extends Error {
  /** A metric label: of a bounded set, free of personal data. */
  readonly reason: string;
  readonly permanent: boolean;
  readonly unknown: boolean;
  readonly uncertain: boolean;
  readonly unanswered: boolean;
  constructor(
    reason: string,
    { permanent = false, unknown = false, uncertain = false, unanswered = false } = {},
  ) {
    super(`not delivered: ${reason}`);
    this.name = 'DeliveryError';
    this.reason = reason;
    this.permanent = permanent;
    this.unknown = unknown;
    this.uncertain = uncertain || unanswered;
    this.unanswered = unanswered;
  }
}
