import { DeliveryError, type Ports } from '../ports.ts';
import { advancePage } from './advance-incident.ts';
import { claimPage, type ClaimedPage } from './claim-page.ts';
import { wordPages } from './word-pages.ts';

/** How soon a page is tried again while its provider has trouble. */
const RETRY_MS = 4000;
/** A message whose fate is unknown: a status report may still tell of it (Twilio's come within seconds). */
const UNCERTAIN_RETRY_MS = 15_000;
/** A page is of no use to anyone for longer than this, nor for shorter. */
const VALID_MS = { least: 60_000, most: 900_000 };
/** Their ids go along with the message, in an address of bounded length. */
const MOST_IN_A_BUNDLE = 20;

/**
 * Sends one owed page, unless it is superseded by now. After trouble with the provider everything that
 * waits for the same phone goes out as one message: no backlog pours over people.
 */
export async function deliverPage(number: number, pageId: string, ports: Ports): Promise<void> {
  const found = await ports.incidents.loadPage(number, pageId);
  if (found?.page.deferredAt === undefined) {
    const page = await claimPage(number, pageId, ports);
    if (page !== undefined) await send([page], ports);
    return;
  }
  const { person, method } = found.page;
  const phone = `${person}.${method}`;
  const bundle = await ports.inTurn(`phone ${phone}`, async () => {
    const page = await claimPage(number, pageId, ports);
    return page === undefined ? [] : [page, ...(await waitingFor(phone, page, ports))];
  });
  if (bundle.length > 0) await send(bundle, ports);
}

/** What else waits for this phone, claimed: the retries of one outage are never far apart. */
async function waitingFor(phone: string, first: ClaimedPage, ports: Ports): Promise<ClaimedPage[]> {
  const due = await ports.owed.due(ports.clock.now() + RETRY_MS, 1000);
  const claimed: ClaimedPage[] = [];
  for (const work of due) {
    if (work.type !== 'page' || !work.page.endsWith(`.${phone}`)) continue;
    if (work.incident === first.incident.number || claimed.length >= MOST_IN_A_BUNDLE) continue;
    const page = await claimPage(work.incident, work.page, ports);
    if (page !== undefined) claimed.push(page);
  }
  return claimed;
}

async function send(pages: readonly ClaimedPage[], ports: Ports): Promise<void> {
  const [first, ...others] = pages;
  if (first === undefined) return;
  const { channel, method } = first;
  try {
    const { providerId } = await channel.send({
      pageId: fullId(first),
      alsoPageIds: others.map(fullId),
      to: method.to,
      text: await wordPages(pages, ports),
      validMs: validMs(first, ports.clock.now()),
    });
    for (const { incident, page } of pages) {
      await advancePage(incident.number, page.id, { type: 'page-sent', providerId }, ports);
      ports.log.info({ incidentId: incident.number, page: page.id }, 'page sent');
    }
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    for (const page of pages) await settleFailure(page, error, ports);
  }
}

async function settleFailure({ incident, page }: ClaimedPage, error: DeliveryError, ports: Ports) {
  const { number } = incident;
  const { reason, permanent, uncertain } = error;
  const about = { incidentId: number, page: page.id, channel: page.channel, reason };
  ports.log.warn(about, permanent ? 'page refused' : 'page put off: its provider has trouble');
  if (permanent) {
    if (reason === 'opted-out') await ports.optOuts.set(page.person, page.method, true);
    await advancePage(number, page.id, { type: 'page-failed', reason }, ports);
    return;
  }
  await advancePage(number, page.id, { type: 'page-deferred', reason }, ports);
  const isFirst = page.deferredAt === undefined;
  const dueAt = ports.clock.now() + (uncertain && isFirst ? UNCERTAIN_RETRY_MS : RETRY_MS);
  await ports.owed.defer(number, page.id, dueAt);
  const work = { type: 'page', incident: number, page: page.id, dueAt } as const;
  ports.hints.schedule(work, { severity: page.severity, channel: page.channel });
}

const fullId = ({ incident, page }: ClaimedPage): string => `${incident.number}.${page.id}`;

/** Until somebody else is paged instead: no page comes out hours late. */
function validMs({ incident }: ClaimedPage, now: number): number {
  const untilNextStep = (incident.timers.step ?? now + VALID_MS.most) - now;
  return Math.min(VALID_MS.most, Math.max(VALID_MS.least, untilNextStep));
}
