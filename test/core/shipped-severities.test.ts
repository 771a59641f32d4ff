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

  it.each([{}, { severity: '' }, { severity: 'unknown' }, { severity: 'purple' }, { level: '?' }])(
    'that no rule knows, as in %o, hides no outage',
    (labels) => {
      expect(severityOf({ alertname: 'CheckoutDown', ...labels })).toBe('P0');
      expect(severityOf({ alertname: 'NodeDown', ...labels })).toBe('P1');
      expect(severityOf({ alertname: 'CheckoutSlow', ...labels })).toBe('P2');
    },
  );

  it('that its source gives by default is no more than where to begin', () => {
    const words = { defaultSeverity: 'P3' } as const;
    const of = (labels: Record<string, string>) => byShippedRules(labels, {}, words);
    expect(of({ alertname: 'CheckoutDown' }).because).toEqual([
      'unclassified: no severity rule matches, P3 is the default of legacy',
      'outage-without-severity raises P3 to P1: "down" in CheckoutDown',
      'outage-words raises P1 to P0: "down" in CheckoutDown',
      'application-name: "checkout" in CheckoutDown',
    ]);
    expect(of({ alertname: 'CheckoutDown', env: 'test' }).severity).toBe('P2');
    expect(of({ alertname: 'CheckoutDown', severity: 'info' }).severity).toBe('P3');
    expect(of({ alertname: 'CheckoutSlow' }).severity).toBe('P3');
    const top = { defaultSeverity: 'P0' } as const;
    expect(byShippedRules({ alertname: 'NodeDown' }, {}, top).severity).toBe('P0');
  });

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
