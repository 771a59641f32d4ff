import { createServer, type Server } from 'node:http';
import express from 'express';
import request from 'supertest';
import twilio from 'twilio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageReport } from '../../src/core/arrivals.ts';
import { twilioRoutes, type TwilioRoutes } from '../../src/http/twilio.ts';
import { openFakeTwilio, type FakeTwilio } from '../support/fake-twilio.ts';

const accountSid = `AC${'a'.repeat(32)}`;
const primary = 'primary-token';
const secondary = 'secondary-token';
const us = '+12125550100';
const bob = '+12125550143';
const mallory = '+12125550199';
const publicUrl = 'https://piket.example';
const messageSid = `SM${'c'.repeat(32)}`;
const pageId = '42.1.1.0.bob.sms';

type Form = Record<string, string>;
const known: Form = { AccountSid: accountSid, MessageSid: messageSid };
const incoming: Form = { ...known, From: bob, To: us, Body: '475' };
const report: Form = { ...known, MessageStatus: 'delivered' };

let fake: FakeTwilio;
let server: Server;
let texts: { messageId: string; from: string; body: string }[];
let reports: PageReport[];
let logged: unknown[];
let answer: (body: string) => string | undefined;

const log = (fields: object, message: string) => void logged.push(fields, message);

const serve = async (deps: Partial<TwilioRoutes> = {}) => {
  const app = express().use(
    twilioRoutes({
      publicUrl,
      authTokens: [primary, secondary],
      accountSid,
      async answerText(text) {
        texts.push(text);
        return answer(text.body);
      },
      async pageReported(told) {
        reports.push(told);
      },
      failure: (code) => ({ reason: `code-${code}` }),
      isUnavailable: () => false,
      log: { info: log, warn: log, error: log },
      ...deps,
    }),
  );
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const appUrl = `http://127.0.0.1:${portOf(server)}`;
  fake = await openFakeTwilio({
    accountSid,
    authToken: primary,
    numbers: [us],
    appUrl,
    publicUrl: deps.publicUrl ?? publicUrl,
  });
};

beforeEach(async () => {
  [texts, reports, logged] = [[], [], []];
  answer = (body) => `${body} acked by you 03:12.`;
  await serve();
});
const stop = async () => {
  await fake.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
};
afterEach(stop);
const restart = async (deps: Partial<TwilioRoutes>) => {
  await stop();
  await serve(deps);
};

/** Signs one form and posts another, or the same. */
const post = (
  path: string,
  form: Form | [string, string][],
  {
    signed = Array.isArray(form) ? {} : form,
    token = primary,
    url = `${publicUrl}${path}`,
  }: { signed?: Form; token?: string; url?: string } = {},
) =>
  request(server)
    .post(path)
    .set('X-Twilio-Signature', twilio.getExpectedTwilioSignature(token, url, signed))
    .type('form')
    .send(new URLSearchParams(form).toString());

describe('an incoming text', () => {
  it('is answered in the response, with the words', async () => {
    expect(await fake.text(bob, '475', { messageSid })).toBe('475 acked by you 03:12.');
    expect(texts).toEqual([{ messageId: messageSid, from: bob, body: '475' }]);
  });

  it('is answered with an empty response where nothing is said', async () => {
    answer = () => undefined;
    const response = await post('/twilio/sms', incoming);
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toMatch(/^text\/xml/);
    expect(response.text).toMatch(/<Response\/>$/);
  });

  it('means what Twilio took it for, in whatever language it was said', async () => {
    await post('/twilio/sms', { ...incoming, Body: 'arret', OptOutType: 'STOP' });
    await post('/twilio/sms', { ...incoming, Body: '475', OptOutType: 'ANEWTYPE' });
    expect(texts.map(({ body }) => body)).toEqual(['STOP', '475']);
  });

  it('may be empty', async () => {
    await fake.text(bob, '');
    expect(texts).toMatchObject([{ from: bob, body: '' }]);
  });

  it('may hold accents, ampersands and emoji, and so may the answer', async () => {
    answer = (body) => `<${body}> & "co"`;
    expect(await fake.text(bob, 'né & 🔥+=?')).toBe('<né & 🔥+=?> & "co"');
  });

  it('is answered though the answer holds what XML cannot', async () => {
    answer = () => '\u001b[31m475\u0000 acked\u0007\ud800 \ufffe\nby you\tnow 🔥';
    expect(await fake.text(bob, '475')).toBe('[31m475 acked \nby you\tnow 🔥');
  });

  it('is told again when Twilio repeats it: who answers recognises the id', async () => {
    await fake.text(bob, '475', { messageSid });
    await fake.text(bob, '475', { messageSid });
    expect(texts.map(({ messageId }) => messageId)).toEqual([messageSid, messageSid]);
  });

  it('still comes after STOP, and gets no answer through', async () => {
    expect(await fake.text(bob, 'STOP')).toBe('');
    expect(texts).toMatchObject([{ body: 'STOP' }]);
  });

  it('is not answered where the sender is no phone', async () => {
    for (const From of ['12345', 'KPN']) {
      const response = await post('/twilio/sms', { ...incoming, From });
      expect(response.text).toMatch(/<Response\/>$/);
    }
    expect(texts).toEqual([]);
  });

  it('is asked for again when it cannot be answered now, and the log holds nothing personal', async () => {
    answer = (body) => {
      throw new Error(`no answer for ${bob}: ${body}`);
    };
    const response = await post('/twilio/sms', { ...incoming, Body: 'ack 475 please' });
    expect(response.status).toBe(503);
    const told = JSON.stringify(logged);
    expect(told).toContain('"error":"Error"');
    expect(told).not.toContain(bob.slice(1));
    expect(told).not.toContain('please');
  });
});

describe('the signature', () => {
  it.each(['/twilio/sms', `/twilio/status?page=${pageId}`])('guards %s', async (path) => {
    const form = path.includes('status') ? report : incoming;
    expect((await post(path, form)).status).toBeLessThan(300);
    expect((await post(path, form, { token: secondary })).status).toBeLessThan(300);
    expect((await post(path, form, { url: `${publicUrl}:443${path}` })).status).toBeLessThan(300);
    texts = [];
    reports = [];

    const refused = await Promise.all([
      post(path, { ...form, Extra: '1' }, { signed: form }),
      post(path, { ...form, AccountSid: `AC${'b'.repeat(32)}` }, { signed: form }),
      post(path, form, { token: 'another' }),
      post(path, form, { url: `https://evil.example${path}` }),
      post(path, form, { url: `${publicUrl}${path}&x=1` }),
      request(server).post(path).type('form').send(form),
      request(server).post(path).set('X-Twilio-Signature', 'x').type('json').send(form),
      request(server).post(path).set('X-Twilio-Signature', ''),
      post(path, { ...form, Body: 'x'.repeat(40_000) }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
    expect(texts).toEqual([]);
    expect(reports).toEqual([]);
  });

  it('is over the public URL, with a path that the proxy strips', async () => {
    await restart({ publicUrl: 'https://example.org/on-call/' });
    fake.pointAt(`http://127.0.0.1:${portOf(server)}`, 'https://example.org/on-call');
    expect(await fake.text(bob, '475')).toMatch(/acked/);
    expect((await post('/twilio/sms', incoming)).status).toBe(403);
  });

  it('is over a port of its own too', async () => {
    await restart({ publicUrl: 'http://10.0.0.7:8080' });
    expect(await fake.text(bob, '475')).toMatch(/acked/);
  });

  it.each<[string, Form, Record<string, string> | [string, string][]]>([
    [
      'a sender taken out of the body',
      { ...incoming, Body: `475From${bob}`, From: mallory },
      { ...incoming, Body: '475', From: `${bob}From${mallory}` },
    ],
    [
      'two senders',
      { ...incoming, Body: `475From${bob}`, From: mallory },
      [...Object.entries(incoming), ['From', mallory]],
    ],
    [
      'the sender swallowed by the body',
      incoming,
      { AccountSid: accountSid, Body: `475From${bob}`, MessageSid: messageSid, To: us },
    ],
    [
      'the id swallowed by the sender',
      incoming,
      { AccountSid: accountSid, Body: '475', From: `${bob}MessageSid${messageSid}`, To: us },
    ],
  ])('holds for a body that was split anew, which is refused: %s', async (_name, signed, form) => {
    expect((await post('/twilio/sms', form, { signed })).status).toBe(400);
    expect(texts).toEqual([]);
  });

  it.each<[string, Form]>([
    ['another account', { ...incoming, AccountSid: `AC${'b'.repeat(32)}` }],
    ['no message id', { ...incoming, MessageSid: 'SM1' }],
    ['a sender that is no number', { ...incoming, From: '+31612345678FromCity' }],
  ])('is not enough with %s', async (_name, form) => {
    expect((await post('/twilio/sms', form)).status).toBe(400);
    expect(texts).toEqual([]);
    expect(JSON.stringify(logged)).not.toContain('612345678');
  });

  it('lets through what Twilio may add', async () => {
    expect((await post('/twilio/sms', { ...incoming, OptOutType: 'HELP' })).status).toBe(200);
  });
});

describe('a report', () => {
  const path = `/twilio/status?page=${pageId}`;

  it.each([
    ['sent', { status: 'sent' }],
    ['delivered', { status: 'delivered' }],
    ['read', { status: 'delivered' }],
    ['undelivered', { status: 'failed', reason: 'code-30005' }],
    ['failed', { status: 'failed', reason: 'code-30005' }],
  ])('of %s is told with its page', async (MessageStatus, expected) => {
    const response = await post(path, { ...report, MessageStatus, ErrorCode: '30005' });
    expect(response.status).toBe(204);
    expect(reports).toEqual([{ pageId, providerId: messageSid, ...expected }]);
  });

  it.each([{}, { ErrorCode: '' }])(
    'without a code is a failure all the same (%j)',
    async (code) => {
      await post(path, { ...report, MessageStatus: 'failed', ...code });
      expect(reports).toMatchObject([{ reason: 'code-undefined' }]);
    },
  );

  it('is asked for again when it cannot be kept now', async () => {
    await restart({ pageReported: () => Promise.reject(new TypeError('no store')) });
    expect((await post(path, report)).status).toBe(503);
  });
});

describe('other methods', () => {
  it.each(['get', 'put', 'delete'] as const)('%s is not allowed', async (method) => {
    for (const path of ['/twilio/sms', '/twilio/status']) {
      const { status, headers } = await request(server)[method](path);
      expect([status, headers['allow']]).toEqual([405, 'POST']);
    }
  });
});

const portOf = (listening: Server): number => {
  const address = listening.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
};
