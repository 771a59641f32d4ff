import { categoryChosenBy, chosenBy, reasonsFrom } from './chosen.ts';
import { raiseTo } from './decide-alerts.ts';
import { pagePerson, startRun, takeNextStep } from './escalation.ts';
import { stableFrom } from './flapping.ts';
import type { Act } from './happening.ts';
import type { EventOf, IncidentEvent } from './incident-event.ts';
import { firingCount, type Incident } from './incident.ts';
import { leaseFrom } from './lease.ts';
import { resolvedNotices } from './notices.ts';
import { targetFrom } from './response-target.ts';
import { policyFor } from './route.ts';
import type { Rules } from './rules.ts';
import { isMoreUrgent, type SecondaryTeam, teamOf } from './severity.ts';
import { mayUndo } from './undo.ts';
import { unfold } from './unfold.ts';

const MINUTE = 60_000;
/** After a resolve by a person of what still fires, urgent incidents are looked at again this soon. */
const URGENT_RECHECK_MS = 30 * MINUTE;
/** The same request by the same person within this time is the same request. */
const SAME_REQUEST_MS = MINUTE;

type ActOf<T extends Act['type']> = Extract<Act, { type: T }>;

/** A person who is told of in the next one's page; a program is not. */
const askedBy = ({ by }: Act): readonly string[] => (by === undefined ? [] : [by]);

/** Who acts: a person's id, or `api` where a program named nobody. */
const nameOf = (act: Act) => ({ by: act.by ?? 'api', via: act.via });

export function decideAct(
  incident: Incident,
  act: Act,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  if (act.type === 'undone') return undo(incident, act, rules, now);
  if (act.type === 'reclassified') return reclassify(incident, act, rules, now);
  if (act.type === 'noted') return note(incident, act, now);
  return incident.status === 'resolved' ? [] : decideWhileOpen(incident, act, rules, now);
}

function decideWhileOpen(
  incident: Incident,
  act: Exclude<Act, ActOf<'undone' | 'reclassified' | 'noted'>>,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  switch (act.type) {
    case 'acknowledged':
      return acknowledge(incident, act, now);
    case 'snoozed':
      return snooze(incident, act, now);
    case 'escalated':
      return escalate(incident, act, rules, now);
    case 'resolved':
      return resolve(incident, act, rules, now);
    case 'reassigned':
      return reassign(incident, act, rules, now);
  }
}

function acknowledge(incident: Incident, act: ActOf<'acknowledged'>, now: number) {
  const human = act.by !== undefined;
  const isNews = incident.status === 'triggered' || (human && incident.acknowledgedBy === 'api');
  if (!isNews) return [];
  const { missed, ...first } = judge(incident, human, now);
  return [...missed, { type: 'acknowledged', at: now, ...nameOf(act), human, ...first } as const];
}

function snooze(incident: Incident, act: ActOf<'snoozed'>, now: number): IncidentEvent[] {
  const until = now + act.minutes * MINUTE;
  const current = incident.snoozedUntil;
  if (current !== undefined && Math.abs(until - current) < SAME_REQUEST_MS) return [];
  const human = act.by !== undefined;
  const { missed, ...first } = judge(incident, human, now);
  return [...missed, { type: 'snoozed', at: now, ...nameOf(act), human, until, ...first }];
}

function escalate(
  incident: Incident,
  act: ActOf<'escalated'>,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const { to } = act;
  const { by, via } = nameOf(act);
  const last = incident.escalation;
  const isSame = last?.by === by && last.to === to && now - last.at < SAME_REQUEST_MS;
  if (isSame) return [];
  const escalated: IncidentEvent = {
    type: 'escalated',
    at: now,
    by,
    via,
    ...(to === undefined ? {} : { to }),
  };
  return unfold(incident, [escalated], (then) =>
    to === undefined
      ? takeNextStep(then, 'asked', askedBy(act), rules, now)
      : pagePerson(then, to, askedBy(act), rules, now),
  );
}

function resolve(
  incident: Incident,
  act: ActOf<'resolved'>,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const human = act.by !== undefined;
  const { missed, ...first } = judge(incident, human, now);
  const isUrgent = incident.severity === 'P0' || incident.severity === 'P1';
  const who = act.by === undefined ? {} : { by: act.by, resolver: act.by };
  const leaseMs = rules.sources[incident.source]?.leaseMs ?? URGENT_RECHECK_MS;
  const recheckMs = isUrgent ? Math.min(leaseMs, URGENT_RECHECK_MS) : leaseMs;
  return [
    ...missed,
    {
      type: 'resolved',
      at: now,
      by: human ? 'human' : 'api',
      ...(human ? { person: act.by } : {}),
      first: !incident.counted.resolved,
      ...(firingCount(incident) > 0 ? { recheckAt: now + recheckMs } : {}),
      ...first,
      ...stableFrom(incident, now),
      notices:
        incident.flappingSince === undefined ? resolvedNotices(incident, who, rules, now) : [],
    },
  ];
}

function reassign(
  incident: Incident,
  act: ActOf<'reassigned'>,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  if (incident.team === act.team) return [];
  const { by, via } = nameOf(act);
  const mark = { type: 'escalated', from: askedBy(act) } as const;
  const reassigned: IncidentEvent = {
    type: 'reassigned',
    at: now,
    by,
    via,
    team: act.team,
    ...policyOfTeam(incident, act.team, rules),
  };
  return unfold(incident, [reassigned], (then) =>
    startRun(then, { cause: 'asked', mark }, rules, now),
  );
}

/** Another policy only where the team makes the difference: a reload alone changes no running one. */
function policyOfTeam(incident: Incident, team: SecondaryTeam, rules: Rules) {
  const { id } = policyFor({ ...incident, team }, rules);
  return id === policyFor(incident, rules).id ? {} : { policy: id };
}

function undo(
  incident: Incident,
  act: ActOf<'undone'>,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const verdict = mayUndo(incident, act.otherOpen, now);
  if (!verdict.allowed) return [];
  const back = verdict.undoable.back === 'acknowledged' ? 'acknowledged' : 'triggered';
  const undone: EventOf<'undone'> = {
    type: 'undone',
    at: now,
    what: verdict.undoable.what,
    back,
    ...nameOf(act),
    ...(verdict.undoable.what === 'resolved' ? leaseFrom(incident.source, rules, now) : {}),
  };
  return unfold(incident, [undone], (then) =>
    back === 'acknowledged'
      ? []
      : startRun(then, { cause: 'again', mark: { type: 'again' } }, rules, now),
  );
}

function reclassify(
  incident: Incident,
  act: ActOf<'reclassified'>,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const { severity = incident.severity, category = incident.category } = act;
  const by = act.by ?? 'api';
  const raised = isMoreUrgent(severity, incident.severity);
  const lowered = isMoreUrgent(incident.severity, severity);
  const moved = category !== incident.category;
  const because = lowered ? [chosenBy(by)] : incident.because;
  const { dueAt, warnAt } = lowered ? targetFrom(incident.episodeAt, severity, rules) : incident;
  const changed: EventOf<'reclassified'> = {
    type: 'reclassified',
    at: now,
    by,
    category,
    dueAt,
    warnAt,
    team: moved ? teamOf(category) : incident.team,
    severity: lowered ? severity : incident.severity,
    because: reasonsFrom(because, moved ? { because: [categoryChosenBy(by)] } : incident),
  };
  return unfold(incident, lowered || moved ? [changed] : [], (then) =>
    raised ? raiseTo(then, severity, [chosenBy(by)], rules, now, by) : [],
  );
}

function note(incident: Incident, act: ActOf<'noted'>, now: number): IncidentEvent[] {
  const { by, via } = nameOf(act);
  const last = incident.lastNote;
  if (last?.by === by && last.text === act.text) return [];
  return [{ type: 'noted', at: now, by, via, text: act.text }];
}

/** What the episode's first human answer settles; a target that passed unseen is missed first. */
function judge(incident: Incident, human: boolean, now: number) {
  const { counted, dueAt } = incident;
  const isFirst = human && !counted.acknowledged;
  const isLate = isFirst && !counted.target && now > dueAt;
  const missed: IncidentEvent[] = isLate
    ? [{ type: 'target-missed', at: now, counted: true, pages: [], unpaged: [] }]
    : [];
  return { missed, counted: isFirst, met: isFirst && !counted.target && now <= dueAt };
}
