import { describe, expect, it } from 'vitest';
import { DASHBOARDS, readDashboard, readRules, shippedPath } from '../support/dashboards.ts';
import { startPiket } from '../support/real-piket.ts';
import { startPrometheus } from '../support/real-prometheus.ts';
import { startSharedRedis } from '../support/real-redis.ts';
import { startTwilio } from '../support/real-twilio.ts';
import { liveNight, NIGHT } from '../support/scripted-night.ts';
import { SOON } from '../support/until.ts';

/** With values for Grafana's variables. */
const filled = (query: string) =>
  query.replaceAll('$__range_s', '300').replaceAll(/\$(__range|window)\b/g, '5m');

/** The series that an alert's expression speaks of: itself answers only while it fires. */
const selectorsOf = (expression: string) =>
  expression.match(/\b(piket[a-z_]*(:[a-z0-9_:]+)?|up)\b(\{[^}]*\})?/g) ?? [];

const dashboardQueries = DASHBOARDS.flatMap((file) =>
  readDashboard(file).panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ of: `${file}: ${title}`, query: filled(expr) })),
  ),
);
const rules = readRules();
const recorded = rules.flatMap(({ record }) =>
  record === undefined ? [] : [{ of: 'recorded', query: record }],
);
const alerted = rules.flatMap(({ alert, expr }) =>
  alert === undefined ? [] : selectorsOf(expr).map((query) => ({ of: alert, query })),
);
const queries = [...dashboardQueries, ...recorded, ...alerted];

describe('the dashboards and rules that are shipped', () => {
  it('find data for every query after a night in which everything happened', async () => {
    const twilio = await startTwilio();
    const env = { REDIS_URL: await startSharedRedis() };
    const [one, other] = [
      await startPiket({ twilio, config: NIGHT, env }),
      await startPiket({ twilio, config: NIGHT, env }),
    ];
    const prometheus = await startPrometheus({
      ruleFiles: [shippedPath('piket-rules.yml')],
      scrape: { piket: [one.url, other.url] },
      alertmanagers: [],
    });
    const replicas = () => prometheus.query('sum(piket:build_info:count)');
    await expect.poll(replicas, SOON).toEqual({ '': 2 });
    await liveNight([one, other], twilio);

    expect(alerted.length).toBeGreaterThanOrEqual(rules.filter(({ alert }) => alert).length);
    const empty = async () => {
      const answers = await Promise.all(
        queries.map(async ({ of, query }) => {
          const values = Object.values(await prometheus.query(query));
          return values.some((value) => Number.isFinite(value)) ? [] : [`${of}: ${query}`];
        }),
      );
      return answers.flat();
    };
    await expect.poll(empty, SOON).toEqual([]);
    expect(await prometheus.mistakes()).toEqual([]);

    // Both replicas tell of the same incidents.
    const open = (await one.incidents()).filter(({ status }) => status !== 'resolved').length;
    const opened = () => prometheus.query('sum(piket:incidents_open:max)');
    await expect.poll(opened, SOON).toEqual({ '': open });
    await one.stop();
    await other.stop();
    twilio.expectClean();
  });
});
