import { mayDeliver } from '../core/may-deliver.ts';
import type { Page } from '../core/page.ts';
import type { ContactMethod, Person } from '../core/people.ts';
import type { Channel, Ports, Stored } from '../ports.ts';
import { advancePage, type PageNewsWithoutPage } from './advance-incident.ts';

/** A claim outlives its channel's time-out by this much; then any process may take the page. */
const CLAIM_SLACK_MS = 2000;

/** A page that is ours to send, and how. */
export interface ClaimedPage extends Stored {
  readonly page: Page;
  readonly person: Person;
  readonly method: ContactMethod;
  readonly channel: Channel;
  /** When the claim ends. */
  readonly until: number;
}

/**
 * Claims an owed page, unless it is superseded by now: looked at again in the same instant. Undefined
 * when there is nothing to send, or another has it; why is news for its incident. Whoever gets a page
 * takes it out of `inHand` when it is settled.
 */
export async function claimPage(
  number: number,
  pageId: string,
  ports: Ports,
): Promise<ClaimedPage | undefined> {
  const id = `${number}.${pageId}`;
  if (ports.inHand.has(id)) return undefined;
  ports.inHand.add(id);
  let claimed: ClaimedPage | undefined;
  try {
    claimed = await claim(number, pageId, ports);
  } finally {
    if (claimed === undefined) ports.inHand.delete(id);
  }
  return claimed;
}

async function claim(
  number: number,
  pageId: string,
  ports: Ports,
): Promise<ClaimedPage | undefined> {
  for (;;) {
    const found = await ports.incidents.loadPage(number, pageId);
    if (found === undefined) {
      await ports.owed.drop({ type: 'page', incident: number, page: pageId, dueAt: 0 });
      return undefined;
    }
    if (found.page.state !== 'owed') return undefined;
    const way = await wayTo(found, ports);
    if ('type' in way) {
      await advancePage(number, pageId, way, ports);
      return undefined;
    }
    const now = ports.clock.now();
    const until = now + way.channel.timeoutMs + CLAIM_SLACK_MS;
    const guard = { version: found.version, now, until };
    const answer = await ports.claims.claim(number, pageId, guard);
    if (answer === 'held') return undefined;
    if (answer === 'claimed') return { ...found, ...way, until };
  }
}

/** How the page can go out, or why it will not. */
async function wayTo(
  { incident, page }: Stored & { readonly page: Page },
  ports: Ports,
): Promise<Pick<ClaimedPage, 'person' | 'method' | 'channel'> | PageNewsWithoutPage> {
  const verdict = mayDeliver(incident, page);
  if (!verdict.send) return { type: 'page-superseded', reason: verdict.reason };
  const person = ports.rules().people[page.person];
  const method = person?.methods.find(({ id }) => id === page.method);
  const channel = method && ports.channels[method.channel];
  if (person === undefined || method === undefined || channel === undefined) {
    return { type: 'page-skipped', reason: 'method-removed' };
  }
  if ((await ports.optOuts.all()).has(`${person.id}.${method.id}`)) {
    return { type: 'page-skipped', reason: 'opted-out' };
  }
  return { person, method, channel };
}
