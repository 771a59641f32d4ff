import { mayDeliver } from '../core/may-deliver.ts';
import type { Page } from '../core/page.ts';
import { fullId } from '../core/page-id.ts';
import type { ContactMethod, Person } from '../core/people.ts';
import type { Channel, Ports, Stored } from '../ports.ts';
import { advancePage, type PageNewsWithoutPage } from './advance-incident.ts';

/** To settle a page takes no longer than this. */
const SETTLING_MS = 2000;
/** Replicas are given a new configuration one after the other: who is new is known to the others by then. */
const ROLLOUT_MS = 30_000;

/** An owed page that may speak, and how. */
export interface SendablePage extends Stored {
  readonly page: Page;
  readonly person: Person;
  readonly method: ContactMethod;
  readonly channel: Channel;
}

/** `over`: there is nothing to send any more; `busy`: somebody is at it, or it waits for whoever knows its person. */
export type Look = SendablePage | 'over' | 'busy';

/** What counts for a phone's pace: a notice is never urgent. */
export const ringing = ({ incident, page }: SendablePage) => ({
  id: fullId(incident.number, page.id),
  severity: page.isNotice ? ('P3' as const) : page.severity,
});

/** An owed page and the way it would go. One that may not or cannot go out is news for its incident. */
export async function lookAtPage(number: number, pageId: string, ports: Ports): Promise<Look> {
  return ports.inHand.has(fullId(number, pageId)) ? 'busy' : lookInHand(number, pageId, ports);
}

/** The same of a page that is in one's own hand. */
export async function lookInHand(number: number, pageId: string, ports: Ports): Promise<Look> {
  for (;;) {
    const [found, optedOut] = await Promise.all([
      ports.incidents.loadPage(number, pageId),
      ports.optOuts.all(),
    ]);
    if (found === undefined) {
      await ports.owed.drop({ type: 'page', incident: number, page: pageId, dueAt: 0 });
      return 'over';
    }
    if (found.page.state !== 'owed') return 'over';
    const way = wayTo(found, optedOut, ports);
    if (way === 'busy') return way;
    if (!('type' in way)) return { ...found, ...way };
    // Whoever is sending it right now tells what becomes of it.
    const guard = { version: found.version, forMs: SETTLING_MS };
    const answer = await ports.claims.claim(number, pageId, guard);
    if (answer === 'held') return 'busy';
    if (answer === 'changed') continue;
    await advancePage(number, pageId, way, ports);
    return 'over';
  }
}

/** How the page can go out, or why it will not. */
function wayTo(
  { incident, page }: Stored & { readonly page: Page },
  optedOut: ReadonlySet<string>,
  ports: Ports,
): Pick<SendablePage, 'person' | 'method' | 'channel'> | PageNewsWithoutPage | 'busy' {
  const now = ports.clock.now();
  const verdict = mayDeliver(incident, page, now);
  if (!verdict.send) return { type: 'page-superseded', reason: verdict.reason };
  const person = ports.rules().people[page.person];
  const method = person?.methods.find(({ id }) => id === page.method);
  const channel = method && ports.channels[method.channel];
  if (person === undefined || method === undefined || channel === undefined) {
    const mayBeNew = now - page.orderedAt < ROLLOUT_MS;
    return mayBeNew ? 'busy' : { type: 'page-skipped', reason: 'method-removed' };
  }
  if (optedOut.has(`${person.id}.${method.id}`)) {
    return { type: 'page-skipped', reason: 'opted-out' };
  }
  return { person, method, channel };
}
