import { setTimeout as pause } from 'node:timers/promises';
import { fullId } from '../core/page-id.ts';
import { DeliveryError, type Ports } from '../ports.ts';
import { advancePage } from './advance-incident.ts';
import { type BookedMessage, cancelBooking, leadId } from './book-message.ts';
import type { ClaimedPage } from './claim-page.ts';
import { closePhone } from './close-phone.ts';
import { inBatches } from './in-batches.ts';
import { openHand } from './in-hand.ts';
import { rousePhone } from './rouse-phone.ts';
import { takeTurn } from './take-turn.ts';
import { wordPages } from './word-pages.ts';

/** How soon a message is tried again while its provider has trouble. */
const RETRY_MS = 4000;
/** A message whose fate is unknown waits first: a status report may tell of it (Twilio's come within seconds). */
const REPORT_MS = 15_000;
/** Of a provider that says nothing every try may have come: each waits as long again, up to this. */
const UNANSWERED_RETRY_MS = 60_000;
/** The page that leads a message brings the others along; this is for when it is superseded. */
const FOLLOWERS_RETRY_MS = 10_000;
/** A page is of no use to anyone for longer than this, nor for shorter. */
const VALID_MS = { least: 60_000, most: 900_000 };
const AGAIN_MS = 250;

/**
 * Sends one owed page when it is its turn, and with it whatever waits for the same phone: neither a
 * storm nor the end of an outage pours over people.
 */
export async function deliverPage(number: number, pageId: string, ports: Ports): Promise<void> {
  const hand = openHand(ports);
  try {
    const message = await takeTurn(number, pageId, hand, ports);
    if (message !== undefined) await speak(message, ports);
  } finally {
    hand.letGoOfAll();
  }
}

async function speak(message: BookedMessage, ports: Ports): Promise<void> {
  const { pages } = message;
  const [lead] = pages;
  const { channel, method } = lead;
  try {
    const { providerId } = await channel.send({
      pageId: leadId(pages),
      to: method.to,
      text: wordPages(message, ports),
      validMs: validMs(lead, ports.clock.now()),
    });
    await inBatches(pages, async ({ incident, page, until }) => {
      const news = { type: 'page-sent', providerId } as const;
      await untilKept(() => advancePage(incident.number, page.id, news, ports), until, ports);
    });
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    await settleFailure(message, error, ports);
  }
}

async function settleFailure(
  { pages, booking, turn }: BookedMessage,
  error: DeliveryError,
  ports: Ports,
): Promise<void> {
  const [lead] = pages;
  // What was not said does not count; what may have been said does.
  if (!error.uncertain) await cancelBooking(booking, turn, ports);
  const isClosed = error.permanent || (error.unknown && lead.page.deferredAt !== undefined);
  await inBatches(pages, async (page) => {
    tellFailure(page, error.reason, isClosed, ports);
    const settle = () =>
      isClosed ? fail(page, error, ports) : putOff(page, error, page === lead, ports);
    await untilKept(settle, page.until, ports);
  });
  const { person, method } = lead.page;
  if (error.reason === 'opted-out') await closePhone(person, method, ports);
  if (error.uncertain) return;
  // What waited since it rang; the phone may be closed to that, too.
  const now = ports.clock.now();
  const settled = new Set(pages.map(({ incident, page }) => fullId(incident.number, page.id)));
  await rousePhone(lead.page, isClosed ? now : now + RETRY_MS, ports, settled);
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

function tellFailure(
  { incident, page }: ClaimedPage,
  reason: string,
  isClosed: boolean,
  { log }: Ports,
): void {
  const id = fullId(incident.number, page.id);
  const about = { incidentId: incident.number, page: id, channel: page.channel, reason };
  log.warn(about, isClosed ? 'page refused' : 'page put off: its provider has trouble');
}

async function fail({ incident, page }: ClaimedPage, { reason }: DeliveryError, ports: Ports) {
  await advancePage(incident.number, page.id, { type: 'page-failed', reason }, ports);
}

async function putOff(
  { incident, page }: ClaimedPage,
  error: DeliveryError,
  isLead: boolean,
  ports: Ports,
) {
  const { number } = incident;
  const { reason, uncertain } = error;
  const news = { type: 'page-deferred', reason, ...(uncertain && { uncertain }) } as const;
  await advancePage(number, page.id, news, ports);
  const now = ports.clock.now();
  const retryMs = retryAfter(error, now - (page.deferredAt ?? now));
  const dueAt = now + (isLead ? retryMs : retryMs + FOLLOWERS_RETRY_MS);
  await ports.owed.defer(number, page.id, dueAt);
  const work = { type: 'page', incident: number, page: page.id, dueAt } as const;
  ports.hints.schedule(work, { severity: page.severity, channel: page.channel });
}

/** How long until the next try of a page that has been put off for so long already. */
function retryAfter({ uncertain, unanswered }: DeliveryError, waitedMs: number): number {
  if (unanswered) return Math.min(UNANSWERED_RETRY_MS, Math.max(REPORT_MS, waitedMs));
  return uncertain && waitedMs < REPORT_MS ? REPORT_MS : RETRY_MS;
}

/** Until somebody else is paged instead: no page comes out hours late. */
function validMs({ incident }: ClaimedPage, now: number): number {
  const untilNextStep = (incident.timers.step ?? now + VALID_MS.most) - now;
  return Math.min(VALID_MS.most, Math.max(VALID_MS.least, untilNextStep));
}
