import { describe, expect, it } from 'vitest';
import { byShippedRules } from '../support/shipped-rules.ts';

const severityOf = (summary: string, description: string, labels: Record<string, string> = {}) =>
  byShippedRules(
    { alertname: 'Trouble', severity: 'critical', ...labels },
    { summary, description },
  ).severity;

describe('a critical alert', () => {
  it.each([
    ['PSU 1 failed', 'The other power supply works.'],
    ['Node is down', 'The load balancer has removed it.'],
    ['Voeding defect', 'De server draait door op de tweede voeding.'],
    ['Lüfter ausgefallen', 'Das System läuft auf dem zweiten weiter.'],
    ['Link down', 'Traffic has moved to the second link.'],
    ['Replica down', '2 of 3 members are healthy.'],
    ['Standby broken', 'The primary is unaffected.'],
    ['One of two firewalls is down', 'Die andere Firewall übernimmt den Verkehr.'],
    ['Eén van twee lijnen uit', 'De andere lijn vangt het verkeer op.'],
    ['Reviews unavailable', 'Product pages load without them.'],
    ['PDF export fails', 'The rest of the app works.'],
  ])('is P2 where nobody notices: "%s" "%s"', (summary, description) =>
    expect(severityOf(summary, description)).toBe('P2'),
  );

  it.each([
    ['Node down', 'The load balancer has removed it, pages are slow.'],
    ['Region eu is down', 'Customers cannot log in there, the other regions serve.'],
    ['Two of three nodes are down', 'Traffic has moved, requests fail now and then.'],
    ['Hosts gone', 'The load balancer has removed them all.'],
    ['Hosts gone', 'The load balancer has taken it out, no host is left.'],
    ['Storing', 'De storing gaat door.'],
    ['Search is down', 'Ordering works.'],
  ])('is P1 where somebody does: "%s" "%s"', (summary, description) =>
    expect(severityOf(summary, description)).toBe('P1'),
  );

  it.each([
    ['No healthy backends', 'The load balancer has removed them.'],
    ['All customers cannot pay', 'Traffic has moved to the second site.'],
    ['Webshop is offline', '2 of 3 members are healthy but no primary is elected.'],
  ])('is P0 where nothing works, whatever serves: "%s" "%s"', (summary, description) =>
    expect(severityOf(summary, description)).toBe('P0'),
  );

  it.each([
    ['Trojan found', 'It was quarantined before it ran.', 'P2'],
    ['Injections', 'None got through.', 'P2'],
    ['Trojan found', 'It was quarantined.', 'P1'],
    ['Trojan found', 'Das Programm läuft weiter.', 'P1'],
  ])('of security: "%s" "%s" is %s', (summary, description, severity) =>
    expect(severityOf(summary, description, { team: 'security' })).toBe(severity),
  );
});
