import { startRun } from './escalation.ts';
import type { AlertsTold, ToldAlert } from './happening.ts';
import type { IncidentEvent } from './incident-event.ts';
import { firingCount, type Incident } from './incident.ts';
import { targetAfterRaise, targetFrom } from './response-target.ts';
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
  if (told.fired.length + told.cleared.length === 0) return [];
  return unfold(
    incident,
    [{ type: 'alerts-changed', at: now, ...tell(told, incident.firing) }],
    (then) => raise(then, worst, rules, now),
    (then) => resolveWhenClear(then, now),
  );
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
    policy: rules.policies[severity].id,
    ...targetFrom(now, severity, rules),
    ...tell(told, NONE),
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
  const firing = tell(told, incident.firing);
  const severity = SEVERITIES.find((level) => firing.firing[level] > 0) ?? incident.severity;
  const reopened: IncidentEvent = {
    type: 'reopened',
    at: now,
    cause: worst.startsAt <= (incident.endedAt ?? 0) ? 'late-copy' : 'fired-again',
    severity,
    because: worst.classified.because,
    policy: rules.policies[severity].id,
    ...targetFrom(now, severity, rules),
    ...firing,
  };
  return unfold(incident, [reopened], (then) =>
    startRun(then, { cause: 'again', mark: { type: 'again' }, first: then.before }, rules, now),
  );
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
    because,
    pagesAnew,
    ...targetAfterRaise(incident.dueAt, now, severity, rules),
    policy: rules.policies[severity].id,
    ...(by === undefined ? {} : { by }),
  };
  const mark = { type: 'raised', from: incident.severity } as const;
  return unfold(incident, [raised], (then) =>
    pagesAnew ? startRun(then, { cause: 'raised', mark }, rules, now) : [],
  );
}

function resolveWhenClear(incident: Incident, now: number): IncidentEvent[] {
  if (incident.status === 'resolved' || firingCount(incident) > 0) return [];
  const { counted, dueAt } = incident;
  const missed: IncidentEvent[] =
    counted.target || counted.acknowledged || now <= dueAt
      ? []
      : [{ type: 'target-missed', at: now, counted: true, pages: [], unpaged: [] }];
  return [
    ...missed,
    {
      type: 'resolved',
      at: now,
      by: 'source',
      first: !counted.resolved,
      counted: false,
      met: false,
    },
  ];
}

function tell(told: AlertsTold, before: Incident['firing']) {
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
  };
}
