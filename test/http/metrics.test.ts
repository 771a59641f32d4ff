import { readFileSync } from 'node:fs';
import { Router } from 'express';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { reportReason } from '../../src/channels/twilio-errors.ts';
import { type Figure, figureFields } from '../../src/core/figures.ts';
import { composeListener, openApp } from '../../src/http/server.ts';
import { DELIVERY_REASONS } from '../../src/metrics/durable.ts';
import { openMeasured } from '../../src/metrics/measured.ts';
import { openMetrics } from '../../src/metrics/metrics.ts';
import { mistakesIn, parseExposition } from './exposition.ts';

const figures: readonly Figure[] = [
  {
    type: 'count',
    name: 'piket_incidents_opened_total',
    labels: { severity: 'P1', team: 'development', category: 'application' },
    by: 1,
  },
  {
    type: 'count',
    name: 'piket_incidents_open',
    labels: { status: 'triggered', severity: 'P1' },
    by: 2,
  },
  {
    type: 'count',
    name: 'piket_incidents_open',
    labels: { status: 'triggered', severity: 'P1' },
    by: -1,
  },
  {
    type: 'count',
    name: 'piket_delivery_failures_total',
    labels: { channel: 'sms', reason: 'a "quoted" \\ one' },
    by: 1,
  },
  ...[12, 900, 901, 1_000_000].map(
    (seconds): Figure => ({
      type: 'observe',
      name: 'piket_time_to_acknowledge_seconds',
      labels: { severity: 'P1', team: 'development' },
      seconds,
    }),
  ),
];

/** Adds up as a store does. */
const stored = (): Record<string, number> => {
  const fields: Record<string, number> = {};
  for (const [field, by] of figures.flatMap(figureFields))
    fields[field] = (fields[field] ?? 0) + by;
  return fields;
};

const open = (changed: Partial<Parameters<typeof openMetrics>[0]> = {}, metricsToken?: string) => {
  const warned: object[] = [];
  const log = {
    info: () => {},
    warn: (fields: object) => void warned.push(fields),
    error: () => {},
  };
  const measured = openMeasured();
  const { router, ...told } = openMetrics({
    measured,
    version: '1.2.3',
    channels: ['sms'],
    sources: ['alertmanager', 'grafana'],
    readFigures: () => Promise.resolve(stored()),
    gauges: {
      responseTargets: () => ({ P0: 900, P1: 3600, P2: 14_400, P3: 86_400 }),
      onCallCovered: () => ({ database: 1, 'team-leads': 0 }),
      peopleUnreachable: () => Promise.resolve(3),
      owedOverdueSeconds: () => Promise.resolve(1.5),
      queueJobs: () => Promise.resolve([{ queue: 'escalation', state: 'delayed', count: 4 }]),
      storeDurable: () => 1,
      queueOldestSeconds: async () => ({ escalation: 2.5 }),
      sweepAgeSeconds: () => 0.5,
      canPage: () => ({ sms: 1 }),
    },
    log,
    timeoutMs: 20,
    ...changed,
  });
  const app = openApp({
    health: Router(),
    metrics: router,
    ...(metricsToken === undefined ? {} : { metricsToken }),
    api: Router(),
    others: [],
    log,
  });
  const client = supertest(composeListener({ webhooks: () => false, app }));
  const scrape = async () => {
    const { text } = await client.get('/metrics').expect(200);
    return parseExposition(text);
  };
  return { client, scrape, warned, measured, ...told };
};

const ACKNOWLEDGE = 'piket_time_to_acknowledge_seconds';
const P1 = 'severity="P1",team="development"';

describe('the exposition', () => {
  it('is one that Prometheus can read', async () => {
    const { text, headers } = await open().client.get('/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(mistakesIn(text)).toEqual([]);
  });

  it('holds every series there is, at zero where nothing has happened', async () => {
    const { samples, types } = await open({ readFigures: () => Promise.resolve({}) }).scrape();
    expect([...types.keys()].filter((name) => name.startsWith('piket_')).toSorted()).toEqual([
      'piket_alerts_deduplicated_total',
      'piket_alerts_received_total',
      'piket_build_info',
      'piket_can_page',
      'piket_config_last_reload_successful',
      'piket_delivery_failures_total',
      'piket_escalations_total',
      'piket_incidents_open',
      'piket_incidents_opened_total',
      'piket_incidents_reopened_total',
      'piket_on_call_covered',
      'piket_owed_overdue_seconds',
      'piket_page_delivery_seconds',
      'piket_pages_total',
      'piket_people_unreachable',
      'piket_provider_request_seconds',
      'piket_queue_jobs',
      'piket_queue_oldest_seconds',
      'piket_redis_up',
      'piket_response_target_seconds',
      'piket_response_targets_total',
      'piket_source_last_webhook_timestamp_seconds',
      'piket_store_durable',
      'piket_store_write_seconds',
      'piket_sweep_age_seconds',
      'piket_time_to_acknowledge_seconds',
      'piket_time_to_first_page_seconds',
      'piket_time_to_resolve_seconds',
      'piket_webhook_duration_seconds',
      'piket_webhooks_refused_total',
    ]);
    const opened =
      'piket_incidents_opened_total{severity="P0",category="database",team="database"}';
    expect(samples.get(opened)).toBe(0);
    expect(samples.get('piket_pages_total{channel="sms",outcome="superseded"}')).toBe(0);
    expect(samples.get('piket_incidents_open{severity="P3",status="acknowledged"}')).toBe(0);
    expect(samples.get(`${ACKNOWLEDGE}_bucket{le="900",${P1}}`)).toBe(0);
    for (const reason of DELIVERY_REASONS) {
      const failures = `piket_delivery_failures_total{channel="sms",reason="${reason}"}`;
      expect(samples.get(failures)).toBe(0);
    }
    const unauthorized = 'piket_webhooks_refused_total{source="unknown",reason="unauthorized"}';
    expect(samples.get(unauthorized)).toBe(0);
    const tooLarge = 'piket_webhooks_refused_total{source="grafana",reason="too-large"}';
    expect(samples.get(tooLarge)).toBe(0);
    expect(types.has('nodejs_version_info')).toBe(true);
  });

  it('knows every reason that a channel gives', () => {
    const codes = Array.from({ length: 80_000 }, (_, code) => code);
    const told = new Set(codes.map((code) => reportReason(code).reason));
    for (const file of [
      'channels/twilio-errors.ts',
      'channels/twilio-sms.ts',
      'flows/deliver-page.ts',
    ]) {
      const text = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');
      for (const [, reason = ''] of text.matchAll(/DeliveryError\('([a-z-]+)'/g)) told.add(reason);
    }
    expect(told.size).toBeGreaterThan(10);
    expect([...told].toSorted()).toEqual(DELIVERY_REASONS);
  });

  it('shows what the store has counted', async () => {
    const { samples } = await open().scrape();
    const opened =
      'piket_incidents_opened_total{severity="P1",category="application",team="development"}';
    expect(samples.get(opened)).toBe(1);
    expect(samples.get('piket_incidents_open{severity="P1",status="triggered"}')).toBe(1);
    const failed = String.raw`piket_delivery_failures_total{channel="sms",reason="a \"quoted\" \\ one"}`;
    expect(samples.get(failed)).toBe(1);
  });

  it('cumulates the buckets of a stored histogram', async () => {
    const { samples } = await open().scrape();
    const upTo = (le: string) => samples.get(`${ACKNOWLEDGE}_bucket{le="${le}",${P1}}`);
    expect(['30', '600', '900', '1800', '86400', '+Inf'].map(upTo)).toEqual([1, 1, 2, 3, 3, 4]);
    expect(samples.get(`${ACKNOWLEDGE}_sum{${P1}}`)).toBe(1_001_813);
    expect(samples.get(`${ACKNOWLEDGE}_count{${P1}}`)).toBe(4);
  });

  it('passes over fields that an older or newer version has left', async () => {
    const fields = { 'piket_pages_total{channel="sms"}': 7, nonsense: 1, '': 2 };
    const { samples } = await open({ readFigures: () => Promise.resolve(fields) }).scrape();
    expect(samples.has('piket_pages_total{channel="sms"}')).toBe(false);
  });

  it('shows what is worked out for the scrape', async () => {
    const { samples } = await open().scrape();
    expect(Object.fromEntries(samples)).toMatchObject({
      'piket_response_target_seconds{severity="P0"}': 900,
      'piket_on_call_covered{schedule="team-leads"}': 0,
      piket_people_unreachable: 3,
      piket_owed_overdue_seconds: 1.5,
      'piket_queue_jobs{queue="escalation",state="delayed"}': 4,
      'piket_queue_oldest_seconds{queue="escalation"}': 2.5,
      piket_sweep_age_seconds: 0.5,
      'piket_can_page{channel="sms"}': 1,
      piket_store_durable: 1,
      piket_redis_up: 1,
      'piket_build_info{version="1.2.3"}': 1,
    });
  });

  it('counts what this process took and refused', async () => {
    const world = open();
    world.alertsReceived('grafana', 'firing', 5);
    world.alertsDeduplicated('grafana', 2);
    world.webhookTook(0.03);
    world.webhookRefused('grafana', 'too-large');
    world.configReloaded(false);
    const { samples } = await world.scrape();
    expect(Object.fromEntries(samples)).toMatchObject({
      'piket_alerts_received_total{source="grafana",status="firing"}': 5,
      'piket_alerts_received_total{source="alertmanager",status="resolved"}': 0,
      'piket_alerts_deduplicated_total{source="grafana"}': 2,
      'piket_webhook_duration_seconds_bucket{le="0.05"}': 1,
      'piket_webhooks_refused_total{source="grafana",reason="too-large"}': 1,
      piket_config_last_reload_successful: 0,
    });
  });
});

describe('what this process depends on', () => {
  it('shows how it answers', async () => {
    const world = open();
    world.measured.webhookTaken('grafana', 1_795_400_050_500);
    world.measured.storeWrote(3);
    world.measured.providerAnswered('sms', 'trouble', 800);
    const { samples } = await world.scrape();
    expect(Object.fromEntries(samples)).toMatchObject({
      'piket_source_last_webhook_timestamp_seconds{source="grafana"}': 1_795_400_050.5,
      'piket_store_write_seconds_bucket{le="0.0025"}': 0,
      'piket_store_write_seconds_bucket{le="0.005"}': 1,
      'piket_provider_request_seconds_bucket{le="1",channel="sms",outcome="trouble"}': 1,
      'piket_provider_request_seconds_count{channel="sms",outcome="sent"}': 0,
    });
    const silent = 'piket_source_last_webhook_timestamp_seconds{source="alertmanager"}';
    expect(samples.has(silent)).toBe(false);
  });
});

describe('with redis away', () => {
  it('shows nothing durable until it has been read: a rise from zero would count it all again', async () => {
    const redis = { read: (): Promise<Record<string, number>> => Promise.reject(new Error('no')) };
    const { scrape } = open({ readFigures: () => redis.read() });
    const before = await scrape();
    const durable = /^piket_(incidents|time_to|response_targets|escalations|pages?_|delivery)/;
    expect([...before.samples.keys()].filter((name) => durable.test(name))).toEqual([]);
    expect(before.samples.get('piket_redis_up')).toBe(0);
    redis.read = () => Promise.resolve(stored());
    expect((await scrape()).samples.get(`${ACKNOWLEDGE}_count{${P1}}`)).toBe(4);
  });

  it.each([
    ['refuses', () => Promise.reject(new Error('ECONNREFUSED'))],
    ['does not answer', () => new Promise<never>(() => {})],
  ])('serves the last values when redis %s, and warns once', async (_how, away) => {
    const redis = { read: (): Promise<Record<string, number>> => Promise.resolve(stored()) };
    const { scrape, warned } = open({ readFigures: () => redis.read() });
    await scrape();
    redis.read = away;
    await scrape();
    const { samples } = await scrape();
    expect(samples.get('piket_redis_up')).toBe(0);
    expect(samples.get(`${ACKNOWLEDGE}_count{${P1}}`)).toBe(4);
    expect(warned).toMatchObject([{ what: 'figures' }]);
    redis.read = () => Promise.resolve(stored());
    expect((await scrape()).samples.get('piket_redis_up')).toBe(1);
  });
});

describe('a metrics token', () => {
  it('closes the metrics to everybody else', async () => {
    const { client } = open({}, 'scraper');
    const asked = await Promise.all([
      client.get('/metrics'),
      client.get('/metrics').set('Authorization', 'Bearer wrong'),
      client.get('/metrics').set('Authorization', 'Bearer scraper'),
    ]);
    expect(asked.map(({ status }) => status)).toEqual([401, 401, 200]);
  });
});
