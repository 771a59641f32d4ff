import { describe, expect, it } from 'vitest';
import { byShippedRules } from '../support/shipped-rules.ts';

describe('a critical PostgresqlDown by its labels', () => {
  it.each([
    [{ env: 'non-production' }, 'P2'],
    [{ environment: 'non-production', env: 'dev', namespace: 'dev' }, 'P2'],
    [{ Environment: 'PREPRODUCTION' }, 'P2'],
    [{ umgebung: 'pre_prod' }, 'P2'],
    [{ deployment_environment_name: 'Acceptance' }, 'P2'],
    [{ env: 'Prod-Test' }, 'P2'],
    [{ env: 'acc-prod' }, 'P0'],
    [{ env: 'latest' }, 'P0'],
    [{ env: 'PROD1', stage: 'test' }, 'P0'],
    [{ env: 'prod-nl', cluster: 'k8s-lab-1' }, 'P0'],
    [{ env: 'eu-production', namespace: 'staging' }, 'P0'],
    [{ env: 'staging', cluster: 'prod-eu' }, 'P2'],
  ])('%o is %s, as the label of the environment says', (labels, severity) =>
    expect(
      byShippedRules({ alertname: 'PostgresqlDown', severity: 'critical', ...labels }).severity,
    ).toBe(severity),
  );

  it.each([
    [{ cluster: 'eu-prod-1', namespace: 'shop-test' }, 'P0'],
    [{ cluster: 'pre-prod-eu' }, 'P2'],
    [{ cluster: 'dev-prod-mirror' }, 'P2'],
    [{ kubernetes_cluster: 'test-eu' }, 'P2'],
    [{ exported_namespace: 'integration-tests' }, 'P2'],
    [{ namespace: 'acc' }, 'P0'],
    [{ namespace: 'shop-acc' }, 'P2'],
    [{ namespace: 'lab-results' }, 'P0'],
    [{ namespace: 'lab-tests' }, 'P0'],
    [{ namespace: 'demo-booking' }, 'P0'],
    [{ namespace: 'local-delivery' }, 'P0'],
    [{ namespace: 'qa-service' }, 'P0'],
    [{ tier: 'test-prep' }, 'P0'],
  ])('%o is %s: a service may be called what an environment is', (labels, severity) =>
    expect(
      byShippedRules({ alertname: 'PostgresqlDown', severity: 'critical', ...labels }).severity,
    ).toBe(severity),
  );
});

it.each([
  [{ omgeving: 'opleiding' }, 'P2'],
  [{ landscape: 'preprod' }, 'P2'],
  [{ airflow_env: 'qa' }, 'P2'],
  [{ otap: 'T' }, 'P2'],
  [{ otap: 'P' }, 'P0'],
  [{ purpose: 'integration-tests', cluster: 'ci-77' }, 'P2'],
  [{ resourceGroup: 'rg-sap-test-weu' }, 'P2'],
  [{ resourceGroup: 'rg-lab-results-weu' }, 'P0'],
  [{ namespace: 'cart-preview-pr-1182' }, 'P2'],
  [{ namespace: 'image-preview' }, 'P0'],
  [{ instance: 'tst-forms-01.example.com' }, 'P2'],
  [{ instance: 'https://checkout.stg.example.com/health' }, 'P2'],
  [{ instance: 'orders-db-acc-01:5432' }, 'P2'],
  [{ instance: 'orders-db-acc-01:5432', env: 'prod' }, 'P0'],
  [{ host: 'prod-eu-uat-gateway-1' }, 'P0'],
  [{ host: 'prodlike-db-01' }, 'P2'],
  [{ host: 'sw-acc-11' }, 'P0'],
  [{ host: 'demo-booking' }, 'P0'],
  [{ instance: 'https://shop.dev' }, 'P0'],
  [{ instance: 'contest-db-0:9100' }, 'P0'],
])('a critical PostgresqlDown by %o is %s', (labels, severity) =>
  expect(
    byShippedRules({ alertname: 'PostgresqlDown', severity: 'critical', ...labels }).severity,
  ).toBe(severity),
);

it('one step down is enough, however many names say that it is a test', () =>
  expect(
    byShippedRules({ alertname: 'X', severity: 'critical', cluster: 'tst-1', host: 'db-tst-1' }),
  ).toMatchObject({ severity: 'P2' }));

it.each([
  ['PostgreSQL is down in the training environment', 'P2'],
  ['Datenbank auf der Abnahme-Umgebung ist ausgefallen', 'P2'],
  ['PostgreSQL is down, the database on the test environment works', 'P0'],
  ['PostgreSQL of production is down, as it was on the test cluster', 'P0'],
  ['PostgreSQL is down; the release had passed on the test environment', 'P0'],
])('a critical PostgresqlDown of which is said "%s" is %s', (description, severity) =>
  expect(
    byShippedRules({ alertname: 'PostgresqlDown', severity: 'critical' }, { description }).severity,
  ).toBe(severity),
);

it.each([
  ['StagingDatabaseDown', {}, 'P2'],
  ['StagingDatabaseDown', { namespace: 'staging' }, 'P2'],
  ['StagingDatabaseDown', { env: 'production' }, 'P0'],
  ['StagingTableDatabaseDown', {}, 'P0'],
  ['Test environment down', {}, 'P2'],
])('a critical %s %o is %s', (alertname, labels, severity) =>
  expect(byShippedRules({ alertname, severity: 'critical', ...labels }).severity).toBe(severity),
);
