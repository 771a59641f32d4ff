import { describe, expect, it } from 'vitest';
import { byShippedRules } from '../support/shipped-rules.ts';

const severityOf = (alertname: string, summary: string) =>
  byShippedRules({ alertname, severity: 'critical' }, { summary }).severity;

describe('a critical alert', () => {
  it.each([
    'No orders for 15 minutes',
    'No new bookings in the last hour',
    'No reading from any meter since noon',
    'Revenue per minute is 0 for 10 minutes',
    'No card payment has gone through for 12 minutes',
    'No session can be opened',
    'Nothing has been sold for an hour',
    'No calls reach the desk',
    '99.8 % of calls to the gateway end in 5xx',
    'Primary of orders is gone',
    'The database went read-only',
    'Cooling failed completely',
    'Orders per minute = 0',
    '0 payments since 02:10',
    'Er komt geen enkele betaling meer binnen',
    'Er komen geen bestellingen meer binnen',
    'Keine einzige Zahlung seit fünf Minuten',
    'Inloggen ligt stil',
    'Error ratio is 100%',
    'Error rate is 97.3% (5xx)',
    'Availability of the shop is 0 %',
    'It answers all requests with 503',
    'Every call gets a 502',
    '503 for all requests',
    'All 14 nodes are NotReady',
    'All publishers are blocked',
    'All indices are read-only',
    'orders refuses writes',
    'orders accepts no connections',
    'Database stopped: no space left on device',
    'Certificate expired; all clients refuse to connect',
    'Customers are locked out',
  ])('is P0 where it says "%s"', (summary) => expect(severityOf('Trouble', summary)).toBe('P0'));

  it.each([
    'Error rate is 9.7%',
    'Error budget is 98 % used',
    'Filesystem / of web-3 is read-only',
    'No new documents for 10 minutes',
    'CPU at 100 %',
    'Success rate fell to 61 %',
    'All requests take longer than 500 ms',
    'Node w-3 is NotReady',
    'Half or more of the instances are down',
    'Several users cannot pay',
    '2 % of the connections are refused',
    'Some write requests are unavailable (no quorum)',
    '4 million transactions left before it refuses writes',
    'The database will stop accepting writes in two days',
  ])('is P1 where it says "%s"', (summary) => expect(severityOf('Trouble', summary)).toBe('P1'));

  it.each([
    ['OrdersPerMinuteZero', 'P0'],
    ['BetalingenGestopt', 'P0'],
    ['NoRevenue', 'P0'],
    ['RangesUnavailable', 'P0'],
    ['CertificateExpired', 'P1'],
    ['OfficePrinterDown', 'P1'],
    ['WifiAccessPointDown', 'P1'],
    ['LaptopOffline', 'P1'],
    ['KubeStateMetricsDown', 'P1'],
    ['GrafanaDown', 'P1'],
    ['JenkinsDown', 'P1'],
  ])('%s is %s', (alertname, severity) => expect(severityOf(alertname, 'x')).toBe(severity));
});
