/** What the API takes and gives, once: routes parse by these, and the OpenAPI document tells them. */
import { z } from 'zod';
import { CATEGORIES, SECONDARY_TEAMS, SEVERITIES } from '../../core/severity.ts';

const severity = z.enum(SEVERITIES);
const category = z.enum(CATEGORIES);
const team = z.enum(SECONDARY_TEAMS);
const status = z.enum(['triggered', 'acknowledged', 'resolved']);
const instant = z.iso.datetime();
const labels = z.record(z.string(), z.string());
const person = z.string().min(1).max(100);
/** Parsed to milliseconds; a time without a zone could mean anything and is refused. */
const since = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], { error: 'not an ISO 8601 instant' })
  .transform((text) => Date.parse(text));

export const incidentQuery = z.strictObject({
  status: status.exactOptional(),
  severity: severity.exactOptional(),
  team: team.exactOptional(),
  since: since.exactOptional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(100).exactOptional(),
});
export const noQuery = z.strictObject({});
/** A GET's body is nobody's business. */
export const noBody = z.unknown();

const unused = z.unknown().exactOptional();
/**
 * One shape for all actions: what an action has no use for is looked over, what nobody knows is
 * refused, so that a misspelt `by` does not make a program's act of a person's.
 */
const shape = {
  by: person.exactOptional(),
  minutes: unused,
  to: unused,
  severity: unused,
  category: unused,
  text: unused,
};

export const plainBody = z.strictObject(shape);
export const escalateBody = z.strictObject({ ...shape, to: person.exactOptional() });
export const snoozeBody = z.strictObject({
  ...shape,
  minutes: z.int().min(1).max(10_080).default(30),
});
export const reassignBody = z.strictObject({ ...shape, to: team });
export const reclassifyBody = z
  .strictObject({
    ...shape,
    severity: severity.exactOptional(),
    category: category.exactOptional(),
  })
  .refine((body) => body.severity !== undefined || body.category !== undefined, {
    error: 'a severity or a category is needed',
  });
export const noteBody = z.strictObject({ ...shape, text: z.string().trim().min(1).max(4000) });
export const testPageBody = z.strictObject({ person, method: person.exactOptional() });

export const incidentRow = z.object({
  number: z.int(),
  title: z.string(),
  status,
  severity,
  category,
  team,
  because: z.array(z.string()),
  openedAt: instant,
  acknowledgedAt: instant.nullable(),
  acknowledgedBy: z.string().nullable(),
  snoozedUntil: instant.nullable(),
  resolvedAt: instant.nullable(),
  stale: z.boolean(),
  firing: z.int(),
  alertnames: z.array(z.string()).max(20),
});

export const alertRow = z.object({
  fingerprint: z.string(),
  source: z.string(),
  status: z.enum(['firing', 'resolved']),
  severity,
  category,
  rule: z.string(),
  labels,
  annotations: labels,
  startsAt: instant,
  endsAt: instant.nullable(),
  url: z.string().nullable(),
});

export const pageRow = z.object({
  id: z.string(),
  person: z.string(),
  channel: z.string(),
  method: z.string(),
  step: z.string(),
  severity,
  state: z.enum(['owed', 'sent', 'delivered', 'failed', 'superseded', 'skipped']),
  reason: z.string().nullable(),
  orderedAt: instant,
  dueAt: instant,
  /** When it is tried next: after `dueAt` while its phone is left in peace or its provider has trouble. */
  nextTryAt: instant.nullable(),
  sentAt: instant.nullable(),
  deliveredAt: instant.nullable(),
});

/** What else an event carries depends on its type. */
export const timelineEvent = z.looseObject({ type: z.string(), at: instant });

export const onCallRow = z.object({
  /** A role of the primary team, or a secondary team. */
  team: z.string(),
  schedule: z.string(),
  people: z.array(z.object({ id: z.string(), name: z.string() })),
  until: instant.nullable(),
});

export const incidentList = z.object({
  incidents: z.array(incidentRow),
  next: z.string().nullable(),
});
export const incidentDetail = incidentRow.extend({ alerts: z.array(alertRow) });
export const timeline = z.object({ events: z.array(timelineEvent) });
export const pageList = z.object({ pages: z.array(pageRow) });
export const actionAnswer = incidentRow.extend({ changed: z.boolean() });
export const onCallList = z.object({ onCall: z.array(onCallRow) });
export const testPageAnswer = z.object({
  person: z.string(),
  pages: z.array(
    z.object({
      method: z.string(),
      outcome: z.enum(['sent', 'failed']),
      reason: z.string().nullable(),
    }),
  ),
});
export const openApiDocument = z.looseObject({ openapi: z.string() });
