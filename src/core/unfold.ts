import { evolve } from './evolve.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { Incident } from './incident.ts';

type Part = readonly IncidentEvent[] | ((incident: Incident) => readonly IncidentEvent[]);

/** What has happened so far, then what follows from the incident as it then is, and so on. */
export function unfold(start: Incident | undefined, ...parts: readonly Part[]): IncidentEvent[] {
  const events: IncidentEvent[] = [];
  let incident = start;
  for (const part of parts) {
    const more = typeof part === 'function' ? incident && part(incident) : part;
    for (const event of more ?? []) {
      incident = evolve(incident, event);
      events.push(event);
    }
  }
  return events;
}
