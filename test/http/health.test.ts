import { Router } from 'express';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { type Checks, healthRouter } from '../../src/http/health.ts';
import { composeListener, openApp } from '../../src/http/server.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };

const DOWN = ['no page can go out by sms: its provider takes nothing'];
const passes = () => Promise.resolve(true);
const never = () => new Promise<boolean>(() => {});

const open = (checks: Partial<Checks> = {}, timeoutMs = 10) => {
  const works = { redis: passes, workers: passes, warnings: () => [] };
  const app = openApp({
    health: healthRouter({ ...works, ...checks }, timeoutMs),
    metrics: Router(),
    api: Router(),
    others: [],
    log,
  });
  return supertest(composeListener({ webhooks: () => false, app }));
};

describe('/healthz', () => {
  it('says that the process lives, whatever else does not', async () => {
    const { status, body } = await open({ redis: never }).get('/healthz');
    expect([status, body]).toEqual([200, { alive: true }]);
  });
});

describe('/readyz', () => {
  it('is ready when every part works', async () => {
    const { status, body } = await open().get('/readyz');
    expect(status).toBe(200);
    expect(body).toEqual({
      ready: true,
      checks: { redis: true, workers: true, configuration: true },
      missing: [],
      warnings: [],
    });
  });

  it.each([
    ['says no', () => Promise.resolve(false)],
    ['fails', () => Promise.reject(new Error('redis://:secret@host refused'))],
    ['does not answer', never],
  ])('is not ready when redis %s, and does not tell why', async (_how, redis) => {
    const { status, body } = await open({ redis }).get('/readyz');
    expect(status).toBe(503);
    expect(body).toEqual({
      ready: false,
      checks: { redis: false, workers: true, configuration: true },
      missing: ['Redis does not answer: webhooks get 503 until it does'],
      warnings: [],
    });
  });

  it('warns of what another replica would do no better, and is ready', async () => {
    const { status, body } = await open({ warnings: () => DOWN }).get('/readyz');
    expect([status, body.ready, body.warnings]).toEqual([200, true, DOWN]);
  });

  it('is never kept by a cache', async () => {
    const { headers } = await open().get('/readyz');
    expect(headers['cache-control']).toBe('no-store');
  });
});
