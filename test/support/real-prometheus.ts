import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { program } from './programs.ts';
import { freePort, ready, runProgram, temporaryFolder } from './real-program.ts';
import { until } from './until.ts';

export interface RealPrometheus {
  /** The value of each series that the expression has now, by its labels without job and instance. */
  query(expression: string): Promise<Readonly<Record<string, number>>>;
  /** What is wrong with rules that could not be evaluated the last time. */
  mistakes(): Promise<readonly string[]>;
}

interface Options {
  /** As in a rule file; evaluated every second. */
  readonly rules?: readonly object[];
  /** Paths of further rule files, as shipped. */
  readonly ruleFiles?: readonly string[];
  /** Base URLs by job; scraped every second. */
  readonly scrape: Readonly<Record<string, string | readonly string[]>>;
  readonly alertmanagers: readonly string[];
}

const hostOf = (url: string) => new URL(url).host;

export const startPrometheus = async (options: Options): Promise<RealPrometheus> => {
  const { rules = [], ruleFiles = [], scrape, alertmanagers } = options;
  const folder = await temporaryFolder();
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: [join(folder, 'rules.yml'), ...ruleFiles],
    scrape_configs: Object.entries(scrape).map(([name, url]) => ({
      job_name: name,
      static_configs: [{ targets: [url].flat().map(hostOf) }],
    })),
    alerting: {
      alertmanagers: [{ static_configs: [{ targets: alertmanagers.map(hostOf) }] }],
    },
  };
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
  await writeFile(
    join(folder, 'rules.yml'),
    JSON.stringify({ groups: [{ name: 'of-the-test', rules }] }),
  );
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const running = runProgram(
    program('prometheus'),
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--rules.alert.resend-delay=5s',
    ],
    { env: {} },
  );
  await ready(running, `${url}/-/ready`);
  // What it would send before it knows whom to tell is lost.
  await until('prometheus knows its alertmanagers', async () => {
    const { data } = discovered.parse(await (await fetch(`${url}/api/v1/alertmanagers`)).json());
    return data.activeAlertmanagers.length === alertmanagers.length;
  });
  return {
    query: async (expression) => {
      const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`);
      const body: unknown = await response.json();
      if (!response.ok) throw new Error(`${expression}: ${JSON.stringify(body)}`);
      const { data } = answered.parse(body);
      return Object.fromEntries(
        data.result.map(({ metric, value }) => [labelsOf(metric), Number(value[1])]),
      );
    },
    mistakes: async () => {
      const { data } = loaded.parse(await (await fetch(`${url}/api/v1/rules`)).json());
      return data.groups
        .flatMap((group) => group.rules)
        .filter(({ health }) => health === 'err')
        .map(({ name, lastError }) => `${name}: ${lastError}`);
    },
  };
};

const loaded = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({ name: z.string(), health: z.string(), lastError: z.string().optional() }),
        ),
      }),
    ),
  }),
});
const discovered = z.object({ data: z.object({ activeAlertmanagers: z.array(z.object({})) }) });
const answered = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

const labelsOf = ({
  __name__: _name,
  job: _job,
  instance: _instance,
  ...labels
}: Record<string, string>) =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join(',');
