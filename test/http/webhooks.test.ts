import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gate, openWebhooks, payload } from './webhooks-world.ts';

const headersOf = (name: string): Record<string, string> =>
  JSON.parse(payload(`${name}.headers`).toString()).headers;

let world: Awaited<ReturnType<typeof openWebhooks>>;
afterEach(() => world.close());

const basic = (pair: string) => ({
  Authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
});

const sendSigned = (name: string, token: string, headers = headersOf(name)) => {
  const { 'X-Grafana-Alerting-Signature': signature, 'X-Grafana-Alerting-Timestamp': time } =
    headers;
  return world.send({
    path: '/webhooks/grafana',
    token,
    body: payload(name),
    headers: {
      ...(signature && { 'X-Grafana-Alerting-Signature': signature }),
      ...(time && { 'X-Grafana-Alerting-Timestamp': time }),
    },
  });
};

describe('a webhook', () => {
  beforeEach(async () => {
    world = await openWebhooks();
  });

  it('answers 200 with the incidents once everything is kept', async () => {
    const answer = await world.send();
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"incidents":[42]}');
    expect(world.received).toMatchObject([
      { source: 'prod', body: { alerts: [{ fingerprint: '5e76bb40c2eb963f' }], unreadable: [] } },
    ]);
    expect(world.refused).toEqual([]);
  });

  it('is not read when its very bytes came to nothing new before', async () => {
    expect((await world.send()).status).toBe(200);
    const digest = world.received[0]?.body.digest ?? '';
    world.recalled.set(`prod ${digest}`, { incidents: [7] });
    expect((await world.send()).text).toBe('{"incidents":[7]}');
    expect((await world.send({ token: '', headers: basic(':lab:tökén') })).text).toBe(
      '{"incidents":[42]}',
    );
    expect(world.received.map(({ source }) => source)).toEqual(['prod', 'lab']);
  });

  it.each([
    ['ends by the clock', '[{"labels":{"alertname":"A"},"endsAt":"2099-01-01T00:00:00Z"}]'],
    ['ends by the clock', '{"alerts":[{"labels":{"alertname":"A"}}]}'],
    ['was cut by its sender', payload('am-truncated')],
  ])('may mean something else another time when it %s', async (_, body) => {
    expect((await world.send({ body })).status).toBe(200);
    expect(world.received[0]?.body.digest).toBeUndefined();
  });

  it('does not answer before', async () => {
    const asked = gate();
    const kept = gate();
    world.receive = async () => {
      asked.open();
      await kept.opened;
      world.now += 1_500;
      return { incidents: [] };
    };
    let answered = false;
    const answer = world.send().then((result) => {
      answered = true;
      return result;
    });
    await asked.opened;
    expect(answered).toBe(false);
    kept.open();
    expect((await answer).status).toBe(200);
    expect(world.took).toEqual([1.5]);
  });

  it.each([
    { method: 'PUT' },
    { path: '/webhooks/alertmanager/' },
    { path: '/webhooks/alertmanager?team=payments' },
    { headers: { 'Content-Type': 'text/plain' } },
    { headers: { 'Transfer-Encoding': 'chunked' } },
    { body: payload('am-unicode-emoji-newlines-10kB') },
    { body: payload('am-500-alerts-one-group') },
  ])('is taken as %o', async (sent) => {
    expect((await world.send(sent)).status).toBe(200);
    expect(world.received).toHaveLength(1);
  });

  it.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])('answers %s with 405', async (method) => {
    const answer = await world.send({ method, body: '' });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('POST, PUT');
    expect(world.received).toEqual([]);
  });

  it.each(['/webhooks/', '/webhooks/nagios', '/webhooks/alertmanager/api/v2/alerts'])(
    'answers 404 at %s',
    async (path) => expect((await world.send({ path })).status).toBe(404),
  );

  it.each(['/', '/webhooks', '/api/v1/incidents', '/webhooksx/alertmanager'])(
    'leaves %s to others',
    async (path) => expect((await world.send({ path })).text).toBe('express'),
  );
});

describe("a source's token", () => {
  beforeEach(async () => {
    world = await openWebhooks();
  });
  it.each([
    ['prod', basic('anyone:prod-token')],
    ['prod', { Authorization: 'bearer  prod-token' }],
    ['lab', basic(':lab:tökén')],
    ['lab', { Authorization: Buffer.from('Bearer lab:tökén').toString('latin1') }],
  ])('tells %s', async (source, headers) => {
    expect((await world.send({ token: '', headers })).status).toBe(200);
    expect(world.received[0].source).toBe(source);
  });

  it.each([
    {},
    { Authorization: 'Bearer' },
    { Authorization: 'Bearer wrong' },
    { Authorization: 'prod-token' },
    { Authorization: 'ApiKey prod-token' },
    { Authorization: 'Bearer signed-token' },
    basic('prod-token:'),
    basic('prod-token'),
  ])('is asked for when there is none that fits: %o', async (headers) => {
    const answer = await world.send({ token: '', headers });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer .*Basic /);
    expect(world.received).toEqual([]);
    expect(world.refused).toEqual(['unknown unauthorized']);
  });

  it('opens only the endpoint of its kind', async () => {
    await world.send({ path: '/webhooks/grafana', body: payload('grafana-unified-firing') });
    expect(world.received[0].source).toBe('grafana');
    const other = { path: '/webhooks/alertmanager', token: 'timed-token' };
    expect((await world.send(other)).status).toBe(401);
  });

  it('is checked before the body is read', async () => {
    const socket = world.begin('Bearer wrong');
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 /);
    socket.destroy();
  });
});

describe('a signed body', () => {
  beforeEach(async () => {
    world = await openWebhooks();
  });
  it('is taken as Grafana signs it', async () => {
    expect((await sendSigned('grafana-unified-hmac', 'signed-token')).status).toBe(200);
    expect((await sendSigned('grafana-unified-hmac-timestamp', 'timed-token')).status).toBe(200);
  });

  it.each([-301, 301])('is refused with a clock %d s off', async (seconds) => {
    world.now += seconds * 1000;
    expect((await sendSigned('grafana-unified-hmac-timestamp', 'timed-token')).status).toBe(401);
    expect(world.refused).toEqual(['timed bad-signature']);
  });

  it.each([
    {},
    { 'X-Grafana-Alerting-Signature': 'd2b5' },
    {
      'X-Grafana-Alerting-Signature': createHmac('sha256', 'guess')
        .update(payload('grafana-unified-hmac'))
        .digest('hex'),
    },
  ])('is refused when its signature does not fit: %o', async (headers) => {
    expect((await sendSigned('grafana-unified-hmac', 'signed-token', headers)).status).toBe(401);
    expect(world.received).toEqual([]);
  });
});
