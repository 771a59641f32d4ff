import type { Incident } from '../core/incident.ts';
import type { Page } from '../core/page.ts';
import type { AlertRecord, Change, Stored } from '../ports.ts';

/** The key has the number: a snapshot written before the number was handed out is whole, too. */
export const snapshotText = (incident: Incident): string =>
  JSON.stringify({ ...incident, number: undefined });

export const readSnapshot = (number: number, text: string): Incident => {
  const snapshot: Omit<Incident, 'number'> = JSON.parse(text);
  return { ...snapshot, number };
};

/**
 * The version that a change makes: an instant at least. Should Redis lose what it has answered, whatever is
 * written then has none of the versions that were lost.
 */
export const versionAfter = ({
  before,
  incident,
  events,
}: Pick<Change, 'before' | 'incident' | 'events'>): number =>
  Math.max(events.at(-1)?.at ?? 0, before === undefined ? incident.openedAt : before.version + 1);

export const readStored = (number: number, version: string, snapshot: string): Stored => ({
  incident: readSnapshot(number, snapshot),
  version: Number(version),
});

export const alertText = (alert: AlertRecord): string =>
  JSON.stringify({ ...alert, incident: undefined });

export const readAlert = (incident: number, text: string): AlertRecord => {
  const alert: Omit<AlertRecord, 'incident'> = JSON.parse(text);
  return { ...alert, incident };
};

export const readAlerts = (incident: number, texts: readonly string[]): readonly AlertRecord[] =>
  texts
    .map((text) => readAlert(incident, text))
    .toSorted((a, b) => a.startsAt - b.startsAt || compareText(a.fingerprint, b.fingerprint));

export const readPage = (text: string): Page => JSON.parse(text);

export const readPages = (texts: readonly string[]): readonly Page[] =>
  texts.map(readPage).toSorted((a, b) => a.orderedAt - b.orderedAt || compareText(a.id, b.id));

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
