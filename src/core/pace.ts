import { isMoreUrgent, type Severity } from './severity.ts';

const MINUTE = 60_000;
/**
 * How long a phone is left in peace after a message: each window that follows hard on another is
 * longer. That makes 4 messages in 15 minutes and 7 in an hour, within goalert's limits for texts
 * (5 and 11; its issue 1084 tells of a carrier that blocked a sender after 16 calls in an hour). While
 * P0s keep coming it makes 12.
 */
const WINDOWS_MS = [MINUTE, 3 * MINUTE, 5 * MINUTE, 15 * MINUTE] as const;
/** A P0 waits no longer than this: a third of its response target. */
const LONGEST_HOLD_OF_P0_MS = 5 * MINUTE;

/** So far apart may clocks be; a message that seems to come later than that was before a clock was put back. */
const CLOCK_SLACK_MS = 5000;

/** How often a phone rang of late: what bounds how often it rings. */
export interface Pace {
  /** When the window began, with a message. */
  readonly sentAt: number;
  readonly windowMs: number;
  /** The page that led each message of the window: sent again after a crash, it is not held. */
  readonly leads: readonly Lead[];
  /** Until when a process may be gathering what the next message will tell of. */
  readonly gatheredUntil?: number;
}

/** Of a phone that never rang. */
const QUIET: Pace = { sentAt: 0, windowMs: 0, leads: [] };
/** To gather takes some questions to the store; that of a process that died lapses after this. */
const GATHERING_MS = 2000;

/** What a message began with, so that its repeat says the same. */
interface Lead {
  /** `42.1.1.0.ada.sms`. */
  readonly id: string;
  readonly severity: Severity;
  /** How many incidents its reader had open. */
  readonly open: number;
}

interface Ringing {
  /** `42.1.1.0.ada.sms`. */
  readonly id: string;
  readonly severity: Severity;
}

/** `alone`: it breaks a hold, and what waits goes on waiting. */
export type PaceVerdict =
  | { readonly ring: true; readonly alone: boolean }
  | { readonly ring: false; readonly heldUntil: number };

/** Whether a phone may ring for a page now. A quiet phone always may. */
export function mayRing(pace: Pace | undefined, page: Ringing, now: number): PaceVerdict {
  if (pace === undefined) return { ring: true, alone: false };
  if (isGathered(pace, now)) {
    return { ring: false, heldUntil: Math.min(pace.gatheredUntil, now + GATHERING_MS) };
  }
  if (leadOf(pace, page.id)) return { ring: true, alone: false };
  const heldUntil = holdsUntil(pace, page.severity, now);
  if (now >= heldUntil) return { ring: true, alone: false };
  const isWorst = pace.leads.every(({ severity }) => isMoreUrgent(page.severity, severity));
  if (isWorst) return { ring: true, alone: true };
  return { ring: false, heldUntil };
}

/** One that seems to last for longer was begun before a clock was put back. */
const isGathered = (pace: Pace, now: number): pace is Pace & { readonly gatheredUntil: number } => {
  const { gatheredUntil = 0 } = pace;
  return now < gatheredUntil && gatheredUntil <= now + GATHERING_MS + CLOCK_SLACK_MS;
};

/** While one process gathers for the phone, the others wait: its message tells of theirs, too. */
export const gatheringPace = (pace: Pace | undefined, now: number): Pace => ({
  ...(pace ?? QUIET),
  gatheredUntil: now + GATHERING_MS,
});

/** What was said of a page that led a message in the latest window. */
export const leadOf = ({ leads }: Pace, id: string): Lead | undefined =>
  leads.find((lead) => lead.id === id);

/** The pace once a message has gone out; `lead` is its most urgent page. */
export function paceAfter(before: Pace | undefined, lead: Lead, now: number): Pace {
  const { id, severity, open } = lead;
  const pace = before && gathered(before);
  if (pace !== undefined && leadOf(pace, id)) return pace;
  if (pace !== undefined && now < holdsUntil(pace, severity, now)) {
    return { ...pace, leads: [...pace.leads, { id, severity, open }] };
  }
  return { sentAt: now, windowMs: nextWindow(pace, now), leads: [{ id, severity, open }] };
}

const gathered = ({ sentAt, windowMs, leads }: Pace): Pace => ({ sentAt, windowMs, leads });

/** Whether a phone last rang for the same messages, whoever may be gathering for it now. */
export const rangAlike = (a: Pace, b: Pace): boolean =>
  a.sentAt === b.sentAt &&
  a.leads.length === b.leads.length &&
  a.leads.every(({ id }, at) => id === b.leads[at]?.id);

/** The pace when the message that a page led counts no longer, since nobody knows whether it came. */
export function releasedPace(pace: Pace, id: string): Pace {
  const leads = pace.leads.filter((lead) => lead.id !== id);
  return { ...pace, leads, ...(leads.length === 0 && { sentAt: 0 }) };
}

const holdsUntil = ({ sentAt, windowMs }: Pace, severity: Severity, now: number): number =>
  sentAt > now + CLOCK_SLACK_MS
    ? now
    : sentAt + (severity === 'P0' ? Math.min(windowMs, LONGEST_HOLD_OF_P0_MS) : windowMs);

/** Longer than the last one, unless the phone has been quiet for as long again. */
function nextWindow(pace: Pace | undefined, now: number): number {
  const [shortest] = WINDOWS_MS;
  if (pace === undefined || now >= pace.sentAt + 2 * pace.windowMs) return shortest;
  return WINDOWS_MS.find((ms) => ms > pace.windowMs) ?? pace.windowMs;
}
