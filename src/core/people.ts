/** A way to reach a person. `to` is secret: an E.164 number for sms; it never reaches a log. */
export interface ContactMethod {
  /** Unique within the person, `[a-z0-9-]+`; a part of page ids. */
  readonly id: string;
  readonly channel: string;
  readonly to: string;
  /** How long after the step this method is tried, when nobody answered before. */
  readonly delayMs: number;
}

export interface Person {
  /** `[a-z0-9-]+`; a part of page ids. */
  readonly id: string;
  readonly name: string;
  readonly language: 'en' | 'nl';
  /** IANA zone in which times are told to this person. */
  readonly zone: string;
  /** In the order in which they are tried. */
  readonly methods: readonly ContactMethod[];
  /** Whether this person wants to hear that an incident they were paged for has been resolved. */
  readonly resolvedNotices: boolean;
}
