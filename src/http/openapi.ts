import { z } from 'zod';
import { OPERATIONS, type Operation } from './api/operations.ts';
import { type ProblemStatus, problemSchema } from './problems.ts';
import * as schemas from './api/schemas.ts';

const ANSWERS = {
  Incident: schemas.incidentRow,
  IncidentWithAlerts: schemas.incidentDetail,
  IncidentAfterAction: schemas.actionAnswer,
  IncidentList: schemas.incidentList,
  Alert: schemas.alertRow,
  Timeline: schemas.timeline,
  TimelineEvent: schemas.timelineEvent,
  PageList: schemas.pageList,
  Page: schemas.pageRow,
  OnCallList: schemas.onCallList,
  OnCall: schemas.onCallRow,
  TestPages: schemas.testPageAnswer,
  OpenApi: schemas.openApiDocument,
  Problem: problemSchema,
} as const;

const BODIES = {
  By: schemas.plainBody,
  Escalate: schemas.escalateBody,
  Snooze: schemas.snoozeBody,
  Reassign: schemas.reassignBody,
  Reclassify: schemas.reclassifyBody,
  Note: schemas.noteBody,
  TestPage: schemas.testPageBody,
} as const;

const pointer = (name: string): string => `#/components/schemas/${name}`;

/** The pattern of an instant is a screenful, and `format` says the same. */
const withoutPattern = ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
};

/** As a component, a schema is known by its place in the document. */
const withoutIdentity = (schema: object): object =>
  Object.fromEntries(
    Object.entries(schema).filter(([key]: [string, unknown]) => !['$id', '$schema'].includes(key)),
  );

const components = (named: Readonly<Record<string, z.ZodType>>, io: 'input' | 'output') => {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, { uri: pointer, io, override: withoutPattern }).schemas;
  return Object.fromEntries(
    Object.entries(made).map(([name, schema]) => [name, withoutIdentity(schema)]),
  );
};

const reference = (named: Readonly<Record<string, z.ZodType>>, schema: z.ZodType) => {
  const [name] = Object.entries(named).find(([, known]) => known === schema) ?? [];
  if (name === undefined) throw new Error('a schema of the API has no name');
  return { $ref: pointer(name) };
};

const pathParameter = {
  name: 'number',
  in: 'path',
  required: true,
  schema: { type: 'integer', minimum: 1 },
};

const queryParameters = (query: z.ZodObject) => {
  const { properties = {} } = z.toJSONSchema(query, { io: 'input', override: withoutPattern });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema,
  }));
};

const problem = (status: ProblemStatus) => [
  String(status),
  {
    description: 'Problem details (RFC 9457).',
    content: { 'application/problem+json': { schema: reference(ANSWERS, problemSchema) } },
  },
];

const describe = (operation: Operation) => ({
  operationId: operation.id,
  summary: operation.summary,
  parameters: [
    ...(operation.path.includes(':number') ? [pathParameter] : []),
    ...queryParameters(operation.query),
  ],
  ...(operation.method === 'get'
    ? {}
    : {
        requestBody: {
          content: { 'application/json': { schema: reference(BODIES, operation.body) } },
        },
      }),
  responses: {
    ...Object.fromEntries([...operation.problems, ...([401, 429, 500, 503] as const)].map(problem)),
    [operation.status]: {
      description: operation.summary,
      content: { 'application/json': { schema: reference(ANSWERS, operation.answer) } },
    },
  },
});

/** The OpenAPI 3.1 document of the API, made of the same schemas that parse the requests. */
export const openApi = (version: string) => {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of OPERATIONS) {
    const path = `/api/v1${operation.path.replace(':number', '{number}')}`;
    paths[path] = { ...paths[path], [operation.method]: describe(operation) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Piket', version },
    security: [{ adminToken: [] }],
    paths,
    components: {
      schemas: { ...components(ANSWERS, 'output'), ...components(BODIES, 'input') },
      securitySchemes: { adminToken: { type: 'http', scheme: 'bearer' } },
    },
  };
};
