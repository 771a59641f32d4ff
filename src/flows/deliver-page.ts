import { setTimeout as pause } from 'node:timers/promises';
import {
  type Channel,
  DeliveryError,
  type Message,
  MOST_PAGES_OF_A_MESSAGE,
  type Ports,
} from '../ports.ts';
import { advancePage } from './advance-incident.ts';
import { claimPage, type ClaimedPage } from './claim-page.ts';
import { wordPages } from './word-pages.ts';

/** How soon a page is tried again while its provider has trouble. */
const RETRY_MS = 4000;
/** A message whose fate is unknown: a status report may still tell of it (Twilio's come within seconds). */
const UNCERTAIN_RETRY_MS = 15_000;
/** A page is of no use to anyone for longer than this, nor for shorter. */
const VALID_MS = { least: 60_000, most: 900_000 };
/** How much later than promised a channel may settle; less than a claim's slack. */
const LATE_MS = 1000;
const AGAIN_MS = 250;

/**
 * Sends one owed page, unless it is superseded by now. After trouble with the provider everything that
 * waits for the same phone goes out as one message: no backlog pours over people.
 */
export async function deliverPage(number: number, pageId: string, ports: Ports): Promise<void> {
  const found = await ports.incidents.loadPage(number, pageId);
  if (found?.page.deferredAt === undefined) {
    const page = await claimPage(number, pageId, ports);
    if (page !== undefined) await sendClaimed([page], ports).finally(() => letGo([page], ports));
    return;
  }
  const { person, method } = found.page;
  const phone = `${person}.${method}`;
  const bundle: ClaimedPage[] = [];
  try {
    await ports.inTurn(`phone ${phone}`, async () => {
      const page = await claimPage(number, pageId, ports);
      if (page === undefined) return;
      bundle.push(page);
      await addWaiting(bundle, phone, number, ports);
    });
    await sendClaimed(bundle, ports);
  } finally {
    letGo(bundle, ports);
  }
}

/** What else waits for this phone, claimed: the retries of one outage are never far apart. */
async function addWaiting(bundle: ClaimedPage[], phone: string, first: number, ports: Ports) {
  const due = await ports.owed.due(ports.clock.now() + RETRY_MS, 1000);
  for (const work of due) {
    if (work.type !== 'page' || !work.page.endsWith(`.${phone}`)) continue;
    if (work.incident === first || bundle.length >= MOST_PAGES_OF_A_MESSAGE) continue;
    const page = await claimPage(work.incident, work.page, ports);
    if (page !== undefined) bundle.push(page);
  }
}

/** Whatever came of them: a claim that still stands is left over, and this process may take it again. */
const letGo = (pages: readonly ClaimedPage[], { inHand }: Ports): void => {
  for (const page of pages) inHand.delete(fullId(page));
};

async function sendClaimed(pages: readonly ClaimedPage[], ports: Ports): Promise<void> {
  const [first, ...others] = pages;
  if (first === undefined) return;
  const { channel, method, until } = first;
  try {
    const { providerId } = await settled(channel, {
      pageId: fullId(first),
      alsoPageIds: others.map(fullId),
      to: method.to,
      text: await wordPages(pages, ports),
      validMs: validMs(first, ports.clock.now()),
    });
    for (const { incident, page } of pages) {
      const news = { type: 'page-sent', providerId } as const;
      await untilKept(() => advancePage(incident.number, page.id, news, ports), until, ports);
      ports.log.info({ incidentId: incident.number, page: page.id }, 'page sent');
    }
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    for (const page of pages) {
      tellFailure(page, error, ports);
      await untilKept(() => settleFailure(page, error, ports), until, ports);
    }
  }
}

/** A channel that breaks its word keeps nobody waiting for ever. */
async function settled(channel: Channel, message: Message) {
  const patience = new AbortController();
  const options = { signal: patience.signal, ref: false };
  const tooLong = pause(channel.timeoutMs + LATE_MS, undefined, options).then(() => {
    throw new DeliveryError('timeout', { uncertain: true });
  });
  tooLong.catch(() => undefined);
  try {
    return await Promise.race([channel.send(message), tooLong]);
  } finally {
    patience.abort();
  }
}

/** What was said is said: the store is told of it while the claim holds, should it be away for a moment. */
async function untilKept<T>(keep: () => Promise<T>, until: number, ports: Ports): Promise<T> {
  for (;;) {
    try {
      return await keep();
    } catch (error) {
      if (ports.clock.now() >= until) throw error;
      await pause(AGAIN_MS);
    }
  }
}

function tellFailure({ incident, page }: ClaimedPage, error: DeliveryError, { log }: Ports): void {
  const { reason, permanent } = error;
  const about = { incidentId: incident.number, page: page.id, channel: page.channel, reason };
  log.warn(about, permanent ? 'page refused' : 'page put off: its provider has trouble');
}

async function settleFailure({ incident, page }: ClaimedPage, error: DeliveryError, ports: Ports) {
  const { number } = incident;
  const { reason, permanent, uncertain } = error;
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
