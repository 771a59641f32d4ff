import type { z } from 'zod';
import type { ProblemStatus } from '../problems.ts';
import * as schemas from './schemas.ts';

/** One route of the API: the router serves it and the OpenAPI document tells it. */
export interface Operation<
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly id: string;
  readonly method: 'get' | 'post';
  /** Below `/api/v1`, in express' words. */
  readonly path: string;
  readonly summary: string;
  readonly query: Query;
  readonly body: Body;
  readonly status: 200 | 202;
  readonly answer: Answer;
  /** Beside 401, 429, 500 and 503, which every route may answer. */
  readonly problems: readonly ProblemStatus[];
}

const read = <Answer extends z.ZodType>(
  id: string,
  path: string,
  summary: string,
  answer: Answer,
) => ({
  id,
  method: 'get' as const,
  path,
  summary,
  query: schemas.noQuery,
  body: schemas.noBody,
  status: 200 as const,
  answer,
  problems: path.includes(':number') ? ([400, 404] as const) : ([400] as const),
});

const action = <Body extends z.ZodType>(id: string, summary: string, body: Body) => ({
  id,
  method: 'post' as const,
  path: `/incidents/:number/${id}`,
  summary,
  query: schemas.noQuery,
  body,
  status: 200 as const,
  answer: schemas.actionAnswer,
  problems: [400, 404, 409, 413, 422] as const,
});

const { plainBody, incidentDetail } = schemas;

export const reads = {
  list: {
    ...read('listIncidents', '/incidents', 'Incidents, newest first.', schemas.incidentList),
    query: schemas.incidentQuery,
  },
  incident: read('getIncident', '/incidents/:number', 'One incident.', incidentDetail),
  timeline: read(
    'getTimeline',
    '/incidents/:number/timeline',
    'What happened, in order.',
    schemas.timeline,
  ),
  pages: read('getPages', '/incidents/:number/pages', 'Who was paged, and how.', schemas.pageList),
  onCall: read('getOnCall', '/on-call', 'Who is on call now.', schemas.onCallList),
  openApi: read('getOpenApi', '/openapi.json', 'This document.', schemas.openApiDocument),
} as const;

/** Each may be asked twice: the second time changes nothing. */
export const actions = {
  acknowledge: action('acknowledge', 'Take the incident; the paging stops.', plainBody),
  undo: action(
    'undo',
    'Take an acknowledgement or a resolve of the last 5 minutes back.',
    plainBody,
  ),
  resolve: action('resolve', 'Close the incident.', plainBody),
  escalate: action(
    'escalate',
    'Page the next step now, or the person named.',
    schemas.escalateBody,
  ),
  snooze: action('snooze', 'Acknowledge for some minutes; then page again.', schemas.snoozeBody),
  reassign: action('reassign', 'Hand over to another secondary team.', schemas.reassignBody),
  reclassify: action('reclassify', 'Correct severity or category.', schemas.reclassifyBody),
  notes: action('notes', 'Add a note to the timeline.', schemas.noteBody),
} as const;

export const testPages = {
  id: 'sendTestPages',
  method: 'post',
  path: '/test-pages',
  summary: 'Page a person to try their contact methods, or the one named.',
  query: schemas.noQuery,
  body: schemas.testPageBody,
  status: 202,
  answer: schemas.testPageAnswer,
  problems: [400, 413, 422],
} as const satisfies Operation;

export const OPERATIONS: readonly Operation[] = [
  ...Object.values(reads),
  ...Object.values(actions),
  testPages,
];
