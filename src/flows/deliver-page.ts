import { mayDeliver, type Page } from '../core/page.ts';
import type { ContactMethod, Person } from '../core/people.ts';
import { pageText } from '../core/wording.ts';
import { type Channel, DeliveryError, type Ports, type Stored } from '../ports.ts';
import { advancePage, type PageNewsWithoutPage } from './advance-incident.ts';
import { giveCode } from './give-code.ts';

/** A claim outlives its channel's time-out by this much; then any process may take the page. */
const CLAIM_SLACK_MS = 2000;
/** How soon a page is tried again while its provider has trouble. */
const RETRY_MS = 4000;
/** A message whose fate is unknown: a status report may still tell of it (Twilio's come within seconds). */
const UNCERTAIN_RETRY_MS = 15_000;
/** A page is of no use to anyone for longer than this, nor for shorter. */
const VALID_MS = { least: 60_000, most: 900_000 };

type Found = Stored & { readonly page: Page };

/**
 * Sends one owed page, unless it is superseded by now: looked at again in the same instant in which it
 * is claimed. Whatever comes of it is news for its incident.
 */
export async function deliverPage(number: number, pageId: string, ports: Ports): Promise<void> {
  for (;;) {
    const found = await ports.incidents.loadPage(number, pageId);
    if (found === undefined) {
      await ports.owed.drop({ type: 'page', incident: number, page: pageId, dueAt: 0 });
      return;
    }
    if (found.page.state !== 'owed') return;
    const way = await wayTo(found, ports);
    if ('type' in way) {
      await advancePage(number, pageId, way, ports);
      return;
    }
    const now = ports.clock.now();
    const until = now + way.channel.timeoutMs + CLAIM_SLACK_MS;
    const guard = { version: found.version, now, until };
    const claim = await ports.claims.claim(number, pageId, guard);
    if (claim === 'held') return;
    if (claim === 'claimed') {
      await send(found, way, ports);
      return;
    }
  }
}

interface Way {
  readonly person: Person;
  readonly method: ContactMethod;
  readonly channel: Channel;
}

/** How the page can go out, or why it will not. */
async function wayTo({ incident, page }: Found, ports: Ports): Promise<Way | PageNewsWithoutPage> {
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

async function send(found: Found, way: Way, ports: Ports): Promise<void> {
  const { incident, page } = found;
  const { number } = incident;
  try {
    const { providerId } = await way.channel.send({
      pageId: `${number}.${page.id}`,
      to: way.method.to,
      text: await textOf(found, way.person, ports),
      validMs: validMs(found, ports.clock.now()),
    });
    await advancePage(number, page.id, { type: 'page-sent', providerId }, ports);
    ports.log.info({ incidentId: number, page: page.id }, 'page sent');
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    await settleFailure(number, page, error, ports);
  }
}

async function settleFailure(number: number, page: Page, error: DeliveryError, ports: Ports) {
  const { reason, permanent, uncertain } = error;
  const type = permanent ? 'page-failed' : 'page-deferred';
  const about = { incidentId: number, page: page.id, channel: page.channel, reason };
  ports.log.warn(about, permanent ? 'page refused' : 'page put off: its provider has trouble');
  if (permanent && reason === 'opted-out') await ports.optOuts.set(page.person, page.method, true);
  await advancePage(number, page.id, { type, reason }, ports);
  if (permanent) return;
  const dueAt = ports.clock.now() + (uncertain ? UNCERTAIN_RETRY_MS : RETRY_MS);
  await ports.owed.defer(number, page.id, dueAt);
  const work = { type: 'page', incident: number, page: page.id, dueAt } as const;
  await ports.hints.schedule(work, { severity: page.severity, channel: page.channel });
}

async function textOf({ incident, page }: Found, person: Person, ports: Ports): Promise<string> {
  const { people } = ports.rules();
  return pageText({
    number: incident.number,
    severity: incident.severity,
    title: incident.title,
    ...(page.mark === undefined ? {} : { mark: page.mark }),
    code: await giveCode(person.id, incident.number, ports),
    language: person.language,
    zone: person.zone,
    now: ports.clock.now(),
    personName: (id) => people[id]?.name ?? id,
  });
}

/** Until somebody else is paged instead: no page comes out hours late. */
function validMs({ incident }: Found, now: number): number {
  const untilNextStep = (incident.timers.step ?? now + VALID_MS.most) - now;
  return Math.min(VALID_MS.most, Math.max(VALID_MS.least, untilNextStep));
}
