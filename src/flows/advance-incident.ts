import { advance } from '../core/advance.ts';
import type { Happening } from '../core/happening.ts';
import type { IncidentEvent } from '../core/incident-event.ts';
import type { Incident } from '../core/incident.ts';
import type { Ports, Stored } from '../ports.ts';
import { perform } from './perform.ts';
import { untilSaved } from './until-saved.ts';

export interface Advanced {
  readonly before: Incident;
  readonly incident: Incident;
  /** Empty when what happened was no news. */
  readonly events: readonly IncidentEvent[];
}

/**
 * Something happened to an incident: load, decide, save in one write, then do what the decision asks.
 * Undefined when there is no such incident.
 */
export async function advanceIncident(
  number: number,
  happening: Happening,
  ports: Ports,
): Promise<Advanced | undefined> {
  return advanceWith(
    number,
    () => ports.incidents.load(number),
    () => happening,
    ports,
  );
}

/** News of one of its pages: the page's record is read in the same instant as the incident. */
export async function advancePage(
  number: number,
  pageId: string,
  news: PageNewsWithoutPage,
  ports: Ports,
): Promise<Advanced | undefined> {
  return advanceWith(
    number,
    () => ports.incidents.loadPage(number, pageId),
    ({ page }) => ({ ...news, page }),
    ports,
  );
}

type WithoutPage<T> = T extends { page: unknown } ? Omit<T, 'page'> : never;
export type PageNewsWithoutPage = WithoutPage<Happening>;

async function advanceWith<T extends Stored>(
  number: number,
  load: () => Promise<T | undefined>,
  happeningOf: (loaded: T) => Happening,
  ports: Ports,
): Promise<Advanced | undefined> {
  return ports.inTurn(`incident ${number}`, () =>
    untilSaved(async () => {
      const stored = await load();
      if (stored === undefined) return { saved: undefined };
      const { incident: before, version } = stored;
      const change = advance(before, happeningOf(stored), ports.rules(), ports.clock.now());
      if (change === undefined) return { saved: { before, incident: before, events: [] } };
      const numbers = await ports.incidents.commit([
        { ...change, before: { incident: before, version }, alerts: [], alertsBefore: new Map() },
      ]);
      if (numbers === undefined) return 'lost-race';
      await perform(number, before, change, ports);
      return { saved: { before, incident: change.incident, events: change.events } };
    }),
  );
}
