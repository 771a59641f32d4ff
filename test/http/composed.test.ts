import { Router } from 'express';
import supertest from 'supertest';
import { beforeEach, describe, expect, it } from 'vitest';
import { receiveAlerts } from '../../src/flows/receive-alerts.ts';
import { recallBody } from '../../src/flows/told-before.ts';
import { apiRouter } from '../../src/http/api.ts';
import { healthRouter } from '../../src/http/health.ts';
import { composeListener, openApp } from '../../src/http/server.ts';
import { webhooks } from '../../src/http/webhooks.ts';
import { openMeasured } from '../../src/metrics/measured.ts';
import { openMetrics } from '../../src/metrics/metrics.ts';
import { apiDeps } from '../../src/pager/api-deps.ts';
import { aNight, firing } from '../support/night.ts';

const body = (status: 'firing' | 'resolved', alertname = 'DiskFull') => ({
  version: '4',
  status,
  alerts: [
    {
      status,
      labels: { alertname, severity: 'P1', service: 'orders' },
      annotations: {},
      startsAt: '2026-11-23T02:00:00Z',
      endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : '2026-11-23T02:01:00Z',
    },
  ],
});
const log = { info: () => {}, warn: () => {}, error: () => {} };
const yes = async () => true;

/** The whole listener as the pager composes it, on a store in memory. */
function aPager() {
  const night = aNight();
  const { ports, store } = night;
  const metrics = openMetrics({
    measured: openMeasured(),
    version: '0.0.0',
    channels: ['sms'],
    sources: ['alertmanager', 'grafana'],
    readFigures: () => store.figures(),
    gauges: {
      responseTargets: () => ({ P0: 900, P1: 3600, P2: 14_400, P3: 86_400 }),
      onCallCovered: () => ({}),
      peopleUnreachable: async () => 0,
      owedOverdueSeconds: async () => 0,
      queueJobs: async () => [],
      storeDurable: () => 1,
      queueOldestSeconds: async () => ({ escalation: 2.5 }),
      sweepAgeSeconds: () => 0.5,
      canPage: () => ({ sms: 1 }),
    },
    log,
  });
  const listener = composeListener({
    webhooks: webhooks({
      sources: () => [
        { name: 'alertmanager', kind: 'alertmanager', token: 'hook' },
        { name: 'grafana', kind: 'grafana', token: 'graf' },
      ],
      receive: (source, received) => receiveAlerts(source, received, ports),
      recall: (source, digest) => recallBody(source, digest, ports),
      refused: metrics.webhookRefused,
      took: metrics.webhookTook,
      isUnavailable: () => true,
      clock: { ...ports.clock, elapsed: () => ports.clock.now() },
      log,
    }),
    app: openApp({
      health: healthRouter({ redis: yes, workers: yes, warnings: () => [] }),
      metrics: metrics.router,
      api: apiRouter(apiDeps(ports, '0.0.0', 'admin')),
      others: [Router()],
      log,
    }),
  });
  return { night, http: supertest(listener) };
}

let pager: ReturnType<typeof aPager>;
beforeEach(() => {
  pager = aPager();
});
const tell = (status: 'firing' | 'resolved') =>
  pager.http.post('/webhooks/alertmanager').auth('hook', { type: 'bearer' }).send(body(status));
const api = (path: string) => pager.http.get(`/api/v1${path}`).auth('admin', { type: 'bearer' });
const act = (action: string, given: object) =>
  pager.http.post(`/api/v1/incidents/1/${action}`).auth('admin', { type: 'bearer' }).send(given);

describe('the composed listener', () => {
  it('takes an alert, pages, hears the acknowledgement and counts it', async () => {
    const { night, http } = pager;
    await tell('firing').expect(200, { incidents: [1] });
    await night.settle();
    expect(night.newPages()).toEqual(['ada: P1 #1 orders: DiskFull']);
    const row = await api('/incidents/1').expect(200);
    expect(row.body).toMatchObject({ number: 1, status: 'triggered', firing: 1 });
    const acted = await act('acknowledge', { by: 'ada' }).expect(200);
    expect(acted.body).toMatchObject({ acknowledgedBy: 'ada', changed: true });
    const again = await act('acknowledge', { by: 'ada' }).expect(200);
    expect(again.body).toMatchObject({ changed: false });
    await tell('resolved').expect(200, { incidents: [1] });
    const { text } = await http.get('/metrics').expect(200);
    expect(text).toContain(
      'piket_time_to_acknowledge_seconds_count{severity="P1",team="database"} 1',
    );
    expect(text).toContain('piket_incidents_open{severity="P1",status="acknowledged"} 0');
  });

  it('tells the timeline and the pages of an incident', async () => {
    await tell('firing');
    await pager.night.settle();
    pager.night.newPages();
    const timeline = await api('/incidents/1/timeline').expect(200);
    expect(timeline.body.events.map(({ type }: { type: string }) => type)).toEqual([
      'opened',
      'step-taken',
      'page-sent',
    ]);
    const pages = await api('/incidents/1/pages').expect(200);
    expect(pages.body.pages).toMatchObject([{ id: '1.1.1.0.ada.sms', state: 'sent' }]);
    await act('resolve', { by: 'ada' });
  });

  it('tells until when a page is held since its phone has just rung', async () => {
    const { night } = pager;
    await tell('firing');
    await night.settle();
    expect(night.newPages()).toHaveLength(1);
    await night.tell(firing('PoolExhausted'));
    const held = await api('/incidents/2/pages').expect(200);
    const nextTryAt = new Date(night.now() + 60_000).toISOString();
    expect(held.body.pages).toMatchObject([{ state: 'owed', nextTryAt }]);
    for (const number of [1, 2])
      await night.acts(number, { type: 'resolved', by: 'ada', via: 'api' });
  });

  it('is a conflict only to undo what cannot be undone any more', async () => {
    await tell('firing');
    await pager.night.settle();
    pager.night.newPages();
    await act('acknowledge', { by: 'ada' });
    pager.night.skips(6 * 60_000);
    expect((await act('undo', { by: 'ada' }).expect(409)).body).toMatchObject({
      reason: 'too-late',
    });
    await act('undo', { by: 'nobody' }).expect(422);
  });

  it.each([
    ['get', '/webhooks/alertmanager', 405],
    ['post', '/webhooks/pigeon', 404],
    ['post', '/webhooks/grafana', 401],
    ['get', '/api/v1/incidents', 401],
    ['get', '/nowhere', 404],
    ['get', '/healthz', 200],
    ['get', '/readyz', 200],
  ] as const)('answers %s %s with %i to a stranger', async (method, path, status) => {
    const answer = await pager.http[method](path);
    expect(answer.status).toBe(status);
  });

  it('opens a source only to its own token', async () => {
    const grafana = () => pager.http.post('/webhooks/grafana').send(body('firing'));
    expect((await grafana().auth('hook', { type: 'bearer' })).status).toBe(401);
    expect((await grafana().auth('anybody', 'graf')).status).toBe(200);
    await pager.night.settle();
    expect(pager.night.newPages()).toHaveLength(1);
    await act('resolve', { by: 'ada' });
  });

  it('keeps what it cannot read, opens one incident about it, and answers 422', async () => {
    const garbage = () =>
      pager.http.post('/webhooks/alertmanager').auth('hook', { type: 'bearer' }).send('garbage');
    await garbage().expect(422);
    await garbage().expect(422);
    const { body: list } = await api('/incidents').expect(200);
    expect(list.incidents).toHaveLength(1);
    expect(pager.night.store.bodies).toHaveLength(2);
  });
});
