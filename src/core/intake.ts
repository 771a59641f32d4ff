import { type Alert, alertName } from './alert.ts';
import type { Classified } from './classification.ts';
import type { AlertsTold, ToldAlert } from './happening.ts';
import { exemptAs, groupKeyOf } from './identity.ts';
import type { Incident } from './incident.ts';
import type { Source } from './rules.ts';
import { around, type Surroundings, surroundingsOf } from './surroundings.ts';
import { titleOf } from './title.ts';

const MINUTE = 60_000;
/** A firing this soon after a resolve is the same trouble. */
const REOPEN_MS = 6 * MINUTE;
/** Within this time a firing that began before the resolve ended is a late copy of it. */
const LATE_COPY_MS = 60 * MINUTE;

type KnownAlert = Pick<Alert, 'status'> &
  Pick<Classified, 'severity'> & { readonly incident: number };

/** What is known of the alerts and groups of a body. */
export interface Known {
  readonly alerts: ReadonlyMap<string, KnownAlert>;
  readonly groups: ReadonlyMap<string, number>;
  readonly incidents: ReadonlyMap<number, { readonly incident: Incident }>;
}

/** One body's news for one incident. */
export interface Intake {
  /** Absent: a new incident is to be opened. */
  readonly number?: number;
  readonly told: AlertsTold;
  /** The alerts behind the news, as they are to be kept. */
  readonly alerts: readonly { readonly alert: Alert; readonly classified: Classified }[];
}

/** Heartbeats, inhibitors and test buttons are heard, but nobody is to respond to them. */
export const isForPeople = (alert: Alert): boolean => exemptAs(alert) === undefined;

/** Classifies an alert in its surroundings, by the configuration in force. */
export type Classify = (alert: Alert, surroundings: Surroundings) => Classified;

/**
 * Sorts the alerts of one group into news by incident. An alert told again, or resolved without ever
 * having fired here, is no news. What a body omits proves nothing.
 */
export function sortIntake(
  alerts: readonly Alert[],
  known: Known,
  source: Source,
  classify: Classify,
  now: number,
): Intake[] {
  const byTarget = new Map<number | undefined, News>();
  const latest = latestOfEach(alerts);
  const [first] = latest;
  const groupKey = first === undefined ? '' : groupKeyOf(first, source.groupBy);
  const joined = incidentToJoin(groupKey, latest, known, now);
  for (const alert of latest) {
    const before = known.alerts.get(alert.fingerprint);
    const isFiring = alert.status === 'firing';
    const isRepeat = isFiring === (before?.status === 'firing') && !isForgotten(before, known);
    if (isRepeat && !isStale(before, known)) continue;
    const isNew = isFiring && !isRepeat;
    const target = isNew ? joined : before?.incident;
    const news = byTarget.get(target) ?? { fired: [], cleared: [], repeated: [] };
    news[isRepeat ? 'repeated' : isFiring ? 'fired' : 'cleared'].push(alert);
    byTarget.set(target, news);
  }
  const body = surroundingsOf(latest, now);
  return [...byTarget].map(([number, { fired, cleared, repeated }]) => {
    const incident = number === undefined ? undefined : known.incidents.get(number)?.incident;
    const joining = fired.filter(({ fingerprint }) => {
      const before = known.alerts.get(fingerprint);
      return before?.status !== 'firing' || before.incident !== number;
    });
    const surroundings = around(body, incident, joining.length - cleared.length);
    const told = [...fired, ...cleared].map((alert) => ({
      alert,
      classified: classifiedAs(alert, known, (one) => classify(one, surroundings)),
    }));
    const tell = ({ alert, classified }: (typeof told)[number]) => mention(alert, classified);
    return {
      ...(number === undefined ? {} : { number }),
      told: {
        type: 'alerts-told',
        source: source.name,
        groupKey,
        fired: told.slice(0, fired.length).map(tell),
        cleared: told.slice(fired.length).map(tell),
        ...(repeated.length === 0 ? {} : { repeated: repeated.length }),
      },
      alerts: told,
    };
  });
}

interface News {
  readonly fired: Alert[];
  readonly cleared: Alert[];
  /** Told again, of an incident that had turned stale. */
  readonly repeated: Alert[];
}

function isStale(before: KnownAlert | undefined, { incidents }: Known): boolean {
  if (before?.status !== 'firing') return false;
  return incidents.get(before.incident)?.incident.staleSince !== undefined;
}

/** It fires on in an incident that a person resolved, and nobody looks at it again by himself. */
function isForgotten(before: KnownAlert | undefined, { incidents }: Known): boolean {
  if (before?.status !== 'firing') return false;
  const incident = incidents.get(before.incident)?.incident;
  if (incident === undefined) return true;
  return incident.status === 'resolved' && incident.timers.recheck === undefined;
}

/** The group's open incident, or its last one when any of its alerts in this body reopens that. */
function incidentToJoin(
  groupKey: string,
  alerts: readonly Alert[],
  known: Known,
  now: number,
): number | undefined {
  const number = known.groups.get(groupKey);
  const incident = number === undefined ? undefined : known.incidents.get(number)?.incident;
  if (incident === undefined) return undefined;
  if (incident.status !== 'resolved') return number;
  const isReopened = alerts.some(
    (alert) => alert.status === 'firing' && reopens(incident, alert, now),
  );
  return isReopened ? number : undefined;
}

function reopens({ resolvedAt = 0, endedAt }: Incident, { startsAt }: Alert, now: number): boolean {
  const sinceMs = now - resolvedAt;
  const isLateCopy = endedAt !== undefined && startsAt <= endedAt && sinceMs <= LATE_COPY_MS;
  return sinceMs <= REOPEN_MS || isLateCopy;
}

/** An alert that clears leaves with the severity with which it came, whatever the rules say by now. */
function classifiedAs(
  alert: Alert,
  known: Known,
  classify: (alert: Alert) => Classified,
): Classified {
  const before = known.alerts.get(alert.fingerprint);
  const classified = classify(alert);
  return alert.status === 'firing' || before === undefined
    ? classified
    : { ...classified, severity: before.severity };
}

export const mention = (alert: Alert, classified: Classified): ToldAlert => ({
  mention: {
    fingerprint: alert.fingerprint,
    name: alertName(alert),
    severity: classified.severity,
  },
  classified,
  title: titleOf(alert),
  startsAt: alert.startsAt,
  ...(alert.endsAt === undefined ? {} : { endsAt: alert.endsAt }),
});

/** A body may tell of one alert twice: the last word counts. */
const latestOfEach = (alerts: readonly Alert[]): readonly Alert[] => [
  ...new Map(alerts.map((alert) => [alert.fingerprint, alert])).values(),
];
