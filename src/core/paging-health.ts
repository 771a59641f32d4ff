const SOON_MS = 60_000;
/** Longer than a policy waits before it starts again. */
const LONG_AGO_MS = 20 * 60_000;
const A_FEW = 3;

/**
 * What came of one message: its provider took it, refused it (that one phone or text), or had trouble of
 * its own.
 */
export type SendOutcome = 'sent' | 'refused' | 'trouble';

/** How one message went. */
export interface Sent {
  readonly channel: string;
  /** `ada.sms`. */
  readonly phone: string;
  readonly outcome: SendOutcome;
  /** What it failed of, of a bounded set; empty when it was taken. */
  readonly reason: string;
  readonly tookMs: number;
}

/** A provider that has taken nothing of late; undefined for one that has. */
export interface ProviderTrouble {
  /** When its first and its latest message in a row failed. */
  readonly since: number;
  readonly lastAt: number;
  /** How many it had trouble with. */
  readonly failures: number;
  /** The phones that it refused; a few. */
  readonly refused: readonly string[];
  /** What the latest failed of: of a bounded set. */
  readonly reason: string;
}

/** One phone that is refused says nothing of the provider; one after the other does. */
export function afterSend(
  before: ProviderTrouble | undefined,
  { outcome, phone, reason }: Pick<Sent, 'outcome' | 'phone' | 'reason'>,
  now: number,
): ProviderTrouble | undefined {
  if (outcome === 'sent') return undefined;
  const { since = now, failures = 0, refused = [] } = before ?? {};
  const row = { since, lastAt: now, reason };
  if (outcome === 'trouble') return { ...row, failures: failures + 1, refused };
  const others = refused.filter((other) => other !== phone);
  return { ...row, failures, refused: [...others, phone].slice(-A_FEW) };
}

/**
 * Whether it takes nothing at all: it refused a few phones, one after the other, or several messages in a
 * row failed over at least a minute.
 */
export function isDown(trouble: ProviderTrouble | undefined): boolean {
  if (trouble === undefined) return false;
  const { since, lastAt, failures, refused } = trouble;
  const hasLasted = failures + refused.length >= A_FEW && lastAt - since >= SOON_MS;
  return refused.length >= A_FEW || hasLasted;
}

/** Nothing has been tried for so long that nobody knows: others may send, or nothing is owed any more. */
export const isLongAgo = ({ lastAt }: ProviderTrouble, now: number): boolean =>
  now - lastAt >= LONG_AGO_MS;
