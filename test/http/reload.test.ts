import { Router } from 'express';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/configuration/mistake.ts';
import { healthRouter } from '../../src/http/health.ts';
import { reloadRouter } from '../../src/http/reload.ts';
import { composeListener, openApp } from '../../src/http/server.ts';
import { openReload } from '../../src/pager/reload.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
const inTurn = <T>(_key: string, run: () => Promise<T>) => run();
const yes = async () => true;

/** A server whose reloads end one after the other as told. */
function open(...ends: readonly (Error | undefined)[]) {
  const left = [...ends];
  const told: boolean[] = [];
  const read = async () => {
    const end = left.shift();
    if (end !== undefined) throw end;
  };
  const { reload, warnings } = openReload({ reload: read }, { inTurn, log }, (well) => {
    told.push(well);
  });
  const app = openApp({
    health: healthRouter({ redis: yes, workers: yes, warnings }),
    metrics: Router(),
    api: Router(),
    others: [reloadRouter({ adminToken: 'admin', reload })],
    log,
    isUnavailable: (error) => error === AWAY,
  });
  const agent = supertest(composeListener({ webhooks: () => false, app }));
  const post = () => agent.post('/-/reload').set('Authorization', 'Bearer admin');
  const warned = async () => (await agent.get('/readyz')).body.warnings;
  return { post, warned, told };
}

const AWAY = Object.assign(new Error('Connection is closed.'), { name: 'ConnectionClosedError' });
const wrong = new ConfigurationError([{ file: 'people.yaml', line: 7, message: 'missing' }]);

describe('POST /-/reload', () => {
  it('is for the administrator', async () => {
    const { status } = await open().post().set('Authorization', 'Bearer other');
    expect(status).toBe(401);
  });

  it('says that a configuration with mistakes is not in force, and which they are', async () => {
    const { post, warned, told } = open(wrong, undefined);
    const { body } = await post().expect(422);
    expect(body).toEqual({
      type: 'about:blank',
      title: 'The configuration is not in force',
      status: 422,
      detail: expect.stringContaining('people.yaml:7: missing'),
    });
    expect(await warned()).toEqual([
      'the files could not be read again: the configuration stays as it was',
    ]);
    await post().expect(204);
    expect(await warned()).toEqual([]);
    expect(told).toEqual([false, true]);
  });

  it('blames Redis where Redis was away, not the files', async () => {
    const { post, warned } = open(AWAY);
    await post().expect(503);
    expect(await warned()).toEqual([
      'Redis did not answer while the files were read again: the configuration stays as it was, reload once it does',
    ]);
  });
});
