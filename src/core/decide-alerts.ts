import { reasonsFrom } from './chosen.ts';
import { close } from './close.ts';
import { pageReopened } from './decide-flapping.ts';
import { startRun } from './escalation.ts';
import { reopeningsAt, stableFrom } from './flapping.ts';
import type { AlertsTold, ToldAlert } from './happening.ts';
import type { IncidentEvent } from './incident-event.ts';
import { firingCount, type Incident } from './incident.ts';
import { leaseFrom } from './lease.ts';
import { targetAfterRaise, targetFrom } from './response-target.ts';
import { policyFor } from './route.ts';
import type { Rules } from './rules.ts';
import { compareSeverity, isMoreUrgent, SEVERITIES, type Severity } from './severity.ts';
import { unfold } from './unfold.ts';

/** Alerts that an event lists; its counts are whole. */
const MOST_MENTIONS = 20;
const NONE = { P0: 0, P1: 0, P2: 0, P3: 0 } as const;

export function decideAlerts(
  incident: Incident | undefined,
  told: AlertsTold,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const worst = told.fired.toSorted((a, b) =>
    compareSeverity(a.classified.severity, b.classified.severity),
  )[0];
  if (incident === undefined) return worst === undefined ? [] : open(told, worst, rules, now);
  if (incident.status === 'resolved' && worst !== undefined) {
    return reopen(incident, told, worst, rules, now);
  }
  if (told.fired.length + told.cleared.length === 0) return hearAgain(incident, told, rules, now);
  return unfold(
    incident,
    [{ type: 'alerts-changed', at: now, ...tell(told, incident.firing, rules, now) }],
    (then) => raise(then, worst, rules, now),
    (then) =>
      then.status === 'resolved' || firingCount(then) > 0 ? [] : close(then, 'source', rules, now),
  );
}

/** A stale incident whose alerts still come is stale no more. */
function hearAgain(
  { source, status, staleSince }: Incident,
  { repeated = 0 }: AlertsTold,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  if (repeated === 0 || staleSince === undefined || status === 'resolved') return [];
  return [{ type: 'heard-again', at: now, ...leaseFrom(source, rules, now) }];
}

function open(told: AlertsTold, worst: ToldAlert, rules: Rules, now: number): IncidentEvent[] {
  const { severity, category, team, because } = worst.classified;
  const opened: IncidentEvent = {
    type: 'opened',
    at: now,
    source: told.source,
    groupKey: told.groupKey,
    title: worst.title,
    severity,
    category,
    team,
    because,
    policy: policyFor({ severity, category, team, source: told.source }, rules).id,
    ...targetFrom(now, severity, rules),
    ...tell(told, NONE, rules, now),
    ...(told.after === undefined ? {} : { after: told.after }),
  };
  return unfold(undefined, [opened], (then) => startRun(then, { cause: 'opened' }, rules, now));
}

function reopen(
  incident: Incident,
  told: AlertsTold,
  worst: ToldAlert,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const firing = tell(told, incident.firing, rules, now);
  const severity = SEVERITIES.find((level) => firing.firing[level] > 0) ?? incident.severity;
  const reopened: IncidentEvent = {
    type: 'reopened',
    at: now,
    cause: worst.startsAt <= (incident.endedAt ?? 0) ? 'late-copy' : 'fired-again',
    severity,
    because: reasonsFrom(worst.classified.because, incident),
    policy: policyFor({ ...incident, severity }, rules).id,
    ...targetOfEpisode(incident, severity, rules, now),
    ...firing,
    reopenedAts: reopeningsAt(incident, now),
    ...stableFrom(incident, now),
  };
  return unfold(incident, [reopened], (then) => pageReopened(incident, then, rules, now));
}

/** An episode has its own target; while it flaps and nobody answers, that of the first one runs on. */
function targetOfEpisode(incident: Incident, severity: Severity, rules: Rules, now: number) {
  const { dueAt, warnAt, flappingSince, counted } = incident;
  const fresh = targetFrom(now, severity, rules);
  const runsOn = flappingSince !== undefined && !counted.acknowledged && dueAt < fresh.dueAt;
  return runsOn ? { dueAt, warnAt, runsOn } : fresh;
}

/** Only a new alert raises, and nothing here lowers: a person's choice holds until exceeded. */
function raise(
  incident: Incident,
  worst: ToldAlert | undefined,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  if (worst === undefined) return [];
  const { severity, because } = worst.classified;
  return isMoreUrgent(severity, incident.severity)
    ? raiseTo(incident, severity, because, rules, now)
    : [];
}

/** People are paged anew while nobody has it in hand, and for P0 and P1 even then. */
export function raiseTo(
  incident: Incident,
  severity: Severity,
  because: readonly string[],
  rules: Rules,
  now: number,
  by?: string,
): IncidentEvent[] {
  const isUrgent = severity === 'P0' || severity === 'P1';
  const pagesAnew =
    incident.status === 'triggered' || (incident.status === 'acknowledged' && isUrgent);
  const raised: IncidentEvent = {
    type: 'severity-raised',
    at: now,
    from: incident.severity,
    severity,
    because: reasonsFrom(because, incident),
    pagesAnew,
    ...targetAfterRaise(incident.dueAt, now, severity, rules),
    policy: policyFor({ ...incident, severity }, rules).id,
    ...(by === undefined ? {} : { by }),
  };
  const mark = { type: 'raised', from: incident.severity } as const;
  return unfold(incident, [raised], (then) =>
    pagesAnew ? startRun(then, { cause: 'raised', mark }, rules, now) : [],
  );
}

function tell(told: AlertsTold, before: Incident['firing'], rules: Rules, now: number) {
  const change = (level: Severity) =>
    told.fired.filter(({ mention }) => mention.severity === level).length -
    told.cleared.filter(({ mention }) => mention.severity === level).length;
  const firing = (level: Severity) => Math.max(0, before[level] + change(level));
  const endedAt = told.cleared.reduce((latest, { endsAt = 0 }) => Math.max(latest, endsAt), 0);
  return {
    fired: told.fired.slice(0, MOST_MENTIONS).map(({ mention }) => mention),
    cleared: told.cleared.slice(0, MOST_MENTIONS).map(({ mention }) => mention),
    firing: { P0: firing('P0'), P1: firing('P1'), P2: firing('P2'), P3: firing('P3') },
    ...(endedAt === 0 ? {} : { endedAt }),
    ...(told.fired.length === 0 ? {} : leaseFrom(told.source, rules, now)),
  };
}
