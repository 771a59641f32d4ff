/** What dashboards/ ships, as Prometheus and Grafana read it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

export const DASHBOARDS = ['piket-response.json', 'piket-health.json'] as const;

export const shippedPath = (file: string): string =>
  fileURLToPath(new URL(`../../dashboards/${file}`, import.meta.url));

const words = z.record(z.string(), z.string());
const rule = z.strictObject({
  record: z.string().exactOptional(),
  alert: z.string().exactOptional(),
  expr: z.string(),
  for: z.string().exactOptional(),
  labels: words.exactOptional(),
  annotations: words.exactOptional(),
});
const ruleFile = z.object({ groups: z.array(z.object({ rules: z.array(rule) })) });

const datasource = z.object({ type: z.literal('prometheus'), uid: z.string() });
const panel = z.object({
  id: z.int(),
  type: z.string(),
  title: z.string(),
  description: z.string().exactOptional(),
  datasource: datasource.exactOptional(),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  fieldConfig: z
    .object({
      defaults: z.object({
        unit: z.string(),
        thresholds: z.object({ steps: z.array(z.object({ color: z.string() })) }),
      }),
    })
    .exactOptional(),
  targets: z.array(z.object({ refId: z.string(), expr: z.string(), datasource })).exactOptional(),
});
const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.int(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z.array(panel),
});

export type Panel = z.output<typeof panel>;

export const readRules = (): readonly z.output<typeof rule>[] =>
  ruleFile
    .parse(parse(readFileSync(shippedPath('piket-rules.yml'), 'utf8')))
    .groups.flatMap(({ rules }) => rules);

export const readDashboard = (file: (typeof DASHBOARDS)[number]): z.output<typeof dashboard> =>
  dashboard.parse(JSON.parse(readFileSync(shippedPath(file), 'utf8')));
