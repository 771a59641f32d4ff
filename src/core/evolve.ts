import type { EventBodies, EventOf, IncidentEvent } from './incident-event.ts';
import { firingCount, type Incident, type Timer } from './incident.ts';
import {
  acknowledged,
  rearmed,
  resolved,
  triggered,
  triggeredAgain,
  undone,
} from './evolve-status.ts';
import { pagedAll, told, unheard, withPage } from './evolve-pages.ts';
import { without } from './without.ts';

/** Alert names that a snapshot lists, and the API's row. */
const MOST_NAMES = 20;
const UNCOUNTED = { firstPage: false, acknowledged: false, target: false, resolved: false };

type Folds = {
  [T in keyof EventBodies]: (incident: Incident, event: EventOf<T>) => Incident;
};

const FOLDS: Folds = {
  opened: (_incident, event) => opened(event),
  reopened,
  'alerts-changed': alertsChanged,
  'severity-raised': (incident, event) => {
    const raised = { ...incident, ...urgency(event) };
    const pagedAnew = stopFlapping(triggeredAgain(raised, event.at));
    return event.pagesAnew ? pagedAnew : rearmed(raised, event.at);
  },
  reclassified: (incident, event) => {
    const { severity, category, team, dueAt, warnAt, because = incident.because, at } = event;
    return rearmed({ ...incident, severity, category, team, dueAt, warnAt, because }, at);
  },
  'step-taken': stepTaken,
  flapping: (incident, { at, stableAt, pages }) =>
    pagedAll(withTimer({ ...incident, flappingSince: at }, 'stable', stableAt), pages, at),
  'flapping-ended': (incident) => stopFlapping(incident),
  'turned-stale': (incident, { at, leaseAt }) => ({
    ...withTimer(incident, 'lease', leaseAt),
    staleSince: incident.staleSince ?? at,
  }),
  'heard-again': (incident, { leaseAt }) => heardAgain(incident, leaseAt),
  'policy-ended': (incident, { nextAt }) => withTimer(incident, 'step', nextAt),
  'person-paged': (incident, event) =>
    pagedAll(withTimer(incident, 'step', event.nextAt), event.pages, event.at),
  'target-warned': (incident, event) =>
    pagedAll(alarmed(withTimer(incident, 'target-80'), 't80'), event.pages, event.at),
  'target-missed': (incident, event) => {
    const counted = { ...incident.counted, target: true };
    const missed = alarmed({ ...withTimer(incident, 'target'), counted }, 'missed');
    return pagedAll(missed, event.pages, event.at);
  },
  'page-sent': (incident, { page, firstOfEpisode }) => {
    const { counted } = incident;
    const firstPage = counted.firstPage || firstOfEpisode;
    return { ...withPage(told(incident, page), page), counted: { ...counted, firstPage } };
  },
  'page-delivered': (incident, { page }) => withPage(incident, page),
  'page-failed': (incident, { page }) => unheard(withPage(incident, page), page),
  'page-skipped': (incident, { page }) => unheard(withPage(incident, page), page),
  'page-superseded': (incident, { page }) => ({
    ...unheard(incident, page),
    live: without(incident.live, page.id),
  }),
  'page-deferred': (incident, { page, uncertain }) =>
    withPage(uncertain === true ? told(incident, page) : incident, page),
  'told-late': (incident) => incident,
  'notice-changed': (incident) => incident,
  'page-hurried': (incident, { page }) => withPage(incident, page),
  acknowledged,
  snoozed: (incident, event) => ({
    ...withTimer(acknowledged(incident, event), 'snooze', event.until),
    snoozedUntil: event.until,
  }),
  'snooze-ended': (incident, { at }) => triggeredAgain(incident, at),
  undone,
  escalated: (incident, { by, to, at }) => ({
    ...(incident.status === 'acknowledged' ? triggeredAgain(incident, at) : incident),
    escalation: { by, at, ...(to === undefined ? {} : { to }) },
  }),
  reassigned: (incident, { team, policy = incident.policy, at }) => ({
    ...triggeredAgain(incident, at),
    team,
    policy,
  }),
  resolved,
  rechecked: (incident) => ({
    ...withTimer(incident, 'recheck'),
    // Handed over, or not heard of within the lease: in either case no longer this incident's.
    firing: { P0: 0, P1: 0, P2: 0, P3: 0 },
  }),
  noted: (incident, { by, text }) => ({ ...incident, lastNote: { by, text } }),
};

const fold = <T extends keyof EventBodies>(incident: Incident, event: EventOf<T>): Incident =>
  FOLDS[event.type](incident, event);

/** Folds one event. The timeline folded from its start is the snapshot, but for the number. */
export function evolve(incident: Incident | undefined, event: IncidentEvent): Incident {
  if (event.type === 'opened') return opened(event);
  if (incident === undefined) throw new Error(`a timeline cannot begin with ${event.type}`);
  return fold(incident, event);
}

function opened(event: EventOf<'opened'>): Incident {
  const { source, groupKey, title, category, team, at, dueAt, warnAt } = event;
  return {
    number: 0,
    source,
    groupKey,
    title,
    category,
    team,
    status: 'triggered',
    ...urgency(event),
    openedAt: at,
    cycle: 1,
    episodeAt: at,
    counted: UNCOUNTED,
    firing: event.firing,
    alertnames: names([], event),
    run: 0,
    step: -1,
    ordinal: 0,
    paged: {},
    before: [],
    alarms: { t80: 0, missed: 0 },
    live: {},
    timers: { 'target-80': warnAt, target: dueAt, ...timerOf('lease', event.leaseAt) },
  };
}

function reopened(incident: Incident, event: EventOf<'reopened'>): Incident {
  return {
    ...without(triggered(incident), 'staleSince'),
    ...urgency(event),
    ...latestEnd(incident, event),
    cycle: incident.cycle + 1,
    episodeAt: event.at,
    counted: { ...UNCOUNTED, target: event.runsOn === true && incident.counted.target },
    firing: event.firing,
    alertnames: names(incident.alertnames, event),
    run: 0,
    step: -1,
    paged: {},
    // An episode that was held has paged nobody: those before it heard of it last.
    before: lastPaged(incident),
    alarms: { t80: 0, missed: 0 },
    live: {},
    reopenedAts: event.reopenedAts,
    timers: {
      ...targetOf(incident, event),
      ...timerOf('lease', event.leaseAt),
      ...timerOf('stable', event.stableAt),
    },
  };
}

/** A target that runs on may have warned already, or been missed. */
const targetOf = (
  { counted }: Incident,
  { at, runsOn, warnAt, dueAt }: EventOf<'reopened'>,
): Incident['timers'] =>
  runsOn === true
    ? {
        ...(warnAt > at ? { 'target-80': warnAt } : {}),
        ...(counted.target ? {} : { target: dueAt }),
      }
    : { 'target-80': warnAt, target: dueAt };

const lastPaged = ({ paged, before }: Incident): readonly string[] =>
  Object.keys(paged).length === 0 ? before : Object.keys(paged);

const latestEnd = ({ endedAt = 0 }: Incident, event: { readonly endedAt?: number }) =>
  event.endedAt === undefined ? {} : { endedAt: Math.max(endedAt, event.endedAt) };

function alertsChanged(before: Incident, event: EventOf<'alerts-changed'>): Incident {
  const incident = event.leaseAt === undefined ? before : heardAgain(before, event.leaseAt);
  const changed = {
    ...incident,
    firing: event.firing,
    alertnames: names(incident.alertnames, event),
    ...latestEnd(incident, event),
  };
  // Resolved by a person, and now by the source too: nothing is left to look at again.
  return firingCount(changed) === 0 ? withTimer(changed, 'recheck') : changed;
}

const urgency = (event: EventOf<'opened' | 'reopened' | 'severity-raised'>) => ({
  severity: event.severity,
  because: event.because,
  dueAt: event.dueAt,
  warnAt: event.warnAt,
  policy: event.policy,
});

const names = (
  known: readonly string[],
  { fired }: EventOf<'alerts-changed'> | EventOf<'opened'> | EventOf<'reopened'>,
) => [...new Set([...known, ...fired.map(({ name }) => name)])].slice(0, MOST_NAMES);

const heardAgain = (incident: Incident, leaseAt: number | undefined): Incident =>
  withTimer(without(incident, 'staleSince'), 'lease', leaseAt);

const stopFlapping = (incident: Incident): Incident =>
  withTimer(without(incident, 'flappingSince'), 'stable');

const alarmed = (incident: Incident, alarm: keyof Incident['alarms']): Incident => ({
  ...incident,
  alarms: { ...incident.alarms, [alarm]: incident.alarms[alarm] + 1 },
});

function withTimer<T extends Incident>(incident: T, timer: Timer, at?: number): T {
  const others = without(incident.timers, timer);
  return { ...incident, timers: at === undefined ? others : { ...others, [timer]: at } };
}

const timerOf = (timer: Timer, at: number | undefined): Incident['timers'] =>
  at === undefined ? {} : { [timer]: at };

function stepTaken(incident: Incident, event: EventOf<'step-taken'>): Incident {
  const { run, step, nextAt, pages, at } = event;
  const waiting = Object.entries(incident.live).filter(([, page]) => page.state === 'owed');
  const taken = { ...incident, run, step, live: Object.fromEntries(waiting) };
  return pagedAll(withTimer(taken, 'step', nextAt), pages, at);
}
