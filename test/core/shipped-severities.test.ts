import { describe, expect, it } from 'vitest';
import { byShippedRules } from '../support/shipped-rules.ts';

const severityOf = (labels: Record<string, string>) =>
  byShippedRules({ alertname: 'Something', ...labels }).severity;

describe('a severity', () => {
  it.each([
    ['P1 - High', 'P1'],
    ['P0: everything', 'P0'],
    ['P2_HIGH', 'P2'],
    ['SEV 1 - critical', 'P0'],
    ['5-Critical', 'P1'],
    ['🔴 critical', 'P1'],
    ['critical-high', 'P1'],
    ['CRITICAL_PAGE', 'P1'],
    ['business-critical', 'P1'],
    ['very_high', 'P1'],
    ['Highest', 'P1'],
    ['1', 'P1'],
    [' alert ', 'P1'],
    ['warning alert', 'P2'],
    ['3 - Moderate', 'P2'],
    ['waarsch.', 'P2'],
    ['non-critical', 'P2'],
    ['noncritical', 'P2'],
    ['not urgent', 'P2'],
    ['very low', 'P3'],
    ['criticality', 'P2'],
    ['4', 'P2'],
  ])('spelled "%s" is %s', (severity, expected) => expect(severityOf({ severity })).toBe(expected));

  it.each([
    [{ alert_severity: 'critical' }, 'P1'],
    [{ SEVERITY: 'CRITICAL' }, 'P1'],
    [{ sev: 'high' }, 'P1'],
    [{ level: 'crit' }, 'P1'],
    [{ urgency: 'low' }, 'P3'],
  ])('is found in %o: %s', (labels, expected) => expect(severityOf(labels)).toBe(expected));

  it.each([
    [{ severity: 'warning', level: 'fatal' }, 'P2'],
    [{ severity: 'info', level: 'error' }, 'P3'],
    [{ severity: 'warning', criticality: 'high' }, 'P2'],
    [{ severity: 'critical', urgency: 'low' }, 'P1'],
    [{ severity: 'unknown', level: 'fatal' }, 'P0'],
    [{ severity: '', level: 'critical' }, 'P1'],
    [{ severity: 'warning', priority: 'P0' }, 'P0'],
  ])('stands before the labels beside it: %o is %s', (labels, expected) =>
    expect(severityOf(labels)).toBe(expected),
  );
});
