import type { Incident } from './incident.ts';
import type { Page } from './page.ts';

export type DeliveryVerdict =
  | { readonly send: true }
  | { readonly send: false; readonly reason: string };

/** Whether a page may still speak, looked at again at the last moment; a page that may not says why. */
export function mayDeliver(incident: Incident, page: Page, now: number): DeliveryVerdict {
  if (page.isNotice) return mayTell(incident, page);
  // That it flaps stays true while it clears and fires again.
  const flaps = page.step === 'flapping' && incident.flappingSince !== undefined;
  const { status } = incident;
  if (status === 'acknowledged' || (status === 'resolved' && !flaps)) {
    return { send: false, reason: status };
  }
  if (page.cycle !== incident.cycle && !flaps) return { send: false, reason: 'reopened' };
  return isReplaced(incident, page, now) ? { send: false, reason: 'later-page' } : { send: true };
}

/** By a later page to the same person, unless that one waits itself, for its delay or its hours. */
function isReplaced({ paged, live }: Incident, { person, ordinal }: Page, now: number): boolean {
  const last = paged[person];
  if (last === undefined || last.ordinal <= ordinal) return false;
  const later = Object.values(live).filter(
    (page) => page.person === person && page.ordinal === last.ordinal,
  );
  const isWaiting =
    later.length > 0 && later.every(({ state, dueAt }) => state === 'owed' && dueAt > now);
  return !isWaiting;
}

/** A notice is told while it is still true. */
function mayTell(incident: Incident, { cycle, mark }: Page): DeliveryVerdict {
  const isResolved = incident.status === 'resolved';
  if (cycle !== incident.cycle) return { send: false, reason: 'reopened' };
  if (mark?.type === 'resolved') {
    return isResolved ? { send: true } : { send: false, reason: 'taken-back' };
  }
  if (isResolved) return { send: false, reason: 'resolved' };
  return incident.staleSince === undefined
    ? { send: false, reason: 'heard-again' }
    : { send: true };
}
