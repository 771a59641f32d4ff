import type { Advance } from '../core/advance.ts';
import type { Incident } from '../core/incident.ts';
import { timersSet } from '../core/owes.ts';
import type { Ports } from '../ports.ts';

/**
 * Hands to the queue what a saved decision owes. All of it stands in the owed set already: should this
 * fail, the sweep carries it out, seconds late.
 */
export function perform(
  number: number,
  before: Incident | undefined,
  { incident, pages }: Advance,
  ports: Ports,
): void {
  const { severity } = incident;
  for (const { timer, dueAt } of timersSet(before, incident)) {
    ports.hints.schedule({ type: 'timer', incident: number, timer, dueAt }, { severity });
  }
  for (const { id, dueAt, channel, state, deferredAt } of pages) {
    if (state !== 'owed' || deferredAt !== undefined) continue;
    const work = { type: 'page', incident: number, page: id, dueAt } as const;
    ports.hints.schedule(work, { severity, channel });
  }
}
