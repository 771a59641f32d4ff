import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Router } from 'express';
import supertest from 'supertest';
import { expect, it } from 'vitest';
import { openApi } from '../../src/http/openapi.ts';
import { openWorld, TOKEN } from './api-world.ts';

/** The document as a client parses it. */
const document = JSON.parse(JSON.stringify(openApi('1.2.3')));

const compile = (reference: string) => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  return ajv.addSchema(document, 'api').compile({ $ref: `api${reference}` });
};

const ask = (method: 'get' | 'post', path: string, body?: object) => {
  const client = supertest(openWorld().listener);
  return client[method](`/api/v1${path}`).set('Authorization', `Bearer ${TOKEN}`).send(body);
};

const isRouter = (handle: object): handle is Router => 'stack' in handle;

const mounted = (router: Router): readonly string[] =>
  router.stack.flatMap(({ route, handle }) => {
    if (route === undefined) return isRouter(handle) ? mounted(handle) : [];
    return route.stack.map(({ method }) => `${method} ${route.path}`);
  });

it('tells every route that is mounted', () => {
  const told = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  const routes = mounted(openWorld().router).map((route) =>
    route.replace(' ', ' /api/v1').replace(':number', '{number}'),
  );
  expect(routes).toHaveLength(15);
  expect(told.toSorted()).toEqual(routes.toSorted());
});

it.each([
  ['/incidents', '/incidents', 200],
  ['/incidents', '/incidents?limit=500', 400],
  ['/incidents/{number}', '/incidents/42', 200],
  ['/incidents/{number}', '/incidents/43', 404],
  ['/incidents/{number}/timeline', '/incidents/42/timeline', 200],
  ['/incidents/{number}/pages', '/incidents/42/pages', 200],
  ['/on-call', '/on-call', 200],
  ['/openapi.json', '/openapi.json', 200],
])('tells of GET %s what %s answers', async (path, url, status) => {
  const answer = await ask('get', url);
  expect(answer.status).toBe(status);
  const validate = compile(schemaOf(document.paths[`/api/v1${path}`].get.responses[status]));
  expect([validate(answer.body), validate.errors]).toEqual([true, null]);
});

it.each([
  ['/incidents/{number}/acknowledge', { by: 'ada' }, 200],
  ['/incidents/{number}/undo', {}, 200],
  ['/incidents/{number}/resolve', { by: 'mallory' }, 422],
  ['/incidents/{number}/escalate', { by: 'ada', to: 'bob' }, 200],
  ['/incidents/{number}/snooze', {}, 200],
  ['/incidents/{number}/reassign', { to: 'database' }, 200],
  ['/incidents/{number}/reclassify', { severity: 'P0' }, 200],
  ['/incidents/{number}/notes', { text: 'on it' }, 200],
  ['/test-pages', { person: 'ada' }, 202],
])('tells of POST %s what %j is and what is answered', async (path, body, status) => {
  const operation = document.paths[`/api/v1${path}`].post;
  expect(compile(schemaOf(operation.requestBody))(body)).toBe(true);
  const answer = await ask('post', path.replace('{number}', '42'), body);
  expect(answer.status).toBe(status);
  const validate = compile(schemaOf(operation.responses[status]));
  expect([validate(answer.body), validate.errors]).toEqual([true, null]);
});

/** The one schema of a body, whatever its media type. */
const schemaOf = ({ content }: { content: Record<string, { schema: { $ref: string } }> }) =>
  Object.values(content)[0].schema.$ref;
