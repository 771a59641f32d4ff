import { renderToStaticMarkup } from 'preact-render-to-string';
import request from 'supertest';
import { describe, expect, it, vi } from 'vitest';
import { PhoneWall } from '../../src/console/pages/phone-wall.tsx';
import { DeliveryError } from '../../src/ports.ts';
import { ACKED, numberOf, PAGE, phonesWorld } from '../support/phones-world.ts';

const textsOn = async ({ phones }: ReturnType<typeof phonesWorld>, person: string) =>
  (await phones.phones()).find(({ id }) => id === person)?.messages.map(({ text }) => text);

const method = (id: string, to: string) => ({ id, channel: 'sms', to });

const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };

describe('the simulated phones', () => {
  it('shows a page and reports it delivered', async () => {
    const world = phonesWorld();
    const { providerId } = await world.page('Ada');
    expect(await textsOn(world, 'ada')).toEqual([PAGE]);
    await vi.waitFor(() =>
      expect(world.reported).toEqual([
        { pageId: '42.1.1.0.x.sms', status: 'delivered', providerId },
      ]),
    );
  });

  it('logs a delivery report that was not taken, without number or text', async () => {
    const world = phonesWorld({ pageReported: () => Promise.reject(new Error('no redis')) });
    await world.page('Ada');
    await vi.waitFor(() => expect(world.logged).toHaveLength(1));
    expect(JSON.stringify(world.logged)).not.toMatch(/212555|payments/);
  });

  it('carries a reply to Piket and its answer back', async () => {
    const world = phonesWorld();
    await world.page('Ada');
    expect(await world.phones.reply('ada', '475')).toBe(true);
    expect(world.heard).toMatchObject([{ from: numberOf('Ada'), body: '475' }]);
    expect(await textsOn(world, 'ada')).toEqual([PAGE, '475', ACKED]);
  });

  it('refuses pages to a phone between STOP and START', async () => {
    const world = phonesWorld();
    await world.phones.reply('ada', 'STOP');
    const refused = world.page('Ada').catch((error: unknown) => error);
    expect(await refused).toBeInstanceOf(DeliveryError);
    expect(await refused).toMatchObject({ reason: 'opted-out', permanent: true });
    await expect(world.page('Bob')).resolves.toBeDefined();
    await world.phones.reply('ada', 'start');
    await expect(world.page('Ada')).resolves.toBeDefined();
    expect(world.heard.map(({ body }) => body)).toEqual(['STOP', 'start']);
  });

  it('delivers no answer to a phone that said STOP', async () => {
    const world = phonesWorld({ answerText: async () => 'Piket speaks' });
    await world.phones.reply('ada', 'STOP');
    await world.phones.reply('ada', 'LIST');
    expect(await textsOn(world, 'ada')).not.toContain('Piket speaks');
  });

  it('gives a person with two numbers two phones', async () => {
    const methods = [method('sms', '+12125550101'), method('home', '+12125550102')];
    const world = phonesWorld({
      people: () => [{ id: 'ada', name: 'Ada', zone: 'UTC', teams: [], methods }],
    });
    const ids = (await world.phones.phones()).map(({ id, number }) => [id, number]);
    expect(ids).toEqual([
      ['ada', '+12125550101'],
      ['ada.home', '+12125550102'],
    ]);
  });
});

describe('GET /phones', () => {
  it('shows the command to try while nothing has arrived, and the phones on call', async () => {
    const { app } = phonesWorld();
    const { text, headers } = await request(app).get('/phones').expect(200);
    expect(text).toContain('http://127.0.0.1:8080/webhooks/alertmanager');
    expect(text).toContain('no message leaves this machine');
    expect(text).toContain('id="phone-ada"');
    expect(text).not.toContain('id="phone-bob"');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
  });

  it('works under its content security policy: nothing inline', async () => {
    const world = phonesWorld();
    await world.page('Ada', 'P1 #42 <script>alert(1)</script> & "co". Reply 475=ack');
    const { text } = await request(world.app).get('/phones');
    expect(text).not.toMatch(/<style|style=|<script>|\son\w+=/);
    expect(text).toContain('&lt;script>');
  });

  it('puts unanswered pages first and keeps the quiet in a row', async () => {
    const world = phonesWorld();
    await world.page('Carol');
    await world.page('Dave');
    await world.page('Bob');
    await world.phones.reply('bob', '475');
    const { text } = await request(world.app).get('/phones');
    const shown = [...text.matchAll(/id="phone-(\w+)"/g)].map(([, id]) => id);
    expect(shown.slice(0, 2).toSorted()).toEqual(['carol', 'dave']);
    expect(shown.slice(2)).toEqual(['bob']);
    expect(text).toContain('href="/phones?show=ada#phone-ada"');
    const opened = await request(world.app).get('/phones?show=erin');
    expect(opened.text).toContain('id="phone-erin"');
  });

  it('takes a page for answered when its incident waits no more', async () => {
    const world = phonesWorld();
    await world.page('Ada');
    const wall = async (triggered: ReadonlySet<number> | undefined) =>
      renderToStaticMarkup(
        PhoneWall({
          phones: await world.phones.phones(),
          onCall: new Set(),
          triggered,
          troubles: [],
          show: undefined,
          now: 0,
        }),
      );
    expect(await wall(undefined)).toContain('Unanswered');
    expect(await wall(new Set([42]))).toContain('Unanswered');
    expect(await wall(new Set([41]))).not.toContain('Unanswered');
  });

  it.each([
    '/phones/phones.js',
    '/phones/phones-theme.css',
    '/phones/phones.css',
    '/phones/phone.css',
    '/phones/conversation.css',
  ])('serves %s', async (path) => {
    const { app } = phonesWorld();
    const { headers } = await request(app).get(path).expect(200);
    expect(headers['content-type']).toMatch(/^text\/(javascript|css)/);
  });

  it('says when no page can go out', async () => {
    const world = phonesWorld();
    const asked = async () => (await request(world.app).get('/phones/fragment')).text;
    expect(await asked()).toMatch(/class="troubles"[^>]* hidden/);
    world.troubles.push('no page can go out by sms: nobody can be reached by it');
    const told = await asked();
    expect(told).toContain('Piket has trouble: no page can go out by sms: nobody can be');
    expect(told).not.toMatch(/class="troubles"[^>]* hidden/);
  });

  it('gives the live page the same phones as a fragment', async () => {
    const world = phonesWorld();
    await world.page('Bob');
    const { text } = await request(world.app).get('/phones/fragment').expect(200);
    expect(text).toMatch(/^<div id="phones" data-unanswered="1">/);
    expect(text).toContain(PAGE);
  });
});

describe('POST /phones/:person/replies', () => {
  it('takes a form and leads back to the phone', async () => {
    const world = phonesWorld();
    await request(world.app)
      .post('/phones/ada/replies')
      .set(SAME_ORIGIN)
      .type('form')
      .send({ text: ' 475 ' })
      .expect(303)
      .expect('location', '/phones#phone-ada');
    expect(await textsOn(world, 'ada')).toEqual(['475', ACKED]);
  });

  it('takes JSON and says nothing more', async () => {
    const world = phonesWorld();
    const { status } = await request(world.app)
      .post('/phones/ada/replies')
      .set(SAME_ORIGIN)
      .send({ text: '475' });
    expect(status).toBe(204);
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }, 403],
    ['nobody says where from', {}, 403],
    ['another origin', { origin: 'https://evil.example' }, 403],
    ['an opaque origin', { origin: 'null' }, 403],
    ['its own origin', { origin: 'http://localhost:8080' }, 204],
    ['the address bar', { 'sec-fetch-site': 'none' }, 204],
  ])('judges a change asked by %s', async (_name, headers, status) => {
    const world = phonesWorld();
    await request(world.app)
      .post('/phones/ada/replies')
      .set({ host: 'localhost:8080', ...headers })
      .send({ text: '475' })
      .expect(status);
    expect(world.heard).toHaveLength(status === 204 ? 1 : 0);
  });

  it.each([
    ['an empty text', 'ada', { text: '  ' }, 400],
    ['no text', 'ada', {}, 400],
    ['two texts', 'ada', { text: ['475', '476'] }, 400],
    ['a phone that is not there', 'mallory', { text: '475' }, 404],
  ])('refuses %s', async (_name, person, body, status) => {
    const world = phonesWorld();
    const answer = await request(world.app)
      .post(`/phones/${person}/replies`)
      .set(SAME_ORIGIN)
      .send(body);
    expect(answer.status).toBe(status);
    expect(world.heard).toEqual([]);
  });

  it('says so when Piket could not take the text', async () => {
    const world = phonesWorld({ answerText: () => Promise.reject(new Error('no redis')) });
    await request(world.app)
      .post('/phones/ada/replies')
      .set(SAME_ORIGIN)
      .send({ text: '475' })
      .expect(503, /Try again/);
    expect(world.logged).toHaveLength(1);
  });
});

describe('who may see the phones', () => {
  it.each([
    ['127.0.0.1:8080', {}, 200],
    ['localhost', {}, 200],
    ['[::1]:8080', {}, 200],
    ['piket.localhost:8080', {}, 200],
    ['rebound.example:8080', {}, 403],
    ['127.0.0.1.rebound.example', {}, 403],
    ['localhost:8080', { 'x-forwarded-for': '198.51.100.7' }, 403],
    ['localhost:8080', { forwarded: 'for=198.51.100.7' }, 403],
  ])('a loopback peer that asks for %s (%o): %i', async (host, headers, status) => {
    const { app } = phonesWorld();
    for (const path of ['/phones', '/phones/fragment', '/phones/phones.js']) {
      const answer = await request(app)
        .get(path)
        .set({ host, ...headers });
      expect(answer.status).toBe(status);
    }
  });

  it('remembers a browser that brought the printed token', async () => {
    const { app } = phonesWorld();
    const host = 'piket.example';
    const refused = await request(app).get('/phones').set({ host }).expect(403);
    expect(refused.text).toContain('token that Piket printed');
    await request(app).get('/phones?token=wrong').set({ host }).expect(403);

    const opened = await request(app)
      .get('/phones?token=the-printed-token')
      .set({ host })
      .expect(200);
    const [cookie = ''] = opened.get('set-cookie') ?? [];
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(cookie).not.toContain('the-printed-token');
    const remembered = cookie.split(';')[0] ?? '';
    await request(app).get('/phones').set({ host, cookie: remembered }).expect(200);
    await request(app)
      .get('/phones')
      .set({ host, cookie: `${remembered}x` })
      .expect(403);
  });
});
