import type { Advance } from '../core/advance.ts';
import type { Incident } from '../core/incident.ts';
import { timersSet } from '../core/owes.ts';
import type { Ports } from '../ports.ts';

/**
 * Hands to the queue what a saved decision owes. All of it stands in the owed set already: should this
 * fail, the sweep carries it out, seconds late.
 */
export async function perform(
  number: number,
  before: Incident | undefined,
  { incident, events, pages }: Advance,
  ports: Ports,
): Promise<void> {
  const { severity } = incident;
  const hurried = events.flatMap((event) => (event.type === 'page-hurried' ? event : []));
  await Promise.all([
    ...timersSet(before, incident).map(({ timer, dueAt }) =>
      ports.hints.schedule({ type: 'timer', incident: number, timer, dueAt }, { severity }),
    ),
    ...pages
      .filter((page) => page.state === 'owed' && page.deferredAt === undefined)
      .map(({ id, dueAt, channel }) =>
        ports.hints.schedule(
          { type: 'page', incident: number, page: id, dueAt },
          { severity, channel },
        ),
      ),
    ...hurried.map(({ pageId, at }) => ports.owed.defer(number, pageId, at)),
  ]);
}
