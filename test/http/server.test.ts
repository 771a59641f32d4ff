import { Agent, type ServerResponse, get } from 'node:http';
import express from 'express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Webhooks, openServer } from '../../src/http/server.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
const closers: (() => Promise<void>)[] = [];
const agent = new Agent({ keepAlive: true });

afterEach(async () => {
  agent.destroy();
  await Promise.all(closers.splice(0).map((close) => close()));
});

const open = async (webhooks: Webhooks = () => false) => {
  const app = express().get('/page', (_request, response) => void response.send('express'));
  const server = await openServer({ host: '127.0.0.1', port: 0, webhooks, app, log });
  closers.push(() => server.close().catch(() => {}));
  return server;
};

const fetchText = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.setEncoding('utf8').once('data', resolve).once('error', reject);
    }).once('error', reject);
  });

describe('the listener', () => {
  it('asks the webhooks first and gives express the rest', async () => {
    const { url } = await open((request, response) => {
      if (request.url !== '/webhooks/alertmanager') return false;
      response.end('webhooks');
      return true;
    });
    expect(await fetchText(`${url}/webhooks/alertmanager`)).toBe('webhooks');
    expect(await fetchText(`${url}/page`)).toBe('express');
  });

  it('throws when the port is taken', async () => {
    const { url } = await open();
    const port = Number(new URL(url).port);
    const again = openServer({
      host: '127.0.0.1',
      port,
      webhooks: () => false,
      app: express(),
      log,
    });
    await expect(again).rejects.toThrow('EADDRINUSE');
  });
});

describe('closing', () => {
  it('ends idle connections at once', async () => {
    const { url, close } = await open();
    await fetchText(`${url}/page`);
    await close();
    await expect(fetchText(`${url}/page`)).rejects.toBeInstanceOf(Error);
  });

  it('lets a request in flight have its answer, and then its connection goes', async () => {
    const inFlight: ServerResponse[] = [];
    const { url, close } = await open((_request, response) => {
      inFlight.push(response);
      return true;
    });
    const answer = fetchText(`${url}/slow`);
    const response = await vi.waitUntil(() => inFlight[0]);
    const closed = close();
    response.end('late');
    expect(await answer).toBe('late');
    await closed;
  });
});
