import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { commandLineOf } from '../../src/embedded/running-process.ts';
import { type DrilledPiket, startPiket } from './drill-process.ts';
import { viewStore } from './drill-store.ts';
import { type FakeTwilio, openFakeTwilio } from './fake-twilio.ts';
import { program } from './programs.ts';
import { freePort, temporaryFolder } from './real-program.ts';
import { startRedis } from './real-redis.ts';
import { TWILIO_ACCOUNT } from './real-twilio.ts';

/** A step of a second, so that a drill sees a whole night of a P1; the others wait long for theirs. */
const policies = Object.fromEntries(
  ['critical', 'high', 'medium', 'low'].map((name) => [
    name,
    {
      steps: [
        { page: [{ person: 'ada' }], wait: name === 'high' ? '1s' : '10m' },
        { page: [{ person: 'bob' }] },
      ],
      repeat: '15m',
    },
  ]),
);
/** Nobody needs to reach it: the fake Twilio posts to whichever Piket was started last. */
const PUBLIC_URL = 'https://piket.example.org';
export const WEBHOOK_TOKEN = 'webhook-token-of-the-test';

export type Drill = Awaited<ReturnType<typeof openDrill>>;

/**
 * A Twilio, a configuration and a store, for Pikets to come and go on until the test ends. `embedded`:
 * the first has a Redis of its own in its DATA_DIR; `shared`: a Redis behind REDIS_URL. Each page is a
 * text of its own, unless pages `wait` for each other as they do for people.
 */
export const openDrill = async (kind: 'embedded' | 'shared', pages: 'alone' | 'wait' = 'alone') => {
  const folder = await temporaryFolder();
  const [dataDir, configDir] = [join(folder, 'data'), join(folder, 'config')];
  await cp(join(import.meta.dirname, '../../config'), configDir, { recursive: true });
  await writeFile(join(configDir, 'policies.yaml'), JSON.stringify({ policies }));
  const people = join(configDir, 'people.yaml');
  const shipped = await readFile(people, 'utf8');
  await writeFile(people, shipped.replace('notices: true', 'notices: false'));
  const twilio = await openFakeTwilio({ ...TWILIO_ACCOUNT, callbacks: { delayMs: 100 } });
  onTestFinished(() => closeTwilio(twilio));
  const redis = kind === 'shared' ? await redisOnPort(await freePort()) : undefined;
  const store = viewStore(redis?.path ?? join(dataDir, 'redis', 'redis.sock'));
  onTestFinished(() => store.close());
  /** The process of the embedded Redis; undefined when there is none. */
  const redisPid = async (): Promise<number | undefined> => {
    const text = await readFile(join(dataDir, 'redis', 'redis.pid'), 'utf8').catch(() => '');
    const line = Number(text) > 0 ? await commandLineOf(Number(text)) : undefined;
    return line?.includes(dataDir) ? Number(text) : undefined;
  };
  const running = new Set<DrilledPiket>();
  onTestFinished(async () => {
    for (const piket of running) await piket.stop();
    const orphan = await redisPid();
    if (orphan !== undefined) process.kill(orphan, 'SIGKILL');
  });
  const env = {
    PORT: '0',
    PUBLIC_URL,
    DATA_DIR: dataDir,
    CONFIG_DIR: configDir,
    ...(redis !== undefined && { REDIS_URL: redis.url }),
    TWILIO_ACCOUNT_SID: TWILIO_ACCOUNT.accountSid,
    TWILIO_AUTH_TOKEN: TWILIO_ACCOUNT.authToken,
    TWILIO_FROM: TWILIO_ACCOUNT.numbers[0],
    TWILIO_API_URL: twilio.url,
    WEBHOOK_TOKEN,
    DRILL_PAGES: pages,
    DRILL_REDIS_SERVER: JSON.stringify(program('redis-server')),
  };
  const start = async (): Promise<DrilledPiket> => {
    const piket = await startPiket(env);
    running.add(piket);
    void piket.ended.then(() => running.delete(piket));
    twilio.pointAt(piket.url, PUBLIC_URL);
    return piket;
  };
  return { kind, twilio, store, start, redisPid };
};

const redisOnPort = async (port: number) => {
  const redis = await startRedis({ port: String(port), bind: '127.0.0.1' });
  onTestFinished(() => redis.stop());
  return { path: redis.path, url: `redis://127.0.0.1:${port}` };
};

/** Throws where Twilio was sent what it would refuse; that nobody took its reports is no wonder here. */
const closeTwilio = async (twilio: FakeTwilio): Promise<void> => {
  const wrong = twilio.takeComplaints().filter((complaint) => !complaint.startsWith('report'));
  await twilio.close().catch(() => undefined);
  if (wrong.length > 0) throw new Error(`Twilio complains: ${wrong.join('; ')}`);
};
