import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Labels } from '../../src/core/alert.ts';
import {
  fingerprintOf,
  groupKeyOf,
  isHeartbeat,
  isInhibitor,
  isTest,
  syntheticUnreadable,
} from '../../src/core/identity.ts';

const alert = (labels: Labels, annotations: Labels = {}) => ({
  source: 'prod',
  fingerprint: 'f',
  status: 'firing' as const,
  labels,
  annotations,
  startsAt: 0,
});

/** FNV-1a 64 by the book (draft-eastlake-fnv), slowly. */
const slowly = (labels: Labels): string => {
  const names = Object.keys(labels).toSorted((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  const bytes = names.flatMap((name) => [
    ...Buffer.from(name),
    0xff,
    ...Buffer.from(labels[name]),
    0xff,
  ]);
  const hash = bytes.reduce(
    (sum, byte) => BigInt.asUintN(64, (sum ^ BigInt(byte)) * 0x100000001b3n),
    0xcbf29ce484222325n,
  );
  return hash.toString(16).padStart(16, '0');
};

describe('a fingerprint', () => {
  it("is Alertmanager's", () =>
    expect(fingerprintOf({ alertname: 'LonelyAlert' })).toBe('0365aa0413e98757'));

  it('is FNV-1a over the names in byte order, whatever they are', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.dictionary(text, text, { noNullPrototype: true }), (labels) => {
        expect(fingerprintOf(labels)).toBe(slowly(labels));
      }),
    );
  });
});

describe('a group key', () => {
  it('skips absent labels', () => {
    expect(groupKeyOf(alert({ alertname: 'A' }), ['alertname', 'cluster'])).toBe(
      groupKeyOf(alert({ alertname: 'A', pod: 'p' }), ['alertname', 'service']),
    );
  });

  it('does not depend on the order in which labels are configured', () => {
    const labels = { alertname: 'A', job: 'j' };
    expect(groupKeyOf(alert(labels), ['job', 'alertname'])).toBe(
      groupKeyOf(alert(labels), ['alertname', 'job', 'job']),
    );
  });

  it('tells apart what differs in name or value', () => {
    const labels = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.string(), { maxKeys: 3 });
    const by = ['a', 'b', 'c'];
    fc.assert(
      fc.property(labels, labels, (one, other) => {
        const same = by.every((name) => one[name] === other[name]);
        expect(groupKeyOf(alert(one), by) === groupKeyOf(alert(other), by)).toBe(same);
      }),
    );
  });

  it('takes no inherited property for a label', () =>
    expect(groupKeyOf(alert({}), ['constructor', 'toString'])).toBe('[]'));
});

describe('what is no incident', () => {
  it.each([
    'Watchdog',
    'DeadMansSwitch',
    'DeadManSwitch',
    'dead-mans-switch',
    'PrometheusAlertmanagerE2eDeadManSwitch',
  ])('%s is a heartbeat', (alertname) => expect(isHeartbeat(alert({ alertname }))).toBe(true));
  it.each([
    [{ alertname: 'Heartbeat', severity: 'none' }, true],
    [{ alertname: 'heartbeat', severity: 'informational' }, true],
    [{ alertname: 'Heartbeat', severity: 'critical' }, false],
    [{ alertname: 'Heartbeat' }, false],
    [{ alertname: 'HeartbeatLost', severity: 'none' }, false],
    [{ alertname: 'WatchdogTimeout' }, false],
  ])('%o is a heartbeat: %s', (labels, is) => expect(isHeartbeat(alert(labels))).toBe(is));
  it.each([
    [{ alertname: 'InfoInhibitor' }, true],
    [{ alertname: 'InhibitionOutsideWorkingHours', severity: 'none' }, true],
    [{ alertname: 'InhibitionRulesBroken', severity: 'page' }, false],
  ])('%o only inhibits: %s', (labels, is) => expect(isInhibitor(alert(labels))).toBe(is));
  it("TestAlert is a test only on Grafana's own instance", () => {
    expect(isTest(alert({ alertname: 'TestAlert', instance: 'Grafana' }))).toBe(true);
    expect(isTest(alert({ alertname: 'TestAlert', instance: 'web-1' }))).toBe(false);
    expect(
      isTest(
        alert({ alertname: 'TestAlert', instance: 'web-1' }, { summary: 'Notification test' }),
      ),
    ).toBe(true);
  });
  it('a rule that somebody called Test notification is an incident', () =>
    expect(isTest(alert({ alertname: 'Test notification' }, { summary: 'disk full' }))).toBe(
      false,
    ));
});

describe('the alert about unreadable ones', () => {
  it('is one a source, and an incident', () => {
    const made = syntheticUnreadable('prod', 42);
    expect(made).toMatchObject({
      source: 'prod',
      fingerprint: 'piket:unreadable',
      status: 'firing',
      labels: { alertname: 'UnreadableAlerts' },
      annotations: { summary: 'prod sent alerts that could not be read' },
      startsAt: 42,
    });
    expect(isHeartbeat(made) || isTest(made) || isInhibitor(made)).toBe(false);
  });
});
