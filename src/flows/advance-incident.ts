import type { Happening } from '../core/happening.ts';
import type { IncidentEvent } from '../core/incident-event.ts';
import type { Incident } from '../core/incident.ts';
import type { Ports, Stored } from '../ports.ts';
import { decideOn } from './decide-on.ts';
import { saveChanges } from './save-changes.ts';
import { untilSaved } from './until-saved.ts';

export interface Advanced {
  readonly before: Incident;
  readonly incident: Incident;
  /** Empty when what happened was no news. */
  readonly events: readonly IncidentEvent[];
}

/** What a decision is about: read anew whenever another writer was faster. */
export interface Reading {
  readonly stored: Stored;
  readonly happening: Happening;
  /** The group's latest incident, where the decision depends on it. */
  readonly groupBefore?: number;
}

/**
 * Something happened to an incident: load, decide, save in one write, then do what the decision asks.
 * Undefined when there is no such incident.
 */
export const advanceIncident = (
  number: number,
  happening: Happening,
  ports: Ports,
): Promise<Advanced | undefined> =>
  advanceReading(
    number,
    async () => {
      const stored = await ports.incidents.load(number);
      return stored && { stored, happening };
    },
    ports,
  );

/** News of one of its pages: the page's record is read in the same instant as the incident. */
export const advancePage = (
  number: number,
  pageId: string,
  news: PageNewsWithoutPage,
  ports: Ports,
): Promise<Advanced | undefined> =>
  advanceReading(
    number,
    async () => {
      const stored = await ports.incidents.loadPage(number, pageId);
      return stored && { stored, happening: { ...news, page: stored.page } };
    },
    ports,
  );

type WithoutPage<T> = T extends { page: unknown } ? Omit<T, 'page'> : never;
export type PageNewsWithoutPage = WithoutPage<Happening>;

export async function advanceReading(
  number: number,
  read: () => Promise<Reading | undefined>,
  ports: Ports,
): Promise<Advanced | undefined> {
  return ports.inTurn(`incident ${number}`, () =>
    untilSaved(async () => {
      const reading = await read();
      if (reading === undefined) return { saved: undefined };
      const { stored, happening, groupBefore } = reading;
      const { incident: before } = stored;
      const change = await decideOn(before, happening, ports, ports.clock.now());
      if (change === undefined) return { saved: { before, incident: before, events: [] } };
      const saved = await saveChanges(
        [
          {
            ...change,
            before: stored,
            alerts: [],
            alertsBefore: new Map(),
            ...(groupBefore === undefined ? {} : { groupBefore }),
          },
        ],
        ports,
      );
      if (saved === undefined) return 'lost-race';
      return { saved: { before, incident: change.incident, events: change.events } };
    }),
  );
}
