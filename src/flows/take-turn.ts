import { isToldIn } from '../core/bundle.ts';
import type { OwedPage } from '../core/owed-work.ts';
import { mayRing, type Pace, type PaceVerdict } from '../core/pace.ts';
import { fullId, phoneOfPage } from '../core/page-id.ts';
import { mostUrgentFirst, paceOf, sortWaiting } from '../core/waiting-pages.ts';
import type { Ports } from '../ports.ts';
import { advancePage } from './advance-incident.ts';
import {
  bookMessage,
  type BookedMessage,
  type Claimed,
  giveTurnBack,
  reserveTurn,
  type Turn,
} from './book-message.ts';
import { type ClaimedPage, claimPage } from './claim-page.ts';
import { inBatches } from './in-batches.ts';
import type { Hand } from './in-hand.ts';
import { lookAtPage, ringing, type SendablePage } from './look-at-page.ts';
import { releasePhone } from './rouse-phone.ts';
import { untilSaved } from './until-saved.ts';

/** A message tells of so many pages; what is beyond waits for the next one. */
const MOST_PAGES = 1000;

/**
 * A page's turn to make its phone ring. A quiet phone rings at once; one that rang just now is left in
 * peace for a while, and then hears of all that waited for it in one message. Undefined when the page
 * is held, superseded, or another's; the pages of a message are in the hand.
 */
export function takeTurn(
  number: number,
  pageId: string,
  hand: Hand,
  ports: Ports,
): Promise<BookedMessage | undefined> {
  const phone = phoneOfPage(pageId);
  const of = paceOf(pageId);
  return ports.inTurn(`phone ${phone}`, () =>
    untilSaved(async () => {
      const [found, before] = await Promise.all([
        lookAtPage(number, pageId, ports),
        ports.paces.of(of),
      ]);
      if (found === 'over') await releasePhone({ incident: number, page: pageId }, ports);
      if (typeof found === 'string') return NOTHING;
      const verdict = await mayRingNow(found, phone, before, ports);
      if (!verdict.ring) {
        await hold(found, verdict.heldUntil, ports);
        return NOTHING;
      }
      const kin = verdict.alone ? [] : await waitingWith(found, phone, ports);
      if (kin === undefined) return NOTHING;
      const quiet = { of, before, current: before };
      const turn = kin.length === 0 ? quiet : await reserveTurn(quiet, ports);
      if (turn === undefined) return 'lost-race';
      const booked = await gather(found, kin, { turn, hand }, ports);
      if (typeof booked !== 'object') await giveTurnBack(turn, ports);
      return booked === 'lost-race' ? booked : { saved: booked };
    }),
  );
}

const NOTHING = { saved: undefined };

/** The message in which a page goes out with its kin. Undefined when the page is another's. */
async function gather(
  found: SendablePage,
  kin: readonly OwedPage[],
  { turn, hand }: { readonly turn: Turn; readonly hand: Hand },
  ports: Ports,
): Promise<BookedMessage | 'lost-race' | undefined> {
  const claimed = await ofOneMessage(await claimAll(found, kin, hand, ports), hand, ports);
  if (claimed === undefined) return undefined;
  const booked = await bookMessage(claimed, turn, ports);
  if (booked === undefined) await giveBack(claimed.pages, hand, ports);
  return booked ?? 'lost-race';
}

async function mayRingNow(
  found: SendablePage,
  phone: string,
  pace: Pace | undefined,
  ports: Ports,
): Promise<PaceVerdict> {
  const now = ports.clock.now();
  const verdict = mayRing(pace, ringing(found), now);
  if (!found.page.isNotice || !verdict.ring) return verdict;
  return mayRing(await ports.paces.of(phone), ringing(found), now);
}

/**
 * What else waits for the phone and goes into the same message: of the same kind. News that something
 * is over is dropped while a page waits: undefined when that is so of this one.
 */
async function waitingWith(
  { incident: { number }, page: { id } }: SendablePage,
  phone: string,
  ports: Ports,
): Promise<readonly OwedPage[] | undefined> {
  const waiting = await ports.owed.waitingFor(phone, ports.clock.now(), MOST_PAGES);
  const { kind, kin, asking, over } = sortWaiting({ incident: number, page: id }, waiting);
  const hasPage = kind === 'page' || (await anyMayGo(asking, ports));
  if (hasPage) {
    const news = { type: 'page-superseded', reason: 'page-waits' } as const;
    await inBatches(over, ({ incident, page }) => advancePage(incident, page, news, ports));
  }
  return kind === 'resolved' && hasPage ? undefined : kin;
}

/** A message that is sent again tells of what it told of, and of nothing that came since. */
async function ofOneMessage(
  pages: readonly ClaimedPage[],
  hand: Hand,
  ports: Ports,
): Promise<Claimed | undefined> {
  const [lead, ...others] = pages;
  if (lead === undefined) return undefined;
  const mayBeAgain = others.length > 0 || lead.page.deferredAt !== undefined;
  const bundle = mayBeAgain && (await ports.bundles.of(fullId(lead.incident.number, lead.page.id)));
  if (!bundle) return { pages: [lead, ...others], isSentAgain: false };
  const isMember = ({ incident, page }: ClaimedPage) => isToldIn(bundle, incident.number, page.id);
  const foreign = others.filter((page) => !isMember(page));
  await giveBack(foreign, hand, ports);
  return { pages: [lead, ...others.filter(isMember)], isSentAgain: true };
}

async function hold(
  { incident: { number }, page: { id, channel, severity } }: SendablePage,
  dueAt: number,
  ports: Ports,
): Promise<void> {
  const work = { type: 'page', incident: number, page: id, dueAt } as const;
  await ports.owed.postpone(work, dueAt);
  ports.hints.schedule(work, { severity, channel });
}

/** Whether any of these pages is still to be sent; those that are not are settled by the look. */
async function anyMayGo(pages: readonly OwedPage[], ports: Ports): Promise<boolean> {
  const found = await inBatches(pages, ({ incident, page }) => lookAtPage(incident, page, ports));
  return found.some((page) => page !== 'over');
}

/** The page, and the others where that one can be had; the most urgent first. */
async function claimAll(
  first: SendablePage,
  others: readonly OwedPage[],
  hand: Hand,
  ports: Ports,
): Promise<readonly ClaimedPage[]> {
  const { number } = first.incident;
  const lead = await claimPage(number, first.page.id, { hand, ports, lookedAt: first });
  if (lead === undefined) return [];
  const claimed = await inBatches(others, ({ incident, page }) =>
    claimPage(incident, page, { hand, ports }),
  );
  return mostUrgentFirst([lead, ...claimed.flatMap((page) => page ?? [])]);
}

/** Another process was faster: it tells of them, or they wait with all others. */
async function giveBack(pages: readonly ClaimedPage[], hand: Hand, ports: Ports): Promise<void> {
  for (const { incident, page } of pages) hand.letGo(fullId(incident.number, page.id));
  await inBatches(pages, ({ incident, page }) => ports.claims.letGo(incident.number, page.id));
}
