import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { openWorld, TOKEN } from './api-world.ts';

type World = ReturnType<typeof openWorld>;

const AUTHORIZED = { Authorization: `Bearer ${TOKEN}` };

const get = (path: string, world: World) =>
  supertest(world.listener).get(`/api/v1${path}`).set(AUTHORIZED);

const resolve = (world: World) =>
  supertest(world.listener).post('/api/v1/incidents/42/resolve').set(AUTHORIZED);

describe('who may ask', () => {
  it.each([undefined, 'Bearer wrong', 'Bearer', `Basic ${TOKEN}`, TOKEN])(
    'answers 401 to %j',
    async (authorization) => {
      const { status, headers } = await supertest(openWorld().listener)
        .get('/api/v1/incidents')
        .set(authorization === undefined ? {} : { Authorization: authorization });
      expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer realm="piket"']);
    },
  );

  it('passes a hundred requests at once with the token', async () => {
    const world = openWorld();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => get('/incidents/42', world)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('slows down who guesses, and nobody who knows the token', async () => {
    const world = openWorld();
    const guess = () => supertest(world.listener).get('/api/v1/incidents').auth('x', 'y');
    for (let guesses = 0; guesses < 30; guesses += 1) await guess().expect(401);
    const { headers, body } = await guess().expect(429);
    expect(body).toMatchObject({ status: 429, title: 'Too many requests' });
    expect(headers['retry-after']).toBeDefined();
    await get('/incidents', world).expect(200);
  });
});

describe('errors', () => {
  it('answers 500 without a word of the cause, and logs that once', async () => {
    const cause = new Error('WRONGTYPE');
    const world = openWorld({ act: () => Promise.reject(cause) });
    const { text } = await resolve(world).expect(500);
    expect(text).not.toContain('WRONGTYPE');
    const path = '/api/v1/incidents/42/resolve';
    expect(world.logged).toEqual([{ method: 'POST', path, err: cause }]);
  });

  it('answers 503 while the store is away', async () => {
    const away = Object.assign(new Error('gone'), { name: 'Away' });
    const world = openWorld({ act: () => Promise.reject(away) });
    const { status, headers } = await resolve(world);
    expect([status, headers['retry-after']]).toEqual([503, '5']);
  });

  it('answers problem details for a path that is not there or cannot be read', async () => {
    const world = openWorld();
    await supertest(world.listener)
      .get('/nowhere')
      .expect(404)
      .expect('Content-Type', /problem/);
    await get('/nowhere', world).expect(404);
    await get('/incidents/%E0', world).expect(400);
    expect(world.logged).toEqual([]);
  });

  it('sends a strict content security policy and no word of the framework', async () => {
    const { headers } = await supertest(openWorld().listener).get('/healthz');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-powered-by']).toBeUndefined();
  });
});
