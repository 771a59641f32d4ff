import { expect, it } from 'vitest';
import { byShippedRules } from '../support/shipped-rules.ts';

const severityOf = (severity: string, summary: string, description = '') =>
  byShippedRules({ alertname: 'Trouble', severity }, { summary, description }).severity;

it.each([
  ['Login errors', '15% of logins fail.'],
  ['Login errors', 'Since noon, 15.5 % of our customers get an error.'],
  ['Fouten bij bestellen', '20% van de klanten krijgt een foutmelding.'],
  ['Bestellfehler', '25 % der Kunden brechen ab.'],
  ['Errors', 'Half of all orders are rejected.'],
  ['Traag', 'De helft van de medewerkers kan niet inloggen.'],
  ['Backlog', '12,400 orders are waiting.'],
  ['Picking has stopped', ''],
  ['Checkout success rate is 61 %', ''],
  ['Orders are slow', 'The checkout takes 28 s on average instead of 2.'],
])('a warning that many customers feel is P1: "%s" "%s"', (summary, description) =>
  expect(severityOf('warning', summary, description)).toBe('P1'),
);

it.each([
  ['Login errors', '1.5% of logins fail.'],
  ['Login errors', '9.14% of logins fail.'],
  ['Targets', '50% of the targets of job x are down.'],
  ['CPU', 'CPU at 95% for 10 minutes'],
  ['Cache', '20% of requests miss the cache and fail over'],
  ['Retries', '40% of the requests fail and are retried'],
  ['Backlog', '120 orders are waiting.'],
  ['Build success rate is 70%', ''],
  ['Availability is 99.2%', ''],
  ['p95 is 1.2 s for every user group', ''],
  ['Takes longer', 'The nightly job takes 45 seconds instead of 20'],
])('another stays P2: "%s" "%s"', (summary, description) =>
  expect(severityOf('warning', summary, description)).toBe('P2'),
);

it('a warning that nobody can log in is an outage', () =>
  expect(severityOf('warning', 'Login fails with errors for every customer')).toBe('P0'));

it.each([
  ['', 'Old logo on the login page', 'P3'],
  ['', 'Missing translation key', 'P3'],
  ['', 'Tippfehler in der Rechnung', 'P3'],
  ['critical', 'Old logo on the login page', 'P1'],
])('what looks wrong and works: severity "%s" "%s" is %s', (severity, summary, expected) =>
  expect(severityOf(severity, summary)).toBe(expected),
);
