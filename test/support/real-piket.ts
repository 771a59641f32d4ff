/** Piket as its users run it: the built program, a process of its own, what the environment says. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { z } from 'zod';
import { incidentList, pageList, timeline } from '../../src/http/api/schemas.ts';
import { commandLineOf } from '../../src/embedded/running-process.ts';
import { parseExposition } from '../http/exposition.ts';
import type { FakeTwilio } from './fake-twilio.ts';
import { freePort, type RealProgram, ready, runProgram, temporaryFolder } from './real-program.ts';
import { TWILIO_ACCOUNT } from './real-twilio.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** As a reverse proxy would show it: signatures are over this, and nobody needs to reach it. */
const PUBLIC_URL = 'https://piket.example.org';
export const WEBHOOK_TOKEN = 'webhook-token-of-the-test';
export const ADMIN_TOKEN = 'admin-token-of-the-test';

export interface PiketOptions {
  readonly twilio: FakeTwilio;
  /** Of an earlier Piket, whose data it goes on with. */
  readonly home?: PiketHome;
  /** Files of the configuration that are not as shipped, by name. */
  readonly config?: Readonly<Record<string, object>>;
  readonly env?: Readonly<Record<string, string>>;
  /** How it is started; `npm` leads a process group, as a terminal's shell lets it. */
  readonly by?: 'node' | 'npm';
}

/** What stays when Piket ends. */
export interface PiketHome {
  readonly dataDir: string;
  readonly configDir: string;
  readonly port: number;
}

export interface RealPiket {
  readonly url: string;
  readonly home: PiketHome;
  readonly program: RealProgram;
  incidents(): Promise<z.output<typeof incidentList>['incidents']>;
  pages(incident: number): Promise<z.output<typeof pageList>['pages']>;
  events(incident: number): Promise<z.output<typeof timeline>['events']>;
  /** The text that `/metrics` answers with. */
  exposition(): Promise<string>;
  /** One sample of it, by its name and labels as written there. */
  sample(name: string): Promise<number | undefined>;
  /** Posts to the webhook as Alertmanager does; answers the status. */
  tell(body: object): Promise<number>;
  /** Posts as a program with this token does, the admin's if none is given; answers the status. */
  post(path: string, body?: object | string, token?: string): Promise<number>;
  /** Ends it as a process supervisor does. Throws unless it ends with 0, and leaves no Redis. */
  stop(): Promise<void>;
  /** Ends it as a power cut does, but for its Redis: that goes on, an orphan. */
  kill(): Promise<void>;
}

/** The redis-server of a data directory, when it runs. */
export const redisOf = async ({ dataDir }: PiketHome): Promise<number | undefined> => {
  const text = await readFile(join(dataDir, 'redis', 'redis.pid'), 'utf8').catch(() => '');
  const pid = Number(text);
  const line = pid > 0 ? await commandLineOf(pid) : undefined;
  return line?.includes(dataDir) ? pid : undefined;
};

const newHome = async (config: Readonly<Record<string, object>> = {}): Promise<PiketHome> => {
  const folder = await temporaryFolder();
  const [dataDir, configDir] = [join(folder, 'data'), join(folder, 'config')];
  await mkdir(dataDir);
  await cp(join(repository, 'config'), configDir, { recursive: true });
  for (const [name, content] of Object.entries(config)) {
    await writeFile(join(configDir, name), JSON.stringify(content));
  }
  const home = { dataDir, configDir, port: await freePort() };
  onTestFinished(async () => {
    const orphan = await redisOf(home);
    if (orphan !== undefined) process.kill(orphan, 'SIGKILL');
  });
  return home;
};

/** Starts it, whether it gets ready or not. */
export const launchPiket = (
  { twilio, env = {}, by = 'node' }: PiketOptions,
  { dataDir, configDir, port }: PiketHome,
): RealProgram =>
  runProgram(
    by === 'npm' ? { command: 'npm', env: {} } : { command: process.execPath, env: {} },
    by === 'npm' ? ['start'] : [join(repository, 'bin', 'start.js')],
    {
      cwd: repository,
      group: by === 'npm',
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        PORT: String(port),
        PUBLIC_URL,
        DATA_DIR: dataDir,
        CONFIG_DIR: configDir,
        WEBHOOK_TOKEN,
        ADMIN_TOKEN,
        TWILIO_ACCOUNT_SID: TWILIO_ACCOUNT.accountSid,
        TWILIO_AUTH_TOKEN: TWILIO_ACCOUNT.authToken,
        TWILIO_FROM: TWILIO_ACCOUNT.numbers[0],
        TWILIO_API_URL: twilio.url,
        ...env,
      },
    },
  );

/** Starts it, and waits until it is ready. */
export const startPiket = async (options: PiketOptions): Promise<RealPiket> => {
  const home = options.home ?? (await newHome(options.config));
  const program = launchPiket(options, home);
  const url = `http://127.0.0.1:${home.port}`;
  await ready(program, `${url}/readyz`);
  options.twilio.pointAt(url, PUBLIC_URL);
  return { home, program, ...clientOf(url), ...endsOf(program, home) };
};

const clientOf = (url: string) => {
  const get = async (path: string): Promise<Response> => {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const response = await fetch(url + path, { headers });
    if (response.status !== 200) throw new Error(`${path} answers ${response.status}`);
    return response;
  };
  const exposition = async () => (await get('/metrics')).text();
  const api = async (path: string): Promise<unknown> => (await get(`/api/v1${path}`)).json();
  const post = async (path: string, body: object | string = {}, token = ADMIN_TOKEN) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    await response.arrayBuffer();
    return response.status;
  };
  return {
    url,
    exposition,
    incidents: async () => incidentList.parse(await api('/incidents')).incidents,
    pages: async (incident: number) =>
      pageList.parse(await api(`/incidents/${incident}/pages`)).pages,
    events: async (incident: number) =>
      timeline.parse(await api(`/incidents/${incident}/timeline`)).events,
    sample: async (name: string) => parseExposition(await exposition()).samples.get(name),
    tell: (body: object) => post('/webhooks/alertmanager', body, WEBHOOK_TOKEN),
    post,
  };
};

const endsOf = (program: RealProgram, home: PiketHome) => ({
  stop: async () => {
    program.signal('SIGTERM');
    const { code, signal } = await program.ended;
    if (code !== 0) throw new Error(`piket ended with ${code ?? signal}:\n${program.output()}`);
    const left = await redisOf(home);
    if (left !== undefined) throw new Error(`piket left its Redis (process ${left}) behind`);
  },
  kill: async () => {
    program.signal('SIGKILL');
    await program.ended;
  },
});
