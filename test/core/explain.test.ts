import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { classificationSchema } from '../../src/configuration/classification-file.ts';
import { classify } from '../../src/core/classification.ts';
import { compileRules } from '../../src/core/classification-rules.ts';
import { explain } from '../../src/core/explain.ts';

const compile = (yaml: string) => compileRules(classificationSchema.parse(parse(yaml)));
const surroundings = { now: 0, firing: 1, alerts: [] };
const alert = (labels: Readonly<Record<string, string>>, annotations = {}) => ({
  source: 'prod',
  fingerprint: 'f',
  status: 'firing' as const,
  labels,
  annotations,
  startsAt: 0,
});

const rules = compile(`
severity:
  - { name: own, when: { on: label.level, is: own }, set: P1, final: true }
  - { name: high, when: { on: label.level, is: high }, except: { on: label.env, is: dev }, set: P1 }
  - { name: low, when: { on: label.level, is: high }, set: P2 }
category:
  - { name: table, when: { on: label.kind, is: table }, set: database }
adjust:
  - { name: outage, when: { on: label.word, is: down }, change: { P2: P1 } }
  - { name: tables, when: { on: label.word, is: down }, category: [database], change: { P1: P0 } }
  - { name: calm, when: { on: label.word, is: calm }, change: { P1: P2 } }
`);
/** What came of the rules, by their names. */
const outcomes = (labels: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    explain(alert(labels), rules, surroundings).map(({ rule, matched, outcome }) => [
      rule,
      matched === null ? outcome : `${outcome} (${matched})`,
    ]),
  );

describe('an explanation', () => {
  it('tells what each rule that had a say did, and by what', () => {
    expect(outcomes({ level: 'high', env: 'dev', kind: 'table', word: 'down' })).toEqual({
      own: 'no say: does not match',
      high: 'no say: except env=dev',
      low: 'sets P2 (level=high)',
      table: 'sets database (kind=table)',
      outage: 'raises P2 to P1 (word=down)',
      tables: 'raises P1 to P0 (word=down)',
      calm: 'no say: does not match',
    });
  });

  it('tells why a rule that matches has no say', () => {
    expect(outcomes({ level: 'high', word: 'down' })).toMatchObject({
      high: 'sets P1 (level=high)',
      outage: 'no say: leaves P1 as it is',
      tables: 'no say: only for database, not infrastructure',
    });
    expect(outcomes({ level: 'own', word: 'calm' })).toMatchObject({
      own: 'sets P1, which nothing adjusts (level=own)',
      calm: 'no say: P1 of own is final',
    });
  });

  it('begins at the severity of what no rule knows', () => {
    expect(outcomes({ word: 'down' })).toMatchObject({ outage: 'raises P2 to P1 (word=down)' });
  });

  it('names the rules that have decided, and no others, on every alert of the corpora', () => {
    const root = join(import.meta.dirname, '../..');
    const shipped = compile(readFileSync(join(root, 'config/classification.yaml'), 'utf8'));
    for (const corpus of ['alerts', 'more-alerts']) {
      const all = JSON.parse(readFileSync(join(root, `test/corpus/${corpus}.json`), 'utf8'));
      for (const { labels, annotations } of all) {
        const told = alert(labels, annotations);
        const { because } = classify(told, shipped, surroundings);
        const said = explain(told, shipped, surroundings).filter(({ matched }) => matched !== null);
        const named = because.filter((line) => !line.startsWith('unclassified'));
        expect(said.map(({ rule }) => rule).toSorted()).toEqual(
          named.map((line) => line.split(/[: ]/)[0]).toSorted(),
        );
      }
    }
  });
});
