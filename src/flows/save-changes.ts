import type { IncidentEvent } from '../core/incident-event.ts';
import { fullId } from '../core/page-id.ts';
import type { Change, Ports } from '../ports.ts';
import { perform } from './perform.ts';

/**
 * Saves decisions, all in one write or none, then does what they ask. Answers the incidents' numbers in
 * order, or undefined when another writer was faster: decide again.
 */
export async function saveChanges(
  changes: readonly Change[],
  ports: Ports,
): Promise<readonly number[] | undefined> {
  const numbers = await ports.incidents.commit(changes);
  for (const [at, change] of changes.entries()) {
    const number = numbers?.[at];
    if (number === undefined) continue;
    const { severity } = change.incident;
    const events = change.events.map(({ type }) => type);
    const about = { incidentId: number, severity, events, ...pageIn(number, change.events) };
    ports.log.info(about, 'incident changed');
    perform(number, change.before?.incident, change, ports);
  }
  return numbers;
}

/** The page of which something became. */
function pageIn(number: number, events: readonly IncidentEvent[]): { readonly page?: string } {
  const told = events.find((event) => 'page' in event);
  return told === undefined || !('page' in told) ? {} : { page: fullId(number, told.page.id) };
}
