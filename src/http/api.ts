import express, { type Router } from 'express';
import type { ApiAction } from './api/action.ts';
import { fromCursor, toCursor } from './api/cursor.ts';
import type { ApiDeps } from './api/deps.ts';
import { guard } from './api/limits.ts';
import { actions, reads, testPages } from './api/operations.ts';
import { alertOf, eventOf, pageOf, rowOf } from './api/rows.ts';
import { noIncident, serve } from './api/serve.ts';
import { openApi } from './openapi.ts';
import { Problem, notFound } from './problems.ts';

/** `/api/v1`, for programs that hold the admin token. */
export const apiRouter = (deps: ApiDeps): Router => {
  const router = express.Router();
  router.use(guard(deps.adminToken));
  // Whatever the content type says: a body taken for a form would be an answer without its `by`.
  router.use(express.json({ type: () => true, limit: '64kb' }));
  serveReads(router, deps);
  serveActions(router, deps);
  serve(router, testPages, async ({ body: { person, method } }) => {
    knownPerson(deps, 'person', person);
    const pages = await deps.testPage(person, method);
    if (pages.length === 0) throw new Problem(422, `${person} has no such contact method.`);
    return { person, pages: [...pages] };
  });
  router.use(notFound);
  return express.Router().use('/api/v1', router);
};

const serveReads = (router: Router, { incidents, nextTries, onCall, version }: ApiDeps): void => {
  const load = async (number: number) => {
    const stored = await incidents.load(number);
    if (stored === undefined) throw noIncident();
    return stored.incident;
  };

  serve(router, reads.list, async ({ query: { cursor, ...query } }) => {
    const before = cursor === undefined ? undefined : fromCursor(cursor);
    if (cursor !== undefined && before === undefined) {
      throw new Problem(400, 'cursor: not one that an answer gave as `next`');
    }
    const list = await incidents.list({ ...query, ...(before === undefined ? {} : { before }) });
    return {
      incidents: list.incidents.map(rowOf),
      next: list.next === undefined ? null : toCursor(list.next),
    };
  });
  serve(router, reads.incident, async ({ number }) => {
    const [incident, alerts] = await Promise.all([load(number), incidents.alerts(number)]);
    return { ...rowOf(incident), alerts: alerts.map(alertOf) };
  });
  serve(router, reads.timeline, async ({ number }) => {
    const [events] = await Promise.all([incidents.timeline(number), load(number)]);
    return { events: events.map((event) => eventOf(number, event)) };
  });
  serve(router, reads.pages, async ({ number }) => {
    const [pages] = await Promise.all([incidents.pages(number), load(number)]);
    // Notices are in the timeline: a page asks somebody to respond.
    const asking = pages.filter(({ isNotice }) => !isNotice);
    const owed = asking.filter(({ state }) => state === 'owed').map(({ id }) => id);
    const tries = await nextTries(number, owed);
    return { pages: asking.map((page) => pageOf(number, page, tries.get(page.id))) };
  });
  serve(router, reads.onCall, () => ({ onCall: [...onCall()] }));
  const document = openApi(version);
  serve(router, reads.openApi, () => document);
};

const serveActions = (router: Router, deps: ApiDeps): void => {
  const act = async (number: number, action: ApiAction) => {
    if (action.by !== undefined) knownPerson(deps, 'by', action.by);
    if (action.type === 'escalate' && action.to !== undefined) knownPerson(deps, 'to', action.to);
    const acted = await deps.act(number, action);
    if (acted === undefined) throw noIncident();
    if (acted.refused !== undefined)
      throw new Problem(409, 'This cannot be undone.', acted.refused);
    return { ...rowOf(acted.incident), changed: acted.changed };
  };

  serve(router, actions.acknowledge, ({ number, body }) =>
    act(number, { type: 'acknowledge', ...body }),
  );
  serve(router, actions.undo, ({ number, body }) => act(number, { type: 'undo', ...body }));
  serve(router, actions.resolve, ({ number, body }) => act(number, { type: 'resolve', ...body }));
  serve(router, actions.escalate, ({ number, body }) => act(number, { type: 'escalate', ...body }));
  serve(router, actions.snooze, ({ number, body }) => act(number, { type: 'snooze', ...body }));
  serve(router, actions.reassign, ({ number, body }) => act(number, { type: 'reassign', ...body }));
  serve(router, actions.reclassify, ({ number, body }) =>
    act(number, { type: 'reclassify', ...body }),
  );
  serve(router, actions.notes, ({ number, body }) => act(number, { type: 'note', ...body }));
};

const knownPerson = ({ isPerson }: ApiDeps, field: string, id: string): void => {
  if (!isPerson(id)) throw new Problem(422, `${field}: there is no such person`);
};
