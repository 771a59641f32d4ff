import { describe, expect, it } from 'vitest';
import { byShippedRules } from '../support/shipped-rules.ts';

const severityOf = (description: string) =>
  byShippedRules(
    { alertname: 'Trouble', severity: 'critical' },
    { summary: 'Something is wrong with the site', description },
  ).severity;

describe('a description of a critical alert', () => {
  it.each([
    'No visitor can open the site.',
    'Every customer gets an error.',
    'All customers see an error page.',
    'All users get HTTP 500.',
    'Nobody can log in.',
    'No call can be received.',
    'Every payment is declined.',
    'Requests fail with 503 from all regions.',
    'The whole data centre is unreachable.',
    '100% of requests fail with 503.',
    'Login traffic has dropped to zero.',
    'All 9 brokers are offline.',
    'Niemand kan inloggen.',
    'Alle klanten krijgen een foutmelding.',
    'Er komen geen bestellingen meer binnen.',
    'De website is vanaf alle meetpunten onbereikbaar.',
    'Kein Kunde kann sich anmelden.',
    'Alle 12 Knoten sind nicht erreichbar.',
    'Es gehen keine Bestellungen mehr ein.',
    'Alle Anfragen schlagen fehl.',
    'Die Anwendung ist an allen Standorten nicht erreichbar.',
  ])('makes it P0 where it says "%s"', (text) => expect(severityOf(text)).toBe('P0'));

  it.each([
    'If all nodes fail, no customer can order.',
    'When it fills up, no user can log in.',
    'All pods are restarted one by one.',
    'No data was lost.',
    'No customer is affected.',
    'Geen enkele klant merkt er iets van.',
    'Kein Kunde ist betroffen.',
    'Every request is retried until it succeeds.',
    'All failed requests are retried.',
    'All regions report success.',
    'The certificate is used on all sites.',
    'Latency is normal in all regions.',
    'Alle 3 replicas zijn uit sync.',
    'Every customer sees slow pages.',
    'All orders are processed, with delay.',
    'No one has acknowledged this alert.',
    'Nobody is logged in on the host.',
    'Traffic to the old cluster has dropped to 60%.',
    'Half of all orders are rejected.',
    'All orders are rejected in Spain; everything else works.',
  ])('leaves it at P1 where it says "%s"', (text) => expect(severityOf(text)).toBe('P1'));
});

it.each([
  ['CheckoutDown', 'Checkout is part of the core. It has been so for a quarter of an hour.', 'P0'],
  ['CheckoutDown', 'Niets werkt nog.', 'P0'],
  ['CheckoutDown', 'Some of the errors are 503.', 'P0'],
  ['CheckoutDown', 'A third of our users cannot pay.', 'P1'],
  ['CheckoutDown', 'Other payment methods work.', 'P1'],
  ['StoreDown', 'No customer can pay there. Other stores work.', 'P1'],
  ['ReviewsDown', 'No customer can open them.', 'P1'],
  ['NfsExportDown', 'No answer for five minutes.', 'P0'],
])('a critical %s of which is said "%s" is %s', (alertname, description, severity) =>
  expect(byShippedRules({ alertname, severity: 'critical' }, { description }).severity).toBe(
    severity,
  ),
);
