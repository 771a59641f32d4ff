import type { Incident } from './incident.ts';
import type { Page } from './page.ts';

/** Whether a page may still speak, looked at again at the last moment; a page that may not says why. */
export function mayDeliver(
  incident: Incident,
  page: Page,
): { readonly send: true } | { readonly send: false; readonly reason: string } {
  if (incident.status !== 'triggered') return { send: false, reason: incident.status };
  if (page.cycle !== incident.cycle) return { send: false, reason: 'reopened' };
  const last = incident.paged[page.person];
  if (last !== undefined && last.ordinal > page.ordinal)
    return { send: false, reason: 'later-page' };
  return { send: true };
}
