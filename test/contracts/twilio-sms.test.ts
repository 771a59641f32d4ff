import { createServer, type Server } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportReason } from '../../src/channels/twilio-errors.ts';
import { twilioSms, type TwilioSmsOptions } from '../../src/channels/twilio-sms.ts';
import { DeliveryError } from '../../src/ports.ts';
import type { Behaviour } from '../support/fake-twilio-api.ts';
import { openFakeTwilio, type FakeTwilio } from '../support/fake-twilio.ts';

const accountSid = `AC${'a'.repeat(32)}`;
const authToken = 'secret-token-of-the-account-0001';
const us = '+12125550100';
const ada = '+12125550142';
const messagingServiceSid = `MG${'b'.repeat(32)}`;
const text = 'P1 #42 payments-api: checkout 5xx > 5% for 10m. Reply 475=ack, 475 E=escalate';
const page = { pageId: '42.1.1.0.ada.sms', to: ada, text, validMs: 300_000 };

let fake: FakeTwilio;
beforeEach(async () => {
  fake = await openFakeTwilio({ accountSid, authToken, numbers: [us] });
});
afterEach(() => fake.close());

const open = (options: Partial<TwilioSmsOptions> = {}) =>
  twilioSms({
    accountSid,
    authToken,
    apiUrl: fake.url,
    statusUrl: (pageId) => `https://piket.example/twilio/status?page=${pageId}`,
    ...('messagingServiceSid' in options ? {} : { from: us }),
    ...options,
  });

const failure = async (sending: Promise<unknown>): Promise<DeliveryError> => {
  const error = await sending.then(
    () => expect.fail('it was sent'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof DeliveryError) return error;
  throw error;
};

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
};

const closed = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
};

describe('a text that Twilio takes', () => {
  it('goes from our number, as one segment, with the page in the callback', async () => {
    const { providerId } = await open().send(page);
    expect(fake.sent).toEqual([
      {
        sid: providerId,
        to: ada,
        from: us,
        body: text,
        segments: 1,
        validitySeconds: 300,
        messagingServiceSid: undefined,
        statusCallback: `https://piket.example/twilio/status?page=${page.pageId}`,
        order: 0,
      },
    ]);
  });

  it('goes by the Messaging Service where there is one', async () => {
    await open({ messagingServiceSid }).send(page);
    expect(fake.sent).toMatchObject([{ messagingServiceSid, body: text }]);
  });

  it.each([
    [1_000, 60],
    [61_400, 61],
    [86_400_000, 900],
  ])('is of use for %i ms: waits in the queue for at most %i s', async (validMs, seconds) => {
    await open().send({ ...page, validMs });
    expect(fake.sent[0].validitySeconds).toBe(seconds);
  });

  it('goes without a receipt when Twilio does not like the callback', async () => {
    await open({ statusUrl: () => 'somewhere' }).send(page);
    expect(fake.sent).toMatchObject([{ body: text, statusCallback: undefined }]);
    expect(fake.requests()).toBe(2);
  });

  it('goes to a base with a path', async () => {
    await expect(failure(open({ apiUrl: `${fake.url}/eu/` }).send(page))).resolves.toBeDefined();
    expect(fake.takeComplaints()).toEqual([
      `no such resource: POST /eu/2010-04-01/Accounts/${accountSid}/Messages.json`,
    ]);
  });
});

describe('a text that Twilio refuses', () => {
  const CLOSED = { permanent: true, uncertain: false };
  const TROUBLE = { permanent: false, uncertain: false };
  const UNKNOWN = { permanent: false, uncertain: true };

  it.each<[Behaviour, string, typeof CLOSED]>([
    [{ code: 21211 }, 'invalid-number', CLOSED],
    [{ code: 21214 }, 'invalid-number', CLOSED],
    [{ code: 21217 }, 'invalid-number', CLOSED],
    [{ code: 21408 }, 'not-permitted', CLOSED],
    [{ code: 21608 }, 'not-permitted', CLOSED],
    [{ code: 21610 }, 'opted-out', CLOSED],
    [{ code: 21614 }, 'not-mobile', CLOSED],
    [{ code: 21635 }, 'not-mobile', CLOSED],
    [{ code: 21617 }, 'refused', CLOSED],
    [{ code: 21601 }, 'sender', TROUBLE],
    [{ code: 21606 }, 'sender', TROUBLE],
    [{ code: 21659 }, 'sender', TROUBLE],
    [{ code: 21611 }, 'queue-full', TROUBLE],
    [{ code: 20003 }, 'auth', TROUBLE],
    [{ code: 20005 }, 'suspended', TROUBLE],
    [{ code: 20429 }, 'rate-limited', TROUBLE],
    [{ code: 63038 }, 'daily-limit', TROUBLE],
    [{ code: 99999 }, 'refused', TROUBLE],
    [{ status: 401 }, 'auth', TROUBLE],
    [{ status: 404 }, 'refused', TROUBLE],
    [{ status: 429 }, 'rate-limited', TROUBLE],
    [{ status: 408 }, 'provider-error', UNKNOWN],
    [{ status: 500 }, 'provider-error', UNKNOWN],
    [{ status: 502 }, 'provider-error', UNKNOWN],
    [{ status: 503 }, 'provider-error', UNKNOWN],
    [{ status: 302 }, 'provider-error', UNKNOWN],
    // A page of HTML that says 200: a captive portal.
    [{ status: 200 }, 'provider-error', UNKNOWN],
    ['reset', 'network', UNKNOWN],
    ['reset-after-accepting', 'network', UNKNOWN],
  ])('%o is %s', async (behaviour, reason, expected) => {
    fake.behave(behaviour);
    expect(await failure(open().send(page))).toMatchObject({ reason, ...expected });
    expect(fake.requests()).toBe(1);
  });

  it('knows a wrong number, a foreign sender and a wrong token by itself', async () => {
    expect(await failure(open().send({ ...page, to: '0612345678' }))).toMatchObject({
      reason: 'invalid-number',
      ...CLOSED,
    });
    expect(await failure(open({ from: '+12125550199' }).send(page))).toMatchObject({
      reason: 'sender',
      ...TROUBLE,
    });
    expect(await failure(open({ authToken: 'another' }).send(page))).toMatchObject({
      reason: 'auth',
      ...TROUBLE,
    });
    expect(fake.sent).toEqual([]);
  });

  it.each<Behaviour>(['hang', 'hang-after-accepting'])('gives up on %s in time', async (how) => {
    fake.behave(how);
    const error = await failure(open({ timeoutMs: 100 }).send(page));
    expect(error).toMatchObject({ reason: 'timeout', ...UNKNOWN });
  });

  it('gives up on an answer that trickles in', async () => {
    const timers = new Set<NodeJS.Timeout>();
    const slow = createServer((_request, response) => {
      response.writeHead(201, { 'content-type': 'application/json' });
      timers.add(setInterval(() => response.write(' '), 20));
    });
    const sms = open({ apiUrl: await listening(slow), timeoutMs: 150 });
    expect(await failure(sms.send(page))).toMatchObject({ reason: 'timeout', ...UNKNOWN });
    timers.forEach((timer) => clearInterval(timer));
    await closed(slow);
  });

  it('is sure that nothing went out where nobody listens', async () => {
    const gone = await openFakeTwilio({ accountSid, authToken, numbers: [us] });
    await gone.close();
    const error = await failure(open({ apiUrl: gone.url }).send(page));
    expect(error).toMatchObject({ reason: 'network', ...TROUBLE });
  });

  it('asks once more without a callback, and no more', async () => {
    fake.behave({ code: 21609 });
    expect(await failure(open().send(page))).toMatchObject({ permanent: false, uncertain: false });
    expect(fake.requests()).toBe(2);
  });
});

describe('what is thrown', () => {
  it.each<Behaviour>([
    { code: 21610 },
    { code: 20003 },
    { status: 502 },
    { status: 200 },
    'reset',
    'hang',
  ])('tells no number, text or token after %o', async (behaviour) => {
    fake.behave(behaviour);
    const error = await failure(open({ timeoutMs: 200 }).send(page));
    const told = [
      inspect(error, { depth: Infinity, showHidden: true }),
      JSON.stringify(error),
      error.stack,
    ].join('\n');
    const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
    for (const secret of [ada, ada.slice(1), 'payments-api', authToken, credentials, accountSid]) {
      expect(told).not.toContain(secret);
    }
    expect(error.cause).toBeUndefined();
  });
});

describe('someone who texted STOP', () => {
  // It says nothing to any text.
  const app = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/xml' }).end('<Response/>');
  });
  beforeEach(async () => fake.pointAt(await listening(app), 'https://piket.example'));
  afterEach(() => closed(app));

  it('is told at once from a number, later from a Messaging Service, until START', async () => {
    await fake.text(ada, 'Stop');
    expect(await failure(open().send(page))).toMatchObject({ reason: 'opted-out' });
    await open({ messagingServiceSid }).send(page);
    expect(fake.sent).toHaveLength(1);
    await fake.text(ada, 'START');
    await open().send(page);
    expect(fake.sent).toHaveLength(2);
    await fake.settled();
  });
});

describe('a report of a text that failed', () => {
  it.each([
    [21610, 'opted-out', true],
    [30001, 'queue-full', false],
    [30002, 'suspended', false],
    [30003, 'unreachable', false],
    [30004, 'blocked', true],
    [30005, 'invalid-number', true],
    [30006, 'not-mobile', true],
    [30007, 'filtered', false],
    [30008, 'undelivered', false],
    [30034, 'sender', false],
    [30036, 'expired', false],
    [63038, 'daily-limit', false],
    [12345, 'undelivered', false],
    [undefined, 'undelivered', false],
  ])('%s is %s', (code, reason, permanent) => {
    expect(reportReason(code)).toEqual({ reason, permanent });
  });
});
