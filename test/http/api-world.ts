import type { IncidentQuery } from '../../src/core/incident-query.ts';
import type { AlertRecord } from '../../src/ports.ts';
import type { Incident } from '../../src/core/incident.ts';
import type { IncidentEvent } from '../../src/core/incident-event.ts';
import type { Page } from '../../src/core/page.ts';
import type { ApiAction } from '../../src/http/api/action.ts';
import type { ActionOutcome, ApiDeps } from '../../src/http/api/deps.ts';
import { apiRouter } from '../../src/http/api.ts';
import { healthRouter } from '../../src/http/health.ts';
import { type Webhooks, composeListener, openApp } from '../../src/http/server.ts';
import { Router } from 'express';

export const TOKEN = 'the-admin-token';
const OPENED_AT = Date.parse('2026-03-01T02:00:00Z');

export const anIncident = (with_: Partial<Incident> = {}): Incident => ({
  number: 42,
  source: 'alertmanager',
  groupKey: 'group',
  title: 'payments-api: checkout 5xx > 5% for 10m',
  status: 'triggered',
  severity: 'P1',
  category: 'application',
  team: 'development',
  because: ['critical-is-p1: severity="critical"'],
  openedAt: OPENED_AT,
  cycle: 1,
  episodeAt: OPENED_AT,
  dueAt: OPENED_AT + 3_600_000,
  warnAt: OPENED_AT + 2_880_000,
  counted: { firstPage: true, acknowledged: false, target: false, resolved: false },
  firing: { P0: 0, P1: 2, P2: 0, P3: 0 },
  alertnames: ['CheckoutErrors'],
  policy: 'policy',
  run: 1,
  step: 0,
  timers: {},
  ordinal: 1,
  paged: {},
  before: [],
  live: {},
  alarms: { t80: 0, missed: 0 },
  ...with_,
});

const aPage: Page = {
  id: '1.1.0.ada.sms',
  cycle: 1,
  run: 1,
  step: '0',
  person: 'ada',
  method: 'sms',
  channel: 'sms',
  ordinal: 1,
  severity: 'P1',
  orderedAt: OPENED_AT,
  dueAt: OPENED_AT,
  state: 'sent',
  reached: { sent: OPENED_AT + 1000 },
  providerId: 'SM0123',
};

const aHeldPage: Page = {
  ...aPage,
  id: '1.1.0.bob.sms',
  person: 'bob',
  state: 'owed',
  reached: {},
};
const aNotice: Page = { ...aPage, step: 'resolved', isNotice: true };

const anAlert: AlertRecord = {
  incident: 42,
  source: 'alertmanager',
  fingerprint: 'f00',
  status: 'firing',
  severity: 'P1',
  category: 'application',
  rule: 'critical-is-p1',
  labels: { alertname: 'CheckoutErrors' },
  annotations: { summary: 'checkout 5xx' },
  startsAt: OPENED_AT,
};

const events: readonly IncidentEvent[] = [
  { type: 'page-sent', at: OPENED_AT + 1000, page: aPage, firstOfEpisode: true },
  {
    type: 'step-taken',
    at: OPENED_AT,
    cause: 'opened',
    run: 1,
    step: 0,
    pages: [aPage],
    unpaged: [],
    nextAt: OPENED_AT + 300_000,
  },
  {
    type: 'snoozed',
    at: OPENED_AT + 2000,
    by: 'ada',
    human: true,
    via: 'api',
    until: OPENED_AT + 60_000,
    counted: true,
    met: true,
  },
];

const only = <T>(number: number, value: T, none: T) =>
  Promise.resolve(number === 42 ? value : none);
const works = () => Promise.resolve(true);

/** The API over incident 42, with notes of what it was asked for. */
export const openWorld = (changed: Partial<ApiDeps> & { webhooks?: Webhooks } = {}) => {
  const queries: IncidentQuery[] = [];
  const acts: (readonly [number, ApiAction])[] = [];
  const logged: object[] = [];
  const note = (fields: object) => void logged.push(fields);
  const log = { info: note, warn: note, error: note };

  const deps: ApiDeps = {
    version: '1.2.3',
    adminToken: TOKEN,
    incidents: {
      list: (query) => {
        queries.push(query);
        return Promise.resolve({ incidents: [anIncident()], next: 42 });
      },
      load: (number) => only(number, { incident: anIncident(), version: 1 }, undefined),
      alerts: (number) => only(number, [anAlert], []),
      timeline: (number) => only(number, events, []),
      pages: (number) => only(number, [aPage, aHeldPage, aNotice], []),
    },
    nextTries: (_number, pages) =>
      Promise.resolve(new Map(pages.map((id) => [id, OPENED_AT + 9000]))),
    act: (number, action) => {
      acts.push([number, action]);
      const acted: ActionOutcome = {
        incident: anIncident({ status: 'acknowledged' }),
        changed: true,
      };
      return only(number, acted, undefined);
    },
    isPerson: (id) => id === 'ada' || id === 'bob',
    onCall: () => [
      {
        team: 'technical-lead',
        schedule: 'technical-leads',
        people: [{ id: 'ada', name: 'Ada' }],
        until: '2026-03-02T08:00:00.000Z',
      },
      { team: 'database', schedule: 'database', people: [], until: null },
    ],
    testPage: (person, method = 'sms') =>
      Promise.resolve(
        method === 'sms' && person !== 'nobody' ? [{ method, outcome: 'sent', reason: null }] : [],
      ),
    ...changed,
  };
  const router = apiRouter(deps);
  const app = openApp({
    health: healthRouter({
      redis: works,
      workers: works,
      warnings: () => [],
    }),
    metrics: Router(),
    api: router,
    others: [],
    log,
    isUnavailable: (error) => error instanceof Error && error.name === 'Away',
  });
  const listener = composeListener({ webhooks: changed.webhooks ?? (() => false), app });
  return { listener, router, queries, acts, logged };
};
