import { mayDeliver } from '../core/may-deliver.ts';
import type { Page } from '../core/page.ts';
import { fullId } from '../core/page-id.ts';
import type { ContactMethod, Person } from '../core/people.ts';
import type { Channel, Ports, Stored } from '../ports.ts';
import { advancePage, type PageNewsWithoutPage } from './advance-incident.ts';
import type { Hand } from './in-hand.ts';

/** A claim outlives its channel's time-out by this much; then any process may take the page. */
const CLAIM_SLACK_MS = 2000;

/** An owed page that may speak, and how. */
export interface SendablePage extends Stored {
  readonly page: Page;
  readonly person: Person;
  readonly method: ContactMethod;
  readonly channel: Channel;
}

/** A page that is ours to send. */
export interface ClaimedPage extends SendablePage {
  /** When the claim ends. */
  readonly until: number;
}

/** What counts for a phone's pace: a notice is never urgent. */
export const ringing = ({ incident, page }: SendablePage) => ({
  id: fullId(incident.number, page.id),
  severity: page.isNotice ? ('P3' as const) : page.severity,
});

/**
 * Claims an owed page, unless it is superseded by now: looked at again in the same instant. Undefined
 * when there is nothing to send, or another has it. A page that is claimed is in the hand.
 * `lookedAt`: what was seen of it just now; the claim itself finds out whether that still stands.
 */
export async function claimPage(
  number: number,
  pageId: string,
  { hand, ports, lookedAt }: { hand: Hand; ports: Ports; lookedAt?: SendablePage | undefined },
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
    found ??= await lookAtPage(number, pageId, ports);
    if (found === undefined) return undefined;
    const now = ports.clock.now();
    const until = now + found.channel.timeoutMs + CLAIM_SLACK_MS;
    const guard = { version: found.version, now, until };
    const answer = await ports.claims.claim(number, pageId, guard);
    if (answer === 'held') return undefined;
    if (answer === 'claimed') return { ...found, until };
  }
}

/** An owed page and the way it would go. One that may not or cannot go out is news for its incident. */
export async function lookAtPage(
  number: number,
  pageId: string,
  ports: Ports,
): Promise<SendablePage | undefined> {
  const [found, optedOut] = await Promise.all([
    ports.incidents.loadPage(number, pageId),
    ports.optOuts.all(),
  ]);
  if (found === undefined) {
    await ports.owed.drop({ type: 'page', incident: number, page: pageId, dueAt: 0 });
    return undefined;
  }
  if (found.page.state !== 'owed') return undefined;
  const way = wayTo(found, optedOut, ports);
  if (!('type' in way)) return { ...found, ...way };
  await advancePage(number, pageId, way, ports);
  return undefined;
}

/** How the page can go out, or why it will not. */
function wayTo(
  { incident, page }: Stored & { readonly page: Page },
  optedOut: ReadonlySet<string>,
  ports: Ports,
): Pick<SendablePage, 'person' | 'method' | 'channel'> | PageNewsWithoutPage {
  const verdict = mayDeliver(incident, page, ports.clock.now());
  if (!verdict.send) return { type: 'page-superseded', reason: verdict.reason };
  const person = ports.rules().people[page.person];
  const method = person?.methods.find(({ id }) => id === page.method);
  const channel = method && ports.channels[method.channel];
  if (person === undefined || method === undefined || channel === undefined) {
    return { type: 'page-skipped', reason: 'method-removed' };
  }
  if (optedOut.has(`${person.id}.${method.id}`)) {
    return { type: 'page-skipped', reason: 'opted-out' };
  }
  return { person, method, channel };
}
