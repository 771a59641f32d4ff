import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { classificationSchema } from '../../src/configuration/classification-file.ts';
import type { Labels } from '../../src/core/alert.ts';
import { classify } from '../../src/core/classification.ts';
import { compileRules } from '../../src/core/classification-rules.ts';
import { syntheticUnreadable } from '../../src/core/identity.ts';
import type { SenderWords } from '../../src/core/sender-words.ts';

const shipped = readFileSync(join(import.meta.dirname, '../../config/classification.yaml'), 'utf8');
const rules = compileRules(classificationSchema.parse(parse(shipped)));
const alone = { now: 0, firing: 1, alerts: [] };
const classified = (labels: Labels, words: SenderWords) =>
  classify(
    {
      source: 'legacy',
      fingerprint: 'f',
      status: 'firing',
      labels: { alertname: 'Something', ...labels },
      annotations: {},
      startsAt: 0,
    },
    rules,
    alone,
    words,
  );
const severityOf = (labels: Labels, words: SenderWords) => classified(labels, words).severity;

describe("a source's own words", () => {
  it.each([
    ['P1', 'P0'],
    ['p2', 'P1'],
    ['Prio 3', 'P2'],
    ['priority-4', 'P3'],
    ['P5', 'P3'],
    ['P1 - Critical', 'P0'],
    ['critical', 'P1'],
  ])('count priorities from 1: %s is %s', (priority, severity) =>
    expect(severityOf({ priority }, { topPriority: 'P1' })).toBe(severity),
  );

  it.each([
    ['sev0', 'P0'],
    ['SEV-1', 'P1'],
    ['s2', 'P2'],
    ['sev3', 'P3'],
    ['sev9', 'P3'],
    ['SEV1: page', 'P1'],
    ['P1', 'P1'],
  ])('count sevs from 0: %s is %s', (severity, expected) =>
    expect(severityOf({ severity }, { topSev: 'sev0' })).toBe(expected),
  );

  it('leave labels alone that only look like a severity', () =>
    expect(classified({ shard: 's1', pod: 'p1' }, { topPriority: 'P1', topSev: 'sev0' })).toEqual(
      classified({ shard: 's1', pod: 'p1' }, {}),
    ));

  it('give a severity to what has none that a rule understands', () => {
    expect(classified({ severity: 'purple' }, { defaultSeverity: 'P3' })).toMatchObject({
      severity: 'P3',
      rule: 'unclassified',
      because: ['unclassified: no severity rule matches, P3 is the default of legacy'],
    });
    expect(severityOf({ severity: 'critical' }, { defaultSeverity: 'P3' })).toBe('P1');
  });

  it('name the environments that are not production', () => {
    const words = { environmentLabels: ['omgeving', 'stage'], nonProduction: ['Klant-1', 'box'] };
    const down = { alertname: 'PostgresqlDown', severity: 'critical' };
    expect(classified({ ...down, omgeving: 'klant-1' }, words)).toMatchObject({
      severity: 'P2',
      because: [
        'legacy: omgeving=klant-1 counts as environment=non-production',
        'critical-word: severity=critical',
        'outage-words raises P1 to P0: "down" in PostgresqlDown',
        'not-production-says-the-source lowers P0 to P2: environment=non-production',
        'database-name: "postgresql" in PostgresqlDown',
      ],
    });
    expect(severityOf({ ...down, stage: 'BOX', env: 'prod' }, words)).toBe('P2');
    expect(severityOf({ ...down, omgeving: 'klant-2', stage: 'box' }, words)).toBe('P0');
    expect(severityOf({ ...down, env: 'box' }, { nonProduction: ['box'] })).toBe('P2');
    expect(severityOf({ ...down, env: 'staging' }, { nonProduction: ['box'] })).toBe('P2');
    expect(severityOf({ severity: 'warning', env: 'box' }, { nonProduction: ['box'] })).toBe('P3');
  });

  it('say what was changed', () =>
    expect(classified({ priority: 'P2' }, { topPriority: 'P1' }).because).toEqual([
      'legacy: priority=P2 counts as P1',
      'priority-1: priority=P1',
    ]));

  it('say nothing of what Piket itself says', () => {
    const own = syntheticUnreadable('legacy', 0);
    const words = { defaultSeverity: 'P3', nonProduction: ['x'] } as const;
    expect(classify(own, rules, alone, words)).toEqual(classify(own, rules, alone));
    expect(classify(own, rules, alone, words)).toMatchObject({
      severity: 'P2',
      category: 'infrastructure',
    });
  });
});
