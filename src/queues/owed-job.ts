import type { JobsOptions } from 'bullmq';
import { z } from 'zod';
import { TIMERS } from '../core/incident.ts';
import { SEVERITIES, type Severity } from '../core/severity.ts';
import type { OwedWork } from '../core/owed-work.ts';

export const ESCALATION = 'escalation';

/** A job says what is due; what became of it is in the incident's record. */
const payload = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('timer'),
    incident: z.int().positive(),
    dueAt: z.number(),
    timer: z.enum(TIMERS),
  }),
  z.object({
    type: z.literal('page'),
    incident: z.int().positive(),
    dueAt: z.number(),
    page: z.string().min(1),
  }),
]);

/** Throws for a job that this version does not know. */
export const readJob = (data: unknown): OwedWork => payload.parse(data);

/**
 * The same work at the same instant is the same job. An id may hold no colon and be no number, and is
 * free again once the job is over: neither a finished nor a failed one is kept.
 */
export const jobOptions = (work: OwedWork, severity: Severity, now: number): JobsOptions => ({
  jobId: idOf(work).replaceAll(':', '.'),
  delay: Math.max(0, Math.ceil(work.dueAt - now)),
  // Without a priority a job would overtake all that have one.
  priority: SEVERITIES.indexOf(severity) + 1,
  removeOnComplete: true,
  removeOnFail: true,
});

const idOf = (work: OwedWork): string =>
  work.type === 'timer'
    ? `t-${work.incident}-${work.timer}-${work.dueAt}`
    : `p-${work.incident}-${work.page}-${work.dueAt}`;
