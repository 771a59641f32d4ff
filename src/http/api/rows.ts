import type { z } from 'zod';
import type { IncidentEvent } from '../../core/incident-event.ts';
import { type Incident, firingCount } from '../../core/incident.ts';
import type { Page } from '../../core/page.ts';
import type { AlertRecord } from '../../ports.ts';
import type { alertRow, incidentRow, pageRow, timelineEvent } from './schemas.ts';

const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | undefined): string | null => (at === undefined ? null : iso(at));

export const rowOf = (incident: Incident): z.output<typeof incidentRow> => ({
  number: incident.number,
  title: incident.title,
  status: incident.status,
  severity: incident.severity,
  category: incident.category,
  team: incident.team,
  because: [...incident.because],
  openedAt: iso(incident.openedAt),
  acknowledgedAt: isoOrNull(incident.acknowledgedAt),
  acknowledgedBy: incident.acknowledgedBy ?? null,
  snoozedUntil: isoOrNull(incident.snoozedUntil),
  resolvedAt: isoOrNull(incident.resolvedAt),
  stale: incident.staleSince !== undefined,
  firing: firingCount(incident),
  alertnames: incident.alertnames.slice(0, 20),
});

export const alertOf = (alert: AlertRecord): z.output<typeof alertRow> => ({
  fingerprint: alert.fingerprint,
  source: alert.source,
  status: alert.status,
  severity: alert.severity,
  category: alert.category,
  rule: alert.rule,
  labels: { ...alert.labels },
  annotations: { ...alert.annotations },
  startsAt: iso(alert.startsAt),
  endsAt: isoOrNull(alert.endsAt),
  url: alert.url ?? null,
});

export const pageOf = (
  number: number,
  page: Page,
  nextTryAt: number | undefined,
): z.output<typeof pageRow> => ({
  id: `${number}.${page.id}`,
  person: page.person,
  channel: page.channel,
  method: page.method,
  step: page.step,
  severity: page.severity,
  state: page.state,
  reason: page.reason ?? null,
  orderedAt: iso(page.orderedAt),
  dueAt: iso(page.dueAt),
  nextTryAt: isoOrNull(nextTryAt),
  sentAt: isoOrNull(page.reached.sent),
  deliveredAt: isoOrNull(page.reached.delivered),
});

const mentionOf = (number: number, { id, person, channel, state, reason }: Page) => ({
  id: `${number}.${id}`,
  person,
  channel,
  state,
  reason: reason ?? null,
});

/** Every field whose name says that it is an instant; the rest as it is. */
const withIsoInstants = (fields: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]: [string, unknown]) =>
      typeof value === 'number' && (name.endsWith('At') || name === 'at' || name === 'until')
        ? [name, iso(value)]
        : [name, value],
    ),
  );

/** An event as a client sees it: instants as ISO 8601, pages cut to who, how and what became of them. */
export const eventOf = (number: number, event: IncidentEvent): z.output<typeof timelineEvent> => ({
  ...withIsoInstants(event),
  ...('pages' in event ? { pages: event.pages.map((page) => mentionOf(number, page)) } : {}),
  ...('notices' in event ? { notices: event.notices.map((page) => mentionOf(number, page)) } : {}),
  ...('page' in event ? { page: mentionOf(number, event.page) } : {}),
  type: event.type,
  at: iso(event.at),
});
