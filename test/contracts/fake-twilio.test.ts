import { createServer, type Server } from 'node:http';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportReason } from '../../src/channels/twilio-errors.ts';
import { twilioSms } from '../../src/channels/twilio-sms.ts';
import { twilioRoutes } from '../../src/http/twilio.ts';
import type { Channel } from '../../src/ports.ts';
import { openFakeTwilio, type FakeTwilio } from '../support/fake-twilio.ts';

const accountSid = `AC${'a'.repeat(32)}`;
const authToken = 'secret-token';
const us = '+12125550100';
const ada = '+12125550142';
const publicUrl = 'https://example.org/piket';
const page = { pageId: '42.1.1.0.ada.sms', to: ada, text: 'P1 #42 down', validMs: 60_000 };

let fake: FakeTwilio;
let server: Server;
let sms: Channel;
let reported: string[];
let refuseReports: boolean;

beforeEach(async () => {
  reported = [];
  refuseReports = false;
  const routes = twilioRoutes({
    publicUrl,
    authTokens: [authToken],
    accountSid,
    answerText: async ({ body }) => `${body} acked`,
    pageReported: async ({ pageId, status, reason }) => {
      if (refuseReports) throw new Error('no store');
      reported.push([pageId, status, reason].filter(Boolean).join(' '));
    },
    failure: reportReason,
    isUnavailable: () => false,
    log: { info() {}, warn() {}, error() {} },
  });
  server = createServer(express().use(routes));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const appUrl = `http://127.0.0.1:${address.port}`;
  fake = await openFakeTwilio({ accountSid, authToken, numbers: [us], appUrl, publicUrl });
  sms = twilioSms({
    accountSid,
    authToken,
    from: us,
    apiUrl: fake.url,
    statusUrl: (pageId) => `${publicUrl}/twilio/status?page=${pageId}`,
    timeoutMs: 300,
  });
});

afterEach(async () => {
  await fake.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('the fake Twilio', () => {
  const sent = `${page.pageId} sent`;
  const delivered = `${page.pageId} delivered`;

  it.each([
    ['in-order', [sent, delivered]],
    ['reversed', [delivered, sent]],
    ['repeated', [sent, sent, delivered, delivered]],
    [{ delayMs: 5 }, [sent, delivered]],
    ['manual', []],
  ] as const)('reports %o', async (how, expected) => {
    fake.setCallbacks(how);
    await sms.send(page);
    await fake.waitFor(({ to }) => to === ada);
    await fake.settled();
    expect(reported).toEqual(expected);
  });

  it('reports what the test says', async () => {
    fake.setCallbacks('manual');
    const { providerId } = await sms.send(page);
    await fake.report(providerId, 'undelivered', 30005);
    expect(reported).toEqual([`${page.pageId} failed invalid-number`]);
  });

  it.each([
    [30003, [sent, `${page.pageId} failed unreachable`]],
    [30034, [`${page.pageId} failed sender`]],
  ])('takes a text and finds out later: %i', async (code, expected) => {
    fake.behave({ code, async: true }, { to: ada });
    await sms.send(page);
    await fake.waitFor(({ to }) => to === ada);
    await fake.settled();
    expect(reported).toEqual(expected);
  });

  it.each(['hang-after-accepting', 'reset-after-accepting'] as const)(
    'delivers a text though the sender does not hear of it: %s',
    async (how) => {
      fake.behave(how, { times: 1 });
      await expect(sms.send(page)).rejects.toMatchObject({ uncertain: true });
      await fake.settled();
      expect(reported).toEqual([sent, delivered]);
      await sms.send(page);
      expect(fake.sent).toHaveLength(2);
    },
  );

  it('hears a text that comes later, and says which came when none does', async () => {
    const coming = fake.waitFor(({ body }) => body === 'second');
    await sms.send({ ...page, text: 'first' });
    await sms.send({ ...page, text: 'second' });
    expect(await coming).toMatchObject({ order: 1 });
    await expect(fake.waitFor(({ body }) => body === 'third', { withinMs: 10 })).rejects.toThrow(
      /no such text within 10 ms[^]*first[^]*second/,
    );
  });

  it('complains of reports that are not taken', async () => {
    refuseReports = true;
    await sms.send(page);
    await fake.settled();
    expect(fake.expectClean).toThrow('report "sent": the app answered 503');
    fake.takeComplaints();
  });

  it('complains of requests that no Twilio would take', async () => {
    await expect(sms.send({ ...page, text: 'x'.repeat(1601) })).rejects.toThrow('refused');
    await expect(sms.send({ ...page, text: '' })).rejects.toThrow('refused');
    const post = (body: string) =>
      fetch(`${fake.url}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body,
      });
    await post(`To=%2B12125550142&From=%2B12125550100&Body=a&ValidityPeriod=soon`);
    await post(`To=%2B12125550142&From=%2B12125550100&Body=a&Text=b`);
    await post(`To=%2B12125550142&Body=a`);
    expect(fake.takeComplaints()).toEqual([
      expect.stringContaining('1600 character limit'),
      'Message body is required.',
      expect.stringContaining('/ValidityPeriod must be integer'),
      expect.stringContaining('must NOT have additional properties'),
      "A 'From' phone number is required.",
    ]);
    expect(fake.sent).toEqual([]);
  });

  it('does not take an empty 200 without a Content-Type', async () => {
    const bare = createServer((_request, response) => response.end());
    await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
    const address = bare.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    fake.pointAt(`http://127.0.0.1:${address.port}`, publicUrl);
    fake.setCallbacks('manual');
    const { providerId } = await sms.send(page);
    await fake.report(providerId, 'sent');
    expect(fake.takeComplaints()).toEqual([expect.stringContaining('without a Content-Type')]);
    await expect(fake.text(ada, '475')).rejects.toThrow('instead of TwiML');
    bare.closeAllConnections();
    await new Promise((resolve) => bare.close(resolve));
  });
});
