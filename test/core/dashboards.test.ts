import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DASHBOARDS, type Panel, readDashboard, readRules } from '../support/dashboards.ts';
import { durableSeries } from '../../src/metrics/durable.ts';

const rules = readRules();
const recorded = new Set(rules.flatMap(({ record }) => (record === undefined ? [] : [record])));
const alerts = rules.filter(({ alert }) => alert !== undefined);
const dashboards = DASHBOARDS.map((file) => ({ file, ...readDashboard(file) }));
const queries = dashboards.flatMap(({ panels }) =>
  panels.flatMap((panel) => (panel.targets ?? []).map(({ expr }) => expr)),
);

/** Same on every replica, though not written with events. */
const ALIKE = ['response_target_seconds', 'owed_overdue_seconds', 'on_call_covered'];
const durable = [
  ...Object.keys(durableSeries(['sms'])),
  ...[...ALIKE, 'people_unreachable', 'queue_jobs', 'queue_oldest_seconds'].map(
    (name) => `piket_${name}`,
  ),
];
const namesIn = (expression: string) => expression.match(/[a-z_:]+:[a-z0-9_:]+/g) ?? [];
const overlap = (a: Panel['gridPos'], b: Panel['gridPos']) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe.each(dashboards)('the dashboard $file', ({ uid, title, panels, templating, ...rest }) => {
  const shown = panels.filter(({ type }) => type !== 'row');

  it('is one that Grafana takes, on whichever Prometheus there is', () => {
    expect(uid).toMatch(/^piket-[a-z]+$/);
    expect(title).not.toBe('');
    expect(rest.schemaVersion).toBeGreaterThanOrEqual(36);
    expect(templating.list[0]).toMatchObject({ type: 'datasource', name: 'DS_PROMETHEUS' });
    const sources = shown.flatMap(({ datasource, targets = [] }) => [
      datasource?.uid,
      ...targets.map((target) => target.datasource.uid),
    ]);
    expect(new Set(sources)).toEqual(new Set(['${DS_PROMETHEUS}']));
  });

  it('uses the variables that it has, and Grafana its own', () => {
    const known = new Set(['__range', '__range_s', ...templating.list.map(({ name }) => name)]);
    const used = JSON.stringify(panels).matchAll(/\$\{?(\w+)/g);
    expect([...used].map(([, name]) => name).filter((name) => !known.has(name))).toEqual([]);
  });

  it('gives each panel an id, a title, a description, a unit, thresholds and a query', () => {
    const ids = panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const titles = shown.map((panel) => panel.title);
    expect(new Set(titles).size).toBe(titles.length);
    for (const panel of shown) {
      const { unit, thresholds } = panel.fieldConfig?.defaults ?? {};
      expect.soft(panel.title, `panel ${panel.id}`).toMatch(/\S/);
      expect.soft(panel.description ?? '', panel.title).toMatch(/\.$/);
      expect.soft(unit ?? '', panel.title).toMatch(/\S/);
      expect.soft(thresholds?.steps.length ?? 0, panel.title).toBeGreaterThan(0);
      expect.soft(panel.targets?.length ?? 0, panel.title).toBeGreaterThan(0);
    }
  });

  it('puts no panel on another, nor beside the page', () => {
    for (const [at, panel] of panels.entries()) {
      expect(panel.gridPos.x + panel.gridPos.w).toBeLessThanOrEqual(24);
      const under = panels.slice(at + 1).filter((other) => overlap(panel.gridPos, other.gridPos));
      expect(under.map((other) => `${panel.title}: ${other.title}`)).toEqual([]);
    }
  });
});

describe('the rules', () => {
  it('record everything that dashboards ask, which ask nothing else', () => {
    const raw = queries.filter((query) => /\b(piket|process|nodejs|up)(_\w+)?\b(?!:)/.test(query));
    expect(raw).toEqual([]);
    expect(queries.filter((query) => namesIn(query).length === 0)).toEqual([]);
    expect(queries.flatMap(namesIn).filter((name) => !recorded.has(name))).toEqual([]);
  });

  it('record nothing that nobody asks', () => {
    const asked = new Set([...queries, ...alerts.map(({ expr }) => expr)].flatMap(namesIn));
    expect([...recorded].filter((name) => !asked.has(name))).toEqual([]);
  });

  it('take the maximum of what all replicas count alike, and never add it up', () => {
    const alike = new RegExp(`\\b(${durable.join('|')})(_bucket|_sum|_count)?\\b`);
    const found = rules.filter(({ record, expr }) => record !== undefined && alike.test(expr));
    expect(found.length).toBe(durable.length);
    const proper = /^max without \(instance\) \((rate\()?piket_\w+(\[5m\]\))?\)$/;
    expect(found.map(({ expr }) => expr).filter((expr) => !proper.test(expr))).toEqual([]);
  });

  it('add up, or take the worst of, what each process counts for itself', () => {
    const alike = new RegExp(`^max without .*\\b(${durable.join('|')})`);
    const local = rules.filter(({ record, expr }) => record !== undefined && !alike.test(expr));
    const counted = /^(sum|min|max|count) without \(instance\) \((rate\()?piket_\w+(\[5m\]\))?\)$/;
    const nodes = / and on \(job, instance\) piket_build_info$/;
    expect(
      local.map(({ expr }) => expr).filter((expr) => !counted.test(expr) && !nodes.test(expr)),
    ).toEqual([]);
  });

  it('tell with each alert how bad it is, what it is and what to do', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(alerts.length).toBeGreaterThanOrEqual(11);
    for (const { alert = '', labels, annotations } of alerts) {
      expect.soft(labels?.['severity'], alert).toMatch(/^(critical|warning)$/);
      expect.soft(annotations?.['summary'], alert).toMatch(/\S/);
      expect.soft(annotations?.['description'], alert).toMatch(/\.$/);
      const url = `https://piket.example.org/README.md#${alert}`;
      expect.soft(annotations?.['runbook_url'], alert).toBe(url);
      expect.soft(readme.includes(`<a id="${alert}"></a>`), `${alert} in README.md`).toBe(true);
    }
  });
});
