import type { CountName, Figure, HistogramName } from './figures.ts';
import type { EventBodies, EventOf } from './incident-event.ts';
import type { Incident } from './incident.ts';
import type { Page } from './page.ts';

type Counts = {
  [T in keyof EventBodies]?: (event: EventOf<T>, incident: Incident) => Figure[];
};

const COUNTS: Counts = {
  opened: ({ category }, { severity, team }) => [
    count('piket_incidents_opened_total', { severity, category, team }),
  ],
  reopened: (_event, { severity }) => [count('piket_incidents_reopened_total', { severity })],
  'step-taken': ({ cause, pages }, incident) =>
    ESCALATING.has(cause) && pages.length > 0 ? [escalation(incident)] : [],
  'person-paged': ({ pages }, incident) => (pages.length > 0 ? [escalation(incident)] : []),
  'target-missed': ({ counted }, incident) => (counted ? [target(incident, 'missed')] : []),
  acknowledged: acknowledgement,
  snoozed: acknowledgement,
  resolved: (event, incident) => {
    const { severity, team, episodeAt } = incident;
    const labels = { severity, team, by: event.by };
    return [
      ...acknowledgement(event, incident),
      ...(event.first
        ? [observe('piket_time_to_resolve_seconds', labels, event.at - episodeAt)]
        : []),
    ];
  },
  'page-sent': ({ page, firstOfEpisode, at }, { severity, episodeAt }) => [
    outcome(page, 'sent'),
    ...(firstOfEpisode
      ? [observe('piket_time_to_first_page_seconds', { severity }, at - episodeAt)]
      : []),
  ],
  'page-delivered': ({ page, at }) => [
    outcome(page, 'delivered'),
    observe('piket_page_delivery_seconds', { channel: page.channel }, at - page.dueAt),
  ],
  'page-failed': ({ page }) => [outcome(page, 'failed'), failure(page)],
  'page-deferred': ({ page }) => [failure(page)],
  'page-skipped': ({ page }) => [outcome(page, 'skipped')],
  'page-superseded': ({ page }) => [outcome(page, 'superseded')],
  'notice-changed': ({ page }) =>
    page.state === 'failed' || page.state === 'owed' ? [failure(page)] : [],
};

/**
 * What one event adds to the figures. Counted from the events and written with them, they survive
 * restarts, are the same on every replica and never count anything twice.
 */
export const countEvent = <T extends keyof EventBodies>(
  event: EventOf<T>,
  incident: Incident,
): Figure[] => COUNTS[event.type]?.(event, incident) ?? [];

/** The change of the number of open incidents that one write makes. */
export function countOpen(before: Incident | undefined, after: Incident): Figure[] {
  if (before?.status === after.status && before.severity === after.severity) return [];
  return [...open(before, -1), ...open(after, 1)];
}

const open = (incident: Incident | undefined, by: number): Figure[] => {
  if (incident === undefined || incident.status === 'resolved') return [];
  const { severity, status } = incident;
  return [count('piket_incidents_open', { severity, status }, by)];
};

const ESCALATING: ReadonlySet<string> = new Set(['no-answer', 'unreachable', 'asked']);

const count = (name: CountName, labels: Figure['labels'], by = 1): Figure => ({
  type: 'count',
  name,
  labels,
  by,
});

const observe = (name: HistogramName, labels: Figure['labels'], ms: number): Figure => ({
  type: 'observe',
  name,
  labels,
  seconds: Math.max(0, ms) / 1e3,
});

const escalation = ({ severity, team }: Incident) =>
  count('piket_escalations_total', { severity, team });

const target = ({ severity }: Incident, is: 'met' | 'missed') =>
  count('piket_response_targets_total', { severity, outcome: is });

const outcome = ({ channel }: Page, is: string) =>
  count('piket_pages_total', { channel, outcome: is });

const failure = ({ channel, reason = 'unknown' }: Page) =>
  count('piket_delivery_failures_total', { channel, reason });

function acknowledgement(
  event: EventOf<'acknowledged'> | EventOf<'snoozed'> | EventOf<'resolved'>,
  incident: Incident,
): Figure[] {
  const { severity, team, episodeAt } = incident;
  return [
    ...(event.counted
      ? [observe('piket_time_to_acknowledge_seconds', { severity, team }, event.at - episodeAt)]
      : []),
    ...(event.met ? [target(incident, 'met')] : []),
  ];
}
