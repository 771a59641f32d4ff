import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert, Labels } from '../../src/core/alert.ts';
import { stillFiringTitle, titleOf } from '../../src/core/title.ts';

const alert = (labels: Labels, annotations: Labels = {}): Alert => ({
  source: 'alertmanager',
  fingerprint: 'f1',
  status: 'firing',
  labels,
  annotations,
  startsAt: 0,
});

describe('titleOf', () => {
  const named = { alertname: 'HighErrorRate', service: 'payments-api' };

  it.each<[Labels, Labels, string]>([
    [named, { summary: 'checkout 5xx > 5% for 10m' }, 'payments-api: checkout 5xx > 5% for 10m'],
    [named, {}, 'payments-api: HighErrorRate'],
    [{ alertname: 'DiskFull', job: 'node' }, { summary: 'sda1 is full' }, 'node: sda1 is full'],
    [{ alertname: 'A', namespace: 'shop' }, { summary: 'slow' }, 'shop: slow'],
    [{ alertname: 'A', service: '', job: 'node' }, {}, 'node: A'],
    [{ alertname: 'A' }, { summary: 'slow' }, 'slow'],
    [{}, {}, 'unnamed alert'],
    [
      named,
      { description: 'Errors are up. Look at 5.5 GB of logs.' },
      'payments-api: Errors are up',
    ],
    [
      named,
      { message: 'Rate 5.5% is high. More.', description: 'x' },
      'payments-api: Rate 5.5% is high',
    ],
    [named, { summary: ' ', message: '\n\n', description: 'late\nand more' }, 'payments-api: late'],
    [named, { summary: '<error expanding template: no x>' }, 'payments-api: HighErrorRate'],
    [named, { summary: 'Payments API is down.' }, 'Payments API is down'],
    [{ alertname: 'payments-api down', service: 'payments-api' }, {}, 'payments-api down'],
    [{ alertname: 'A', service: 'db' }, { summary: 'dbus is slow' }, 'db: dbus is slow'],
    [{ alertname: 'A', service: '--' }, { summary: 'slow' }, '--: slow'],
    [
      named,
      { summary: 'two\n  lines\u001B[31m red\u001B[0m\u0007 \u202Eend' },
      'payments-api: two lines red end',
    ],
  ])('calls %j with %j %j', (labels, annotations, title) => {
    expect(titleOf(alert(labels, annotations))).toBe(title);
  });

  it('is one line of 1 to 120 characters, whatever a source writes', () => {
    const wild = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(wild, wild, fc.constantFrom('alertname', 'service', 'job'), (a, b, label) => {
        const title = titleOf(alert({ alertname: 'A', [label]: a }, { summary: b }));
        expect(title.length).toBeLessThanOrEqual(120);
        expect(title).not.toMatch(/[\p{Cc}\p{Cs}]|\s\s/u);
      }),
    );
  });

  it('shows that a long title was cut', () => {
    const title = titleOf(alert(named, { summary: 'x'.repeat(300) }));
    expect(title).toHaveLength(120);
    expect(title.endsWith('x…')).toBe(true);
  });
});

describe('stillFiringTitle', () => {
  it('says whose resolve did not last', () => {
    expect(stillFiringTitle('payments-api: slow', 'Ada', 42)).toBe(
      'still firing after Ada resolved #42: payments-api: slow',
    );
  });

  it('tells only of the last resolve', () => {
    const once = stillFiringTitle('payments-api: slow', 'Ada', 42);
    expect(stillFiringTitle(once, 'Bob', 43)).toBe(
      'still firing after Bob resolved #43: payments-api: slow',
    );
  });
});
