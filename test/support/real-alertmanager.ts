import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { program } from './programs.ts';
import { ready, freePort, type RealProgram, runProgram, temporaryFolder } from './real-program.ts';
import { runnable } from './unpacked-alertmanager.ts';
import { until } from './until.ts';

export interface TestAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RealAlertmanager {
  readonly url: string;
  /** Where its peers gossip with it; undefined for one that is alone. */
  readonly gossip: string | undefined;
  readonly program: RealProgram;
  /** Alerts as their sender tells of them. */
  fire(...alerts: readonly TestAlert[]): Promise<void>;
  resolve(...alerts: readonly TestAlert[]): Promise<void>;
  /** Another configuration, in force when this resolves. */
  reload(config: object): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** The receiver that suits Piket; `url` is Piket's, or of what stands before it. */
export const piketReceiver = (url: string, token: string, name = 'piket') => ({
  name,
  webhook_configs: [
    {
      url: `${url}/webhooks/alertmanager`,
      send_resolved: true,
      max_alerts: 0,
      http_config: { follow_redirects: false, authorization: { credentials: token } },
    },
  ],
});

/** A configuration that tells one receiver of everything, as soon as Alertmanager can. */
export const hastyConfig = (receiver: { readonly name: string }, routes: object[] = []) => ({
  route: {
    receiver: receiver.name,
    group_by: ['alertname'],
    group_wait: '0s',
    group_interval: '1s',
    repeat_interval: '4h',
    routes,
  },
  receivers: [receiver],
});

/** `config` is written as JSON, which is YAML. With `cluster` it takes peers, and looks for some. */
export const startAlertmanager = async (
  config: object,
  cluster?: { readonly peers: readonly string[]; readonly peerTimeoutSeconds: number },
): Promise<RealAlertmanager> => {
  const folder = await temporaryFolder();
  const path = join(folder, 'alertmanager.yml');
  await writeFile(path, JSON.stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const gossip = cluster && `127.0.0.1:${await freePort()}`;
  const { cwd, ...command } = runnable(program('alertmanager'));
  const running = runProgram(
    command,
    [
      `--config.file=${path}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      `--cluster.listen-address=${gossip ?? ''}`,
      ...(cluster
        ? [
            `--cluster.advertise-address=${gossip}`,
            `--cluster.peer-timeout=${cluster.peerTimeoutSeconds}s`,
            '--cluster.settle-timeout=2s',
            ...cluster.peers.map((peer) => `--cluster.peer=${peer}`),
          ]
        : []),
    ],
    { env: {}, cwd },
  );
  await ready(running, `${url}/-/ready`);
  const post = async (alerts: readonly TestAlert[], endsAt: number) => {
    const body = alerts.map((alert) => ({ ...alert, endsAt: new Date(endsAt).toISOString() }));
    await posted(`${url}/api/v2/alerts`, JSON.stringify(body));
  };
  return {
    url,
    gossip,
    program: running,
    fire: (...alerts) => post(alerts, Date.now() + HOUR_MS),
    resolve: (...alerts) => post(alerts, Date.now()),
    reload: async (changed) => {
      await writeFile(path, JSON.stringify(changed));
      await posted(`${url}/-/reload`);
    },
  };
};

const clusterStatus = z.object({
  cluster: z.object({ status: z.string(), peers: z.array(z.object({})).default([]) }),
});

/** Until each of them sees all of them. */
export const settled = async (...all: readonly RealAlertmanager[]): Promise<void> => {
  for (const { url } of all) {
    await until(`${url} has settled with its peers`, async () => {
      const { cluster } = clusterStatus.parse(await (await fetch(`${url}/api/v2/status`)).json());
      return cluster.status === 'ready' && cluster.peers.length === all.length;
    });
  }
};

const posted = async (url: string, body = ''): Promise<void> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
};
