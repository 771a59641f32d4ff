import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { anIncident, openWorld, TOKEN } from './api-world.ts';

const AUTHORIZED = { Authorization: `Bearer ${TOKEN}` };

const get = (path: string, world = openWorld()) =>
  supertest(world.listener).get(`/api/v1${path}`).set(AUTHORIZED);

const post = (path: string, body?: object, world = openWorld()) =>
  supertest(world.listener).post(`/api/v1${path}`).set(AUTHORIZED).send(body);

describe('the list of incidents', () => {
  it('answers rows with every field, absent ones as null', async () => {
    const { body } = await get('/incidents').expect(200);
    expect(body.incidents).toEqual([
      {
        number: 42,
        title: 'payments-api: checkout 5xx > 5% for 10m',
        status: 'triggered',
        severity: 'P1',
        category: 'application',
        team: 'development',
        because: ['critical-is-p1: severity="critical"'],
        openedAt: '2026-03-01T02:00:00.000Z',
        acknowledgedAt: null,
        acknowledgedBy: null,
        snoozedUntil: null,
        resolvedAt: null,
        stale: false,
        firing: 2,
        alertnames: ['CheckoutErrors'],
      },
    ]);
  });

  it('passes every filter on and asks for fifty where no limit is given', async () => {
    const world = openWorld();
    await get('/incidents', world).expect(200);
    await get(
      '/incidents?status=resolved&severity=P0&team=database&since=2026-03-01T04:00:00%2B02:00&limit=7',
      world,
    ).expect(200);
    expect(world.queries).toEqual([
      { limit: 50 },
      {
        status: 'resolved',
        severity: 'P0',
        team: 'database',
        since: Date.parse('2026-03-01T02:00:00Z'),
        limit: 7,
      },
    ]);
  });

  it('goes on where the cursor of the last answer says', async () => {
    const world = openWorld();
    const { body } = await get('/incidents', world);
    await get(`/incidents?cursor=${body.next}`, world).expect(200);
    expect(world.queries[1]).toEqual({ limit: 50, before: 42 });
  });

  it('ends with a null cursor', async () => {
    const world = openWorld({
      incidents: {
        list: () => Promise.resolve({ incidents: [anIncident()] }),
        load: () => Promise.resolve(undefined),
        alerts: () => Promise.resolve([]),
        timeline: () => Promise.resolve([]),
        pages: () => Promise.resolve([]),
      },
    });
    const { body } = await get('/incidents', world);
    expect(body.next).toBeNull();
  });

  it.each([
    'limit=201',
    'limit=0',
    'limit=many',
    'status=open',
    'severity=P4',
    'since=yesterday',
    'since=2026-03-01T02:00:00',
    'cursor=bogus',
    'sevrity=P0',
    'status=resolved&status=triggered',
  ])('refuses ?%s', async (query) => {
    const { body } = await get(`/incidents?${query}`)
      .expect(400)
      .expect('Content-Type', /^application\/problem\+json/);
    expect(body).toMatchObject({ status: 400, title: 'Bad request' });
  });
});

describe('one incident', () => {
  it('comes with its alerts', async () => {
    const { body } = await get('/incidents/42').expect(200);
    expect(body).toMatchObject({
      number: 42,
      alerts: [
        { fingerprint: 'f00', startsAt: '2026-03-01T02:00:00.000Z', endsAt: null, url: null },
      ],
    });
  });

  it('tells its timeline with instants as text and pages cut to what matters', async () => {
    const { body } = await get('/incidents/42/timeline').expect(200);
    const page = {
      id: '42.1.1.0.ada.sms',
      person: 'ada',
      channel: 'sms',
      state: 'sent',
      reason: null,
    };
    expect(body.events).toEqual([
      { type: 'page-sent', at: '2026-03-01T02:00:01.000Z', firstOfEpisode: true, page },
      {
        type: 'step-taken',
        at: '2026-03-01T02:00:00.000Z',
        cause: 'opened',
        run: 1,
        step: 0,
        pages: [page],
        unpaged: [],
        nextAt: '2026-03-01T02:05:00.000Z',
      },
      {
        type: 'snoozed',
        at: '2026-03-01T02:00:02.000Z',
        by: 'ada',
        human: true,
        via: 'api',
        until: '2026-03-01T02:01:00.000Z',
        counted: true,
        met: true,
      },
    ]);
  });

  it('tells its pages, and not its notices', async () => {
    const { body } = await get('/incidents/42/pages').expect(200);
    expect(body.pages).toMatchObject([
      { id: '42.1.1.0.ada.sms', sentAt: '2026-03-01T02:00:01.000Z', nextTryAt: null },
      { id: '42.1.1.0.bob.sms', sentAt: null, nextTryAt: '2026-03-01T02:00:09.000Z' },
    ]);
    expect(body.pages).toHaveLength(2);
  });

  it.each(['/43', '/43/timeline', '/43/pages', '/0', '/forty-two', '/99999999999999999999'])(
    'is unknown at /incidents%s',
    async (path) => {
      const { body } = await get(`/incidents${path}`).expect(404);
      expect(body.detail).toBe('There is no such incident.');
    },
  );
});

describe('an action', () => {
  it.each([
    ['acknowledge', { by: 'ada' }, { type: 'acknowledge', by: 'ada' }],
    ['acknowledge', undefined, { type: 'acknowledge' }],
    ['undo', { by: 'ada' }, { type: 'undo', by: 'ada' }],
    ['resolve', {}, { type: 'resolve' }],
    ['escalate', { by: 'ada' }, { type: 'escalate', by: 'ada' }],
    ['escalate', { to: 'bob' }, { type: 'escalate', to: 'bob' }],
    ['snooze', {}, { type: 'snooze', minutes: 30 }],
    ['snooze', { minutes: 10_080 }, { type: 'snooze', minutes: 10_080 }],
    ['reassign', { to: 'database' }, { type: 'reassign', to: 'database' }],
    ['reclassify', { severity: 'P0' }, { type: 'reclassify', severity: 'P0' }],
    ['reclassify', { category: 'security' }, { type: 'reclassify', category: 'security' }],
    ['notes', { by: 'bob', text: ' on it ' }, { type: 'note', by: 'bob', text: 'on it' }],
  ])('%s with %j is done and answered with the row after it', async (name, body, action) => {
    const world = openWorld();
    const answer = await post(`/incidents/42/${name}`, body, world).expect(200);
    expect(answer.body).toMatchObject({ number: 42, status: 'acknowledged', changed: true });
    expect(world.acts).toEqual([[42, action]]);
  });

  it.each([
    ['acknowledge', { by: 'mallory' }],
    ['acknowledge', { By: 'ada' }],
    ['acknowledge', { by: 7 }],
    ['escalate', { to: 'mallory' }],
    ['snooze', { minutes: 0 }],
    ['snooze', { minutes: 10_081 }],
    ['snooze', { minutes: 1.5 }],
    ['reassign', {}],
    ['reassign', { to: 'marketing' }],
    ['reclassify', { by: 'ada' }],
    ['reclassify', { severity: 'critical' }],
    ['notes', { text: '  ' }],
    ['notes', { text: 'x'.repeat(4001) }],
    ['resolve', ['ada']],
  ])('%s with %j is refused and changes nothing', async (name, body) => {
    const world = openWorld();
    const answer = await post(`/incidents/42/${name}`, body, world).expect(422);
    expect(answer.body).toMatchObject({ status: 422, detail: expect.any(String) });
    expect(world.acts).toEqual([]);
  });

  it('takes a body for JSON whatever its content type says', async () => {
    const world = openWorld();
    await supertest(world.listener)
      .post('/api/v1/incidents/42/acknowledge')
      .set(AUTHORIZED)
      .type('form')
      .send('{"by":"ada"}')
      .expect(200);
    expect(world.acts).toEqual([[42, { type: 'acknowledge', by: 'ada' }]]);
  });

  it('refuses a body that is no JSON, and one that is too large', async () => {
    const world = openWorld();
    const send = (text: string) =>
      supertest(world.listener)
        .post('/api/v1/incidents/42/notes')
        .set(AUTHORIZED)
        .type('json')
        .send(text);
    await send('{"by":').expect(400);
    await send(`{"text":"${'x'.repeat(70_000)}"}`).expect(413);
    expect(world.logged).toEqual([]);
  });

  it('is a conflict with a reason when it is refused', async () => {
    const refused = 'another incident of the group is open';
    const world = openWorld({
      act: () => Promise.resolve({ incident: anIncident(), changed: false, refused }),
    });
    const { body } = await post('/incidents/42/undo', {}, world).expect(409);
    expect(body).toMatchObject({ status: 409, reason: refused });
  });

  it('finds no incident where there is none', async () => {
    const { body } = await post('/incidents/43/acknowledge', {}).expect(404);
    expect(body.detail).toBe('There is no such incident.');
  });

  it('is never done by a GET', async () => {
    const world = openWorld();
    await get('/incidents/42/acknowledge', world).expect(404);
    expect(world.acts).toEqual([]);
  });
});

describe('on call and test pages', () => {
  it('tells who is on call and who is missing', async () => {
    const { body } = await get('/on-call').expect(200);
    expect(body.onCall).toHaveLength(2);
  });

  it('orders a test page', async () => {
    const { body } = await post('/test-pages', { person: 'ada', method: 'sms' }).expect(202);
    expect(body).toEqual({
      person: 'ada',
      pages: [{ method: 'sms', outcome: 'sent', reason: null }],
    });
  });

  it.each([{}, { person: 'mallory' }, { person: 'ada', method: 'pigeon' }])(
    'refuses a test page for %j',
    async (body) => {
      const { status } = await post('/test-pages', body);
      expect(status).toBe(422);
    },
  );
});
