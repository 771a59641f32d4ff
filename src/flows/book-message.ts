import type { Booking } from '../core/booking.ts';
import type { CodeSubject } from '../core/codes.ts';
import { gatheringPace, leadOf, type Pace, paceAfter, rangAlike } from '../core/pace.ts';
import { fullId } from '../core/page-id.ts';
import type { Ports } from '../ports.ts';
import type { ClaimedPage } from './claim-page.ts';
import { ringing } from './look-at-page.ts';
import { findCode } from './give-code.ts';
import { untilSaved } from './until-saved.ts';

/** The pages that one message tells of, all to one phone; the most urgent leads it. */
export type Pages = readonly [lead: ClaimedPage, ...others: ClaimedPage[]];

export interface Claimed {
  readonly pages: Pages;
  /** As a bundle whose members are known since its first time. */
  readonly isSentAgain: boolean;
}

/** A message that may go out now. */
export interface BookedMessage {
  readonly pages: Pages;
  readonly booking: Booking;
  readonly turn: Turn;
}

/** A phone's turn to ring, or that of its notices. */
export interface Turn {
  /** Whose pace it is: `ada.sms`. */
  readonly of: string;
  /** The pace without this message. */
  readonly before: Pace | undefined;
  /** The pace as it stands: with the reservation, once there is one. */
  readonly current: Pace | undefined;
}

export const leadId = ([{ incident, page }]: Pages): string => fullId(incident.number, page.id);

/**
 * Of several processes that gather for one phone in the same moment, only one may: they would share the
 * pages out between them, and all but one would wait for another window. Undefined for the others.
 */
export async function reserveTurn(turn: Turn, ports: Ports): Promise<Turn | undefined> {
  const current = gatheringPace(turn.before, ports.clock.now());
  const isMine = await ports.paces.change(turn.of, turn.before, current);
  return isMine ? { ...turn, current } : undefined;
}

/** Nothing was said in this turn. */
export async function giveTurnBack({ of, before, current }: Turn, ports: Ports): Promise<void> {
  if (current !== undefined && current !== before) await ports.paces.change(of, current, before);
}

/**
 * Writes down what has to be known of a message before it goes out: that its phone rings, the code that
 * replies will use, and what reports of it are about. Undefined when another message was faster.
 */
export async function bookMessage(
  { pages, isSentAgain }: Claimed,
  turn: Turn,
  ports: Ports,
): Promise<BookedMessage | undefined> {
  const [lead] = pages;
  const { person } = lead;
  const subject = answeredBy(pages);
  const [open, code] = await Promise.all([
    ports.incidents.countWaitingOn(person.id),
    subject === undefined ? undefined : findCode(person.id, subject, ports),
  ]);
  const after = paceAfter(turn.current, { ...ringing(lead), open }, ports.clock.now());
  const booking: Booking = {
    pace: { of: turn.of, before: turn.current, after },
    ...(code && { code }),
    ...(pages.length > 1 && !isSentAgain && { bundle: bundleOf(pages) }),
  };
  return (await ports.bookings.book(booking)) ? { pages, booking, turn } : undefined;
}

/** Of what was not said nothing counts but the code, which stays its subject's. */
export async function cancelBooking(
  { pace, bundle }: Booking,
  turn: Turn,
  ports: Ports,
): Promise<void> {
  await untilSaved(async () => {
    const current = await ports.paces.of(pace.of);
    // Another process may be gathering for the next message by now: it finds that the phone is quiet.
    const stands = current !== undefined && rangAlike(current, pace.after);
    const isDone = !stands || (await ports.paces.change(pace.of, current, turn.before));
    return isDone ? { saved: undefined } : 'lost-race';
  });
  if (bundle !== undefined) await ports.bundles.change(bundle.lead, bundle.told, undefined);
}

/** How many incidents its reader has open, those included that it tells of. */
export function openWith({ pages, booking }: BookedMessage): number {
  const { open = 0 } = leadOf(booking.pace.after, leadId(pages)) ?? {};
  return Math.max(open, pages.length);
}

/** What a reply to the message is about; undefined where nobody is asked for one. */
function answeredBy(pages: Pages): CodeSubject | undefined {
  const [{ incident, page }, ...others] = pages;
  if (others.length > 0) return page.isNotice ? undefined : leadId(pages);
  return page.mark?.type === 'resolved' ? undefined : incident.number;
}

const bundleOf = (pages: Pages): Required<Booking>['bundle'] => ({
  lead: leadId(pages),
  told: { pages: pages.map(({ incident, page }) => [incident.number, page.id] as const) },
});
