import type { Incident } from '../../src/core/incident.ts';
import type { IncidentEvent } from '../../src/core/incident-event.ts';
import type { Page } from '../../src/core/page.ts';
import type { AlertRecord, Change, Incidents, Stored } from '../../src/ports.ts';

export const NOW = 1_000_000;

export const anIncident = (but: Partial<Incident> = {}): Incident => ({
  number: 0,
  source: 'alertmanager',
  groupKey: 'orders',
  title: 'orders: it is slow',
  status: 'triggered',
  severity: 'P1',
  category: 'application',
  team: 'development',
  because: ['a rule'],
  openedAt: NOW,
  cycle: 1,
  episodeAt: NOW,
  dueAt: NOW + 3_600_000,
  warnAt: NOW + 2_880_000,
  counted: { firstPage: false, acknowledged: false, target: false, resolved: false },
  firing: { P0: 0, P1: 1, P2: 0, P3: 0 },
  alertnames: ['Slow'],
  policy: 'p',
  run: 1,
  step: 0,
  timers: {},
  ordinal: 1,
  paged: {},
  before: [],
  live: {},
  alarms: { t80: 0, missed: 0 },
  ...but,
});

export const anAlert = (fingerprint: string, but: Partial<AlertRecord> = {}): AlertRecord => ({
  source: 'alertmanager',
  fingerprint,
  status: 'firing',
  startsAt: NOW,
  labels: { alertname: 'Slow' },
  annotations: {},
  severity: 'P1',
  category: 'application',
  rule: 'a rule',
  incident: 0,
  ...but,
});

export const aPage = (id: string, but: Partial<Page> = {}): Page => ({
  id,
  cycle: 1,
  run: 1,
  step: '0',
  person: 'ada',
  method: 'sms',
  channel: 'sms',
  ordinal: 1,
  severity: 'P1',
  orderedAt: NOW,
  dueAt: NOW,
  state: 'owed',
  reached: {},
  ...but,
});

export const aNote = (text: string): IncidentEvent => ({
  type: 'noted',
  at: NOW,
  by: 'ada',
  via: 'console',
  text,
});

const nothing = { events: [], pages: [], alerts: [], alertsBefore: new Map(), figures: [] };

/** A change that opens an incident of its own group. */
export const anOpening = (groupKey: string, but: Partial<Change> = {}): Change => ({
  ...nothing,
  incident: anIncident({ groupKey }),
  ...but,
});

export const aChange = (
  before: Stored,
  incident: Partial<Incident>,
  but: Partial<Change> = {},
): Change => ({ ...nothing, before, incident: { ...before.incident, ...incident }, ...but });

/** Opens an incident and answers it as it was stored. */
export const opened = async (incidents: Incidents, opening: Change): Promise<Stored> => {
  const [number = 0] = (await incidents.commit([opening])) ?? [];
  return stored(incidents, number);
};

export const stored = async (incidents: Incidents, number: number): Promise<Stored> => {
  const found = await incidents.load(number);
  if (found === undefined) throw new Error(`there is no incident ${number}`);
  return found;
};
