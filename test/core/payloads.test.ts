import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprintOf, isHeartbeat, isTest } from '../../src/core/identity.ts';
import { readAlertBody } from '../../src/http/webhooks/alert-body.ts';

const folder = join(import.meta.dirname, '../payloads');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json') && !file.endsWith('.headers.json'))
  .map((file) => file.replace('.json', ''));
const payload = (name: string) => readFileSync(join(folder, `${name}.json`), 'utf8');
/** While the alert of prometheus-post-api-v2-alerts-firing was still running. */
const now = Date.parse('2026-11-23T03:52:00Z');
const read = (name: string) => readAlertBody('prod', payload(name), now);

/** Name, firing, resolved, truncated, unreadable. */
const table = `
  am-500-alerts-fragment-1                  |  17 |   0 | 0 |
  am-500-alerts-fragment-2                  | 500 |   0 | 0 |
  am-500-alerts-one-group                   | 500 |   0 | 0 |
  am-500-alerts-resolved                    |   0 | 500 | 0 |
  am-api-v2-silences-and-alerts             |   0 |   0 | 0 | no-alerts
  am-auth-basic                             |   1 |   0 | 0 |
  am-auth-bearer                            |   1 |   0 | 0 |
  am-auth-custom-type                       |   1 |   0 | 0 |
  am-auth-url-userinfo-and-query            |   1 |   0 | 0 |
  am-fanout-other-receiver                  |   1 |   0 | 0 |
  am-fanout-same-receiver-hook1             |   1 |   0 | 0 |
  am-fanout-same-receiver-hook2             |   1 |   0 | 0 |
  am-from-amtool                            |   1 |   0 | 0 |
  am-from-prometheus-firing                 |   1 |   0 | 0 |
  am-from-prometheus-resolved               |   0 |   1 | 0 |
  am-from-prometheus-severity-change        |   1 |   1 | 0 |
  am-from-prometheus-watchdog               |   1 |   0 | 0 |
  am-group-all-resolved                     |   0 |   4 | 0 |
  am-group-firing-5                         |   5 |   0 | 0 |
  am-group-mixed                            |   3 |   2 | 0 |
  am-group-new-alert-joins                  |   4 |   0 | 0 |
  am-groupby-empty                          |   1 |   0 | 0 |
  am-groupkey-escaping-newline-unicode      |   1 |   0 | 0 |
  am-groupkey-escaping                      |   1 |   0 | 0 |
  am-labelchange-1-warning                  |   1 |   0 | 0 |
  am-labelchange-2-critical                 |   1 |   1 | 0 |
  am-labelchange-3-resolved                 |   0 |   1 | 0 |
  am-minimal-no-severity-no-annotations     |   1 |   0 | 0 |
  am-nested-route                           |   1 |   0 | 0 |
  am-renotify-1                             |   1 |   0 | 0 |
  am-renotify-2                             |   1 |   0 | 0 |
  am-renotify-3                             |   1 |   0 | 0 |
  am-send-resolved-false-after-one-resolved |   2 |   0 | 0 |
  am-send-resolved-false-firing             |   2 |   0 | 0 |
  am-severity-P1                            |   1 |   0 | 0 |
  am-severity-absent                        |   1 |   0 | 0 |
  am-severity-critical-uppercase            |   1 |   0 | 0 |
  am-severity-critical                      |   1 |   0 | 0 |
  am-severity-empty                         |   1 |   0 | 0 |
  am-severity-info                          |   1 |   0 | 0 |
  am-severity-none                          |   1 |   0 | 0 |
  am-severity-page                          |   1 |   0 | 0 |
  am-severity-sev2                          |   1 |   0 | 0 |
  am-severity-ticket                        |   1 |   0 | 0 |
  am-severity-warning                       |   1 |   0 | 0 |
  am-single-firing                          |   1 |   0 | 0 |
  am-single-resolved                        |   0 |   1 | 0 |
  am-truncated-all-resolved                 |   0 |   3 | 2 |
  am-truncated-status-resolved-but-5-firing |   0 |   3 | 5 |
  am-truncated                              |   3 |   0 | 5 |
  am-unicode-emoji-newlines-10kB            |   1 |   0 | 0 |
  am-watchdog-repeat                        |   1 |   0 | 0 |
  am-watchdog                               |   1 |   0 | 0 |
  grafana-contactpoint-alertmanager-post    |   1 |   0 | 0 |
  grafana-external-alertmanager-post        |   0 |   1 | 0 |
  grafana-legacy-alerting                   |   1 |   0 | 0 |
  grafana-legacy-no-data                    |   1 |   0 | 0 |
  grafana-legacy-ok                         |   0 |   1 | 0 |
  grafana-legacy-test                       |   1 |   0 | 0 |
  grafana-unified-alerting-by-nodata        |   1 |   0 | 0 |
  grafana-unified-bearer                    |   1 |   0 | 0 |
  grafana-unified-custom-payload            |   0 |   0 | 0 | no-alerts
  grafana-unified-datasource-error          |   1 |   0 | 0 |
  grafana-unified-datasource-nodata         |   1 |   0 | 0 |
  grafana-unified-firing                    |   1 |   0 | 0 |
  grafana-unified-hmac-timestamp            |   1 |   0 | 0 |
  grafana-unified-hmac                      |   1 |   0 | 0 |
  grafana-unified-image                     |   1 |   0 | 0 |
  grafana-unified-mixed                     |   2 |   1 | 0 |
  grafana-unified-resolved-missing-series   |   0 |   1 | 0 |
  grafana-unified-resolved                  |   0 |   1 | 0 |
  grafana-unified-test-button               |   1 |   0 | 0 |
  grafana-unified-truncated                 |   2 |   0 | 3 |
  grafana-unified-v9-valuestring            |   1 |   0 | 0 |
  prometheus-post-api-v2-alerts-firing      |   1 |   0 | 0 |
  prometheus-post-api-v2-alerts-resolved    |   0 |   1 | 0 |
`;
const expected = new Map(
  table
    .trim()
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()))
    .map(([name, ...cells]) => [name, cells.join(' ').trim()]),
);

describe('the collected payloads', () => {
  it('are all in the table', () =>
    expect([...expected.keys()].toSorted()).toEqual(names.toSorted()));

  it.each(names)('%s reads as its sender meant it', (name) => {
    const { alerts, unreadable, truncated } = read(name);
    const count = (status: string) => alerts.filter((alert) => alert.status === status).length;
    const reasons = unreadable.map(({ reason }) => reason).join();
    expect(`${count('firing')} ${count('resolved')} ${truncated} ${reasons}`.trim()).toBe(
      expected.get(name),
    );
  });

  it.each(names.filter((name) => name.startsWith('am-') && !name.startsWith('am-api')))(
    '%s carries the fingerprints that we compute',
    (name) => {
      for (const { fingerprint, labels } of read(name).alerts) {
        expect(fingerprintOf(labels)).toBe(fingerprint);
      }
      const without = payload(name).replaceAll('"fingerprint"', '"unknown"');
      expect(readAlertBody('prod', without, now)).toEqual(read(name));
    },
  );
});

describe('what is no incident', () => {
  it.each(['am-watchdog', 'am-watchdog-repeat', 'am-from-prometheus-watchdog'])(
    '%s is a heartbeat',
    (name) => expect(read(name).alerts.every(isHeartbeat)).toBe(true),
  );
  it.each(['grafana-unified-test-button', 'grafana-legacy-test'])('%s is a test', (name) =>
    expect(read(name).alerts.every(isTest)).toBe(true),
  );
  it('is nothing else of what was collected', () => {
    const quiet = names.filter((name) =>
      read(name).alerts.some((alert) => isHeartbeat(alert) || isTest(alert)),
    );
    expect(quiet).toHaveLength(5);
  });
});
