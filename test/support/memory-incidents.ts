import { figureFields } from '../../src/core/figures.ts';
import type { Incident } from '../../src/core/incident.ts';
import type { Change, Clock, Incidents, Stored } from '../../src/ports.ts';
import {
  alertText,
  readAlert,
  readAlerts,
  readPage,
  readPages,
  readSnapshot,
  snapshotText,
  versionAfter,
} from '../../src/store/incident-records.ts';
import { commandsOf } from '../../src/store/incident-writes.ts';
import { keysUnder } from '../../src/store/keys.ts';
import { claimOf, pageMember, timerMember } from '../../src/store/owed-members.ts';

const RESOLVED_ALERT_KEPT_MS = 7 * 24 * 3_600_000;

/** Everything as text, as a store outside the process keeps it. */
export interface Memory {
  readonly incidents: Map<number, KeptIncident>;
  /** The incident of each alert, and until when it is known. */
  readonly index: Map<string, { readonly number: number; readonly until: number }>;
  readonly groups: Map<string, number>;
  readonly owed: Map<string, number>;
  readonly claims: Map<string, { readonly owner: string; readonly until: number }>;
  readonly figures: Map<string, number>;
  lastNumber: number;
}

interface KeptIncident {
  version: number;
  snapshot: string;
  readonly timeline: string[];
  readonly alerts: Map<string, string>;
  readonly pages: Map<string, string>;
}

export const emptyMemory = (): Memory => ({
  incidents: new Map(),
  index: new Map(),
  groups: new Map(),
  owed: new Map(),
  claims: new Map(),
  figures: new Map(),
  lastNumber: 0,
});

const pair = (source: string, text: string): string => JSON.stringify([source, text]);

/** `around` lets a test come between the decision and its write, or after it. */
export const memoryIncidents = (
  memory: Memory,
  clock: Clock,
  around: {
    before(changes: readonly Change[]): Promise<void>;
    after(changes: readonly Change[]): Promise<void>;
  },
): Incidents => {
  const stored = (number: number): Stored | undefined => {
    const kept = memory.incidents.get(number);
    return kept && { incident: readSnapshot(number, kept.snapshot), version: kept.version };
  };
  const incidentOf = (source: string, fingerprint: string): number | undefined => {
    const entry = memory.index.get(pair(source, fingerprint));
    return entry !== undefined && clock.now() < entry.until ? entry.number : undefined;
  };
  const holds = ({ before, incident, alerts, alertsBefore, groupBefore }: Change): boolean =>
    (before === undefined ||
      memory.incidents.get(before.incident.number)?.version === before.version) &&
    ((before !== undefined && groupBefore === undefined) ||
      memory.groups.get(pair(incident.source, incident.groupKey)) === groupBefore) &&
    alerts.every(
      ({ source, fingerprint }) =>
        incidentOf(source, fingerprint) === alertsBefore.get(fingerprint),
    );

  return {
    lookUp: async (source, fingerprints, groupKeys) => {
      const alerts = fingerprints.flatMap((fingerprint) => {
        const number = incidentOf(source, fingerprint);
        const text = number && memory.incidents.get(number)?.alerts.get(fingerprint);
        return number && text ? [[fingerprint, readAlert(number, text)] as const] : [];
      });
      const groups = groupKeys.flatMap((groupKey) => {
        const number = memory.groups.get(pair(source, groupKey));
        return number ? [[groupKey, number] as const] : [];
      });
      const numbers = [...alerts.map(([, { incident }]) => incident), ...groups.map(([, n]) => n)];
      return {
        alerts: new Map(alerts),
        groups: new Map(groups),
        incidents: new Map(
          numbers.flatMap((number) => {
            const found = stored(number);
            return found ? [[number, found] as const] : [];
          }),
        ),
      };
    },
    load: async (number) => stored(number),
    versions: async (numbers) => numbers.map((number) => stored(number)?.version),
    loadPage: async (number, page) => {
      const found = stored(number);
      const text = memory.incidents.get(number)?.pages.get(page);
      return found && text ? { ...found, page: readPage(text) } : undefined;
    },
    commit: async (changes) => {
      await around.before(changes);
      if (changes.filter(({ before }) => before === undefined).length > 1) {
        throw new Error('a commit opens one incident at most');
      }
      // What the real store would refuse is refused here, too.
      for (const change of changes) commandsOf(keysUnder(''), change);
      const numbers = changes.every(holds)
        ? changes.map((change) => apply(memory, clock.now(), change))
        : undefined;
      await around.after(changes);
      return numbers;
    },
    latestInGroup: async (source, groupKey) => memory.groups.get(pair(source, groupKey)),
    alerts: async (number) =>
      readAlerts(number, [...(memory.incidents.get(number)?.alerts.values() ?? [])]),
    timeline: async (number) =>
      (memory.incidents.get(number)?.timeline ?? []).map((text) => JSON.parse(text)),
    pages: async (number) => readPages([...(memory.incidents.get(number)?.pages.values() ?? [])]),
    waitingOn: async (person) => waitingOn(memory, person),
    countWaitingOn: async (person) => waitingOn(memory, person).length,
    list: async ({ status, severity, team, since = -Infinity, limit, before = Infinity }) => {
      const matches = [...memory.incidents]
        .map(([number, { snapshot }]): Incident => readSnapshot(number, snapshot))
        .toSorted((a, b) => b.number - a.number)
        .filter((incident) => incident.number < before && incident.openedAt >= since)
        .filter((incident) => status === undefined || incident.status === status)
        .filter((incident) => severity === undefined || incident.severity === severity)
        .filter((incident) => team === undefined || incident.team === team);
      const incidents = matches.slice(0, limit);
      const last = incidents.at(-1);
      return { incidents, ...(last && matches.length > limit && { next: last.number }) };
    },
  };
};

const waitingOn = (memory: Memory, person: string): readonly number[] =>
  [...memory.incidents]
    .map(([number, { snapshot }]) => readSnapshot(number, snapshot))
    .filter(({ status, paged }) => status === 'triggered' && Object.hasOwn(paged, person))
    .map(({ number }) => number);

const apply = (memory: Memory, now: number, change: Change): number => {
  const { before, incident, events, pages, alerts, figures } = change;
  const number = before?.incident.number ?? ++memory.lastNumber;
  const kept = memory.incidents.get(number) ?? {
    version: 0,
    snapshot: '',
    timeline: [],
    alerts: new Map<string, string>(),
    pages: new Map<string, string>(),
  };
  memory.incidents.set(number, kept);
  kept.version = versionAfter(change);
  kept.snapshot = snapshotText(incident);
  kept.timeline.push(...events.map((event) => JSON.stringify(event)));
  if (before === undefined) memory.groups.set(pair(incident.source, incident.groupKey), number);

  const old = new Map(Object.entries(before?.incident.timers ?? {}));
  for (const [timer, dueAt] of Object.entries(incident.timers)) {
    if (old.get(timer) !== dueAt) memory.owed.set(timerMember(number, timer), dueAt);
    old.delete(timer);
  }
  for (const timer of old.keys()) memory.owed.delete(timerMember(number, timer));
  for (const page of pages) {
    kept.pages.set(page.id, JSON.stringify(page));
    if (page.state === 'owed') {
      memory.owed.set(pageMember(number, page.id), page.dueAt);
    } else {
      memory.owed.delete(pageMember(number, page.id));
      memory.claims.delete(claimOf(number, page.id));
    }
  }
  for (const alert of alerts) {
    kept.alerts.set(alert.fingerprint, alertText(alert));
    const until = alert.status === 'firing' ? Infinity : now + RESOLVED_ALERT_KEPT_MS;
    memory.index.set(pair(alert.source, alert.fingerprint), { number, until });
  }
  for (const [field, increment] of figures.flatMap(figureFields)) {
    memory.figures.set(field, (memory.figures.get(field) ?? 0) + increment);
  }
  return number;
};
