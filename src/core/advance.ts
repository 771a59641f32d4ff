import { countEvent, countOpen } from './count.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import type { Figure } from './figures.ts';
import type { Happening } from './happening.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { Incident } from './incident.ts';
import { pagesOf } from './owes.ts';
import type { Page } from './page.ts';
import type { Rules } from './rules.ts';

/** One decision with all that it means for the records: what is written as one. */
export interface Advance {
  readonly incident: Incident;
  readonly events: readonly IncidentEvent[];
  readonly pages: readonly Page[];
  readonly figures: readonly Figure[];
}

/** Undefined when what happened is no news. */
export function advance(
  before: Incident | undefined,
  happening: Happening,
  rules: Rules,
  now: number,
): Advance | undefined {
  const events = decide(before, happening, rules, now);
  const figures: Figure[] = [];
  const pages = new Map<string, Page>();
  let incident = before;
  for (const event of events) {
    incident = evolve(incident, event);
    figures.push(...countEvent(event, incident));
    for (const page of pagesOf(event)) pages.set(page.id, page);
  }
  if (incident === undefined || events.length === 0) return undefined;
  figures.push(...countOpen(before, incident));
  return { incident, events, pages: [...pages.values()], figures };
}
