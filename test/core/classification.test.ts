import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { classificationSchema } from '../../src/configuration/classification-file.ts';
import type { Labels } from '../../src/core/alert.ts';
import { classify } from '../../src/core/classification.ts';
import { compileRules } from '../../src/core/classification-rules.ts';
import { asWords } from '../../src/core/places.ts';

const compile = (text: string) => compileRules(classificationSchema.parse(parse(text)));
const shipped = compile(
  readFileSync(join(import.meta.dirname, '../../config/classification.yaml'), 'utf8'),
);

const alert = (labels: Labels, annotations: Labels = {}) => ({
  source: 'prod',
  fingerprint: 'f',
  status: 'firing' as const,
  labels,
  annotations,
  startsAt: 0,
});
const alone = { now: 0, firing: 1, alerts: [] };
const shippedOf = (labels: Labels, annotations: Labels = {}) =>
  classify(alert(labels, annotations), shipped, alone);
const severityOf = (labels: Labels) => shippedOf({ alertname: 'Something', ...labels }).severity;

describe('the shipped rules', () => {
  it('wake people for a production database that is down', () => {
    expect(shippedOf({ alertname: 'PostgresqlDown', severity: 'critical', env: 'prod' })).toEqual({
      severity: 'P0',
      category: 'database',
      team: 'database',
      rule: 'critical-word',
      because: [
        'critical-word: severity=critical',
        'outage-words raises P1 to P0: "down" in PostgresqlDown',
        'database-name: "postgresql" in PostgresqlDown',
      ],
    });
  });

  it.each([
    [{}, 'P0'],
    [{ env: 'production' }, 'P0'],
    [{ namespace: 'payments' }, 'P0'],
    [{ env: 'staging' }, 'P2'],
    [{ environment: 'Dev' }, 'P2'],
    [{ stage: 'qa-2' }, 'P2'],
    [{ namespace: 'shop-test' }, 'P2'],
    [{ namespace: 'latest-orders' }, 'P0'],
  ])('count %o as the environment of a critical PostgresqlDown: %s', (labels, severity) =>
    expect(severityOf({ alertname: 'PostgresqlDown', severity: 'critical', ...labels })).toBe(
      severity,
    ),
  );

  it.each([
    ['P0', 'emergency fatal disaster P0 p0 sev0 SEV1 sev-1 s1'],
    ['P1', 'critical CRITICAL page high major P1 sev2 s2 urgent'],
    ['P2', 'warning Warning medium minor average error ticket notify absent unknown P2 sev3'],
    ['P3', 'info low notice task none Info P3 p4 P5 sev4 s4'],
  ])('read as %s: %s', (severity, words) => {
    for (const word of words.split(' '))
      expect([word, severityOf({ severity: word })]).toEqual([word, severity]);
  });

  it('take what says nothing as medium', () => {
    expect(shippedOf({ alertname: 'Something' })).toMatchObject({
      severity: 'P2',
      category: 'infrastructure',
      rule: 'unclassified',
    });
    expect(severityOf({ severity: 'purple' })).toBe('P2');
  });

  it('take a priority in figures literally', () => {
    expect(severityOf({ alertname: 'CheckoutDown', severity: 'critical', priority: 'P3' })).toBe(
      'P3',
    );
    expect(severityOf({ alertname: 'CheckoutDown', severity: 'sev2', env: 'staging' })).toBe('P1');
  });

  it.each([
    'EtcdNoLeader',
    'etcd_insufficient_members',
    'RedisMissingMaster',
    'ElasticsearchClusterRed',
    'HaproxyHasNoAliveBackends',
    'KafkaOfflinePartitions',
    'Payment gateway unavailable',
    'AllReplicasDown',
    'RedisTooManyMasters',
    'PostgresqlPrimaryFailed',
    'CoreSwitchNotResponding',
    'CheckoutNotWorking',
    'WebshopOnbereikbaar',
  ])('hear an outage in a critical %s', (alertname) =>
    expect(severityOf({ alertname, severity: 'critical' })).toBe('P0'),
  );

  it.each([
    'CassandraNodeDown',
    'InstanceDown',
    'MysqlReplicaDown',
    'PodUnavailable',
    'KubeHpaScaledDown',
    'ApiSlowDown',
    'BackupTargetUnreachable',
    'AlertmanagerClusterFailedToSendAlerts',
    'CephMonDownQuorumAtRisk',
    'VpnTunnelDown',
    'TrafficDown',
    'PrometheusTsdbWalCorruptions',
    'PostgresqlPrimaryFailedOver',
  ])('hear none in a critical %s', (alertname) =>
    expect(severityOf({ alertname, severity: 'critical' })).toBe('P1'),
  );

  it.each([
    ['All 12 brokers are unreachable', 'P0'],
    ['No order has been processed since 02:10', 'P0'],
    ['Nobody can log in', 'P0'],
    ['99% of requests fail', 'P0'],
    ['Committed rows have vanished', 'P0'],
    ['The payments API is down', 'P0'],
    ['The shop has been down for half an hour', 'P0'],
    ['All payments have failed since 3 May', 'P0'],
    ['The primary is down for some time and nobody took over', 'P0'],
    ['12% of requests fail', 'P1'],
    ['One of three brokers is down', 'P1'],
    ['No space is left on web-3', 'P1'],
    ['Some users cannot log in', 'P1'],
    ['All disks may fail soon', 'P1'],
    ['Link eth0 is down', 'P1'],
  ])('take a critical "%s" for %s', (summary, severity) =>
    expect(shippedOf({ alertname: 'Trouble', severity: 'critical' }, { summary }).severity).toBe(
      severity,
    ),
  );

  it.each([
    ['DatabaseMigrationCompleted', 'P3'],
    ['BackupCompletedWithErrors', 'P2'],
    ['NoBackupCompleted', 'P2'],
    ['SuccessfulBruteForce', 'P1'],
  ])('tell good news from bad: a warning %s is %s', (alertname, severity) =>
    expect(severityOf({ alertname, severity: 'warning' })).toBe(severity),
  );

  it('take no machine for what it is called after', () => {
    const labels = { alertname: 'Trouble', severity: 'warning' };
    expect(shippedOf(labels, { summary: 'CPU of db-1 is busy' }).category).toBe('infrastructure');
    expect(shippedOf(labels, { summary: 'the db is busy' }).category).toBe('database');
  });

  it('leave what a description fears aside', () => {
    const labels = { alertname: 'EtcdSlowCommits', severity: 'critical' };
    expect(shippedOf(labels, { description: 'May cause a total outage.' }).severity).toBe('P1');
    expect(shippedOf(labels, { summary: 'etcd lost its quorum' }).severity).toBe('P0');
  });

  it.each([
    ['RansomwareDetected', 'warning', 'P0'],
    ['SecretLeakedInRepository', 'critical', 'P0'],
    ['FalcoTerminalShell', 'warning', 'P1'],
    ['UnusualSudoUsage', 'info', 'P2'],
    ['CertificateExpiresSoon', 'warning', 'P2'],
  ])('make the security alert %s (%s) %s', (alertname, severity, expected) =>
    expect(shippedOf({ alertname, severity })).toMatchObject({
      severity: expected,
      category: 'security',
      team: 'security',
    }),
  );

  it.each([
    ['MongodbReplicationLag', {}, 'database', 'database'],
    ['KubeNodeNotReady', {}, 'infrastructure', 'infrastructure'],
    ['HighRequestLatency', {}, 'application', 'development'],
    ['Odd', { service: 'checkout' }, 'application', 'development'],
    ['LoginFails', {}, 'application', 'development'],
    ['LoginFailures', {}, 'security', 'security'],
    ['RevenueLow', {}, 'application', 'development'],
    ['BrokenLink', {}, 'application', 'development'],
    ['LinkDown', {}, 'infrastructure', 'infrastructure'],
    ['SiteDown', { service: 'shop' }, 'application', 'development'],
    ['SiteDown', { site: 'graz' }, 'infrastructure', 'infrastructure'],
    ['Odd', { team: 'secops' }, 'security', 'security'],
    ['Odd', { grafana_folder: 'DBA' }, 'database', 'database'],
  ])('send %s %o to %s', (alertname, labels, category, team) =>
    expect(shippedOf({ alertname, severity: 'warning', ...labels })).toMatchObject({
      category,
      team,
    }),
  );

  it('make a data source without data medium, whatever its rule says', () =>
    expect(severityOf({ alertname: 'DatasourceNoData', severity: 'critical', env: 'prod' })).toBe(
      'P2',
    ));

  it("make Piket's own complaint about a source medium and infrastructure's", () =>
    expect(
      shippedOf({ alertname: 'UnreadableAlerts' }, { summary: 'mysql sent alerts' }),
    ).toMatchObject({ severity: 'P2', category: 'infrastructure' }));

  it('do not stall on a novel', () => {
    const summary = 'a'.repeat(200_000);
    expect(shippedOf({ alertname: summary, severity: 'critical' }, { summary }).severity).toBe(
      'P1',
    );
  });
});

describe('rules', () => {
  const rules = compile(`
severity:
  - name: exact
    when: { on: label.severity, is: Big }
    set: P0
  - name: one-of
    when: [{ on: [label.a, label.b], in: [x, ' Y '], ignoreCase: true }]
    except: [{ on: name, matches: '^Not' }]
    set: P1
  - name: both
    when:
      - { on: label.a, matches: '^v[0-9]+$' }
      - { on: annotation.note, words: [urgent] }
    set: P2
category: []
adjust:
  - name: first
    category: database
    change: { P1: P0 }
  - name: second
    when: { on: words, words: [calm] }
    change: { P0: P1, P1: P3 }
`);
  const ruleOf = (labels: Labels, annotations: Labels = {}) =>
    classify(alert(labels, annotations), rules, alone);

  it('match exactly unless told otherwise', () => {
    expect(ruleOf({ severity: 'Big' }).rule).toBe('exact');
    expect(ruleOf({ severity: 'big' }).rule).toBe('unclassified');
    expect(ruleOf({ b: 'y' }).because).toEqual(['one-of: b=y']);
  });

  it('need everything under when and nothing under except', () => {
    expect(ruleOf({ a: 'v12' }).rule).toBe('unclassified');
    expect(ruleOf({ a: 'v12' }, { note: 'Urgent!' }).because).toEqual([
      'both: a=v12, "urgent" in note',
    ]);
    expect(ruleOf({ a: 'x', alertname: 'NotThis' }).rule).toBe('unclassified');
  });

  it('adjust one after the other, each for its own categories', () => {
    expect(ruleOf({ severity: 'Big', alertname: 'CalmSea' })).toMatchObject({
      severity: 'P1',
      because: ['exact: severity=Big', 'second lowers P0 to P1: "calm" in CalmSea'],
    });
    expect(ruleOf({ a: 'x' }).severity).toBe('P1');
  });

  it('take no inherited property for a label', () =>
    expect(
      classify(
        alert({}),
        compile(`
severity: [{ name: odd, when: { on: label.constructor, matches: . }, set: P0 }]
category: []
adjust: []
`),
        alone,
      ).rule,
    ).toBe('unclassified'));
});

describe('a name as words', () => {
  it.each([
    ['PostgresqlDown', 'Postgresql Down'],
    ['KubeAPIDown', 'Kube API Down'],
    ['node_raid-degraded', 'node raid degraded'],
    ['Primary DB CPU > 95%', 'Primary DB CPU > 95%'],
    ['job:errors:rate5m', 'job errors rate5m'],
  ])('%s is %s', (name, words) => expect(asWords(name)).toBe(words));
});
