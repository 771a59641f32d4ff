import type { IncidentEvent } from './incident-event.ts';
import { type Incident, type Timer, TIMERS } from './incident.ts';
import type { Page } from './page.ts';

/** The pages that an event orders, or whose record it changes. */
export function pagesOf(event: IncidentEvent): readonly Page[] {
  if ('pages' in event) return event.pages;
  if ('notices' in event) return event.notices;
  return 'page' in event ? [event.page] : [];
}

/** The timers that a change sets: those that run now and did not, or not at this moment. */
export function timersSet(before: Incident | undefined, after: Incident) {
  return TIMERS.flatMap((timer): { readonly timer: Timer; readonly dueAt: number }[] => {
    const dueAt = after.timers[timer];
    return dueAt === undefined || dueAt === before?.timers[timer] ? [] : [{ timer, dueAt }];
  });
}
