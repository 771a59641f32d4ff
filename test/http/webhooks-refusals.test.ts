import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gate, openWebhooks, payload } from './webhooks-world.ts';

const firing = payload('am-single-firing');
let world: Awaited<ReturnType<typeof openWebhooks>>;
afterEach(() => world.close());

describe('what cannot be read', () => {
  beforeEach(async () => {
    world = await openWebhooks();
  });

  it.each([
    ['not-json', '{"alerts":['],
    ['not-json', ''],
    ['no-alerts', payload('grafana-unified-custom-payload').toString()],
    ['no-alerts', '"firing"'],
    ['not-json', Buffer.from([0x1f, 0x8b, 0x08, 0x00]).toString('latin1')],
  ])('is kept and answered 422: %s', async (reason, body) => {
    const answer = await world.send({ body });
    expect(answer.status).toBe(422);
    expect(answer.text.length).toBeLessThan(100);
    expect(world.received).toMatchObject([
      { source: 'prod', body: { alerts: [], unreadable: [{ reason }] } },
    ]);
    expect(world.refused).toEqual([`prod ${reason}`]);
  });

  it('does not take the other 499 down with it', async () => {
    const body = JSON.parse(payload('am-500-alerts-one-group').toString());
    body.alerts[3].labels = null;
    expect((await world.send({ body: JSON.stringify(body) })).status).toBe(200);
    expect(world.received[0].body.alerts).toHaveLength(499);
    expect(world.received[0].body.unreadable).toMatchObject([{ reason: 'bad-labels' }]);
  });

  it('is not answered 422 when it could not be kept', async () => {
    world.receive = () => Promise.reject(new Error('Redis is away'));
    expect((await world.send({ body: 'x' })).status).toBe(503);
  });
});

describe('trouble on our side', () => {
  it('is answered 503, so that the sender tries again, and logged once', async () => {
    world = await openWebhooks();
    world.receive = () => Promise.reject(new Error('Redis is away'));
    const answer = await world.send();
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBeDefined();
    expect(world.logged).toMatchObject([['warn', { source: 'prod' }, {}]]);
    expect(world.refused).toEqual(['prod not-kept']);
  });

  it('calls a person when it is a bug', async () => {
    world = await openWebhooks();
    world.receive = () => Promise.reject(new TypeError('cannot read'));
    expect((await world.send()).status).toBe(503);
    expect(world.logged).toMatchObject([['error', { source: 'prod' }, {}]]);
  });

  it('warns when the sender left alerts out', async () => {
    world = await openWebhooks();
    expect((await world.send({ body: payload('am-truncated') })).status).toBe(200);
    expect(world.logged).toMatchObject([['warn', { source: 'prod', truncated: 5 }, {}]]);
  });
});

describe('a body that is too large', () => {
  beforeEach(async () => {
    world = await openWebhooks({ bodyBytes: 1_000 });
  });

  it.each([{ 'Content-Length': '200000' }, { 'Transfer-Encoding': 'chunked' }])(
    'is answered 413 and told: %o',
    async (headers) => {
      const answer = await world.send({ headers, body: Buffer.alloc(200_000, 'x') });
      expect(answer.status).toBe(413);
      expect(answer.headers.connection).toBe('close');
      expect(world.received).toEqual([
        { source: 'prod', body: { alerts: [], unreadable: [{ reason: 'too-large', body: '' }] } },
      ]);
      expect(world.refused).toEqual(['prod too-large']);
    },
  );
});

/** Sends requests that stay unanswered until the returned function is called. */
async function occupy(requests: number) {
  const [arrived, released] = [gate(), gate()];
  let asked = 0;
  world.receive = async () => {
    asked += 1;
    if (asked === requests) arrived.open();
    await released.opened;
    return { incidents: [] };
  };
  const answers = Promise.all(Array.from({ length: requests }, () => world.send()));
  await arrived.opened;
  return async () => {
    released.open();
    return (await answers).map(({ status }) => status);
  };
}

describe('too much at once', () => {
  it('is answered 503 by the number of requests', async () => {
    world = await openWebhooks({ requestsInFlight: 2 });
    const release = await occupy(2);
    const answer = await world.send();
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBeDefined();
    expect(world.refused).toEqual(['prod overloaded']);
    expect(await release()).toEqual([200, 200]);
    expect((await world.send()).status).toBe(200);
  });

  it.each([{}, { 'Transfer-Encoding': 'chunked' }])(
    'is answered 503 by the bytes in flight: %o',
    async (headers) => {
      world = await openWebhooks({ bytesInFlight: 2 * firing.length + 1 });
      const release = await occupy(2);
      expect((await world.send({ headers })).status).toBe(503);
      expect(await release()).toEqual([200, 200]);
      expect((await world.send({ headers })).status).toBe(200);
    },
  );
});

describe('a client that misbehaves', () => {
  it('is cut off when its body stalls', async () => {
    world = await openWebhooks({ bodyMs: 50, requestsInFlight: 1 });
    await once(world.begin(), 'close');
    expect(world.refused).toEqual(['prod stalled']);
    expect((await world.send()).status).toBe(200);
  });

  it('gives its place back when it goes away', async () => {
    world = await openWebhooks({ requestsInFlight: 1 });
    const arrived = once(world.server, 'request');
    const socket = world.begin();
    const [req]: IncomingMessage[] = await arrived;
    const gone = once(req, 'close').catch(() => undefined);
    socket.destroy();
    await gone;
    expect((await world.send()).status).toBe(200);
    expect(world.received).toHaveLength(1);
  });

  it('does not keep a refused connection for ever', async () => {
    world = await openWebhooks({ bodyBytes: 100, drainMs: 50 });
    const socket = world.begin();
    const answer = readText(socket);
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});
