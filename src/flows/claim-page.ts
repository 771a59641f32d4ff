import { fullId } from '../core/page-id.ts';
import type { Ports } from '../ports.ts';
import type { Hand } from './in-hand.ts';
import { lookInHand, type SendablePage } from './look-at-page.ts';

/** A claim outlives its channel's time-out by this much; then any process may take the page. */
const CLAIM_SLACK_MS = 2000;
/** What was put off by more than this since it was looked at waits for its new time. */
const PUT_OFF_MS = 2000;

/** A page that is ours to send. */
export interface ClaimedPage extends SendablePage {
  /** When the claim ends. */
  readonly until: number;
}

interface Claiming {
  readonly hand: Hand;
  readonly ports: Ports;
  /** What was seen of it just now; the claim itself finds out whether that still stands. */
  readonly lookedAt?: SendablePage;
}

/**
 * Claims an owed page, unless it is superseded by now: looked at again in the same instant. Undefined
 * when there is nothing to send, or another has it. A page that is claimed is in the hand.
 */
export async function claimPage(
  number: number,
  pageId: string,
  { hand, ports, lookedAt }: Claiming,
): Promise<ClaimedPage | undefined> {
  const id = fullId(number, pageId);
  if (!hand.take(id)) return undefined;
  const claimed = await claim(number, pageId, ports, lookedAt);
  if (claimed === undefined) hand.letGo(id);
  return claimed;
}

async function claim(
  number: number,
  pageId: string,
  ports: Ports,
  lookedAt?: SendablePage,
): Promise<ClaimedPage | undefined> {
  for (let found = lookedAt; ; found = undefined) {
    const seen = found ?? (await lookInHand(number, pageId, ports));
    if (typeof seen === 'string') return undefined;
    const now = ports.clock.now();
    const forMs = seen.channel.timeoutMs + CLAIM_SLACK_MS;
    const answer = await ports.claims.claim(number, pageId, {
      version: seen.version,
      forMs,
      // Only the page whose time has come: those that ride along may be held until later.
      ...(lookedAt !== undefined && { dueBy: now + PUT_OFF_MS }),
    });
    if (answer === 'held') return undefined;
    if (answer === 'claimed') return { ...seen, until: now + forMs };
  }
}
