import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../src/core/identity.ts';
import { readAlertBody } from '../../src/http/webhooks/alert-body.ts';

const payload = (name: string) =>
  readFileSync(join(import.meta.dirname, `../payloads/${name}.json`), 'utf8');
const now = Date.parse('2026-11-23T03:52:00Z');
const read = (name: string) => readAlertBody('prod', payload(name), now);
const readOf = (body: unknown) => readAlertBody('prod', JSON.stringify(body), now);
const [template] = JSON.parse(payload('am-single-firing')).alerts;

describe('an alert', () => {
  it('is read with its times, its link and its source', () => {
    expect(read('am-single-resolved').alerts).toEqual([
      {
        source: 'prod',
        fingerprint: '5e76bb40c2eb963f',
        status: 'resolved',
        labels: template.labels,
        annotations: template.annotations,
        startsAt: Date.parse('2026-11-23T03:34:23.74Z'),
        endsAt: expect.any(Number),
        url: template.generatorURL,
      },
    ]);
  });

  it('has no end while it fires, whatever the body says', () => {
    const { alerts } = readOf({ alerts: [{ ...template, endsAt: '2027-01-01T00:00:00Z' }] });
    expect(alerts[0]).not.toHaveProperty('endsAt');
  });

  it('starts now where the sender does not tell', () => {
    const { alerts } = readOf({
      alerts: [
        { ...template, startsAt: '0001-01-01T00:00:00Z' },
        { ...template, startsAt: null },
      ],
    });
    expect(alerts.map(({ startsAt }) => startsAt)).toEqual([now, now]);
  });

  it('may tell its times with a zone offset and nanoseconds', () => {
    const { alerts } = readOf({
      alerts: [{ ...template, startsAt: '2026-11-23T04:14:10.123456789+02:00' }],
    });
    expect(alerts[0].startsAt).toBe(Date.parse('2026-11-23T02:14:10.123Z'));
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'see the wiki',
    '',
    'http://x/"><script>',
    null,
    7,
  ])('does not link to %j', (generatorURL) => {
    expect(readOf({ alerts: [{ ...template, generatorURL }] }).alerts[0]).not.toHaveProperty('url');
  });

  it('is known by what Grafana calls it, even where its labels are equal', () => {
    const twins = ['386cd7c8c5c88a06', '763ed13f3a183c60'].map((fingerprint) => ({
      ...template,
      fingerprint,
    }));
    expect(readOf({ alerts: twins }).alerts.map(({ fingerprint }) => fingerprint)).toEqual([
      '386cd7c8c5c88a06',
      '763ed13f3a183c60',
    ]);
  });

  it("shows none of Grafana's private labels, but is told apart by them", () => {
    const [alert] = read('grafana-external-alertmanager-post').alerts;
    const shown = [...Object.keys(alert.labels), ...Object.keys(alert.annotations)];
    expect(shown.filter((name) => name.startsWith('__'))).toEqual([]);
    expect(alert.fingerprint).not.toBe(fingerprintOf(alert.labels));
  });

  it('cannot pass for one that Piket makes up', () => {
    const { alerts } = readOf({ alerts: [{ ...template, fingerprint: 'piket:unreadable' }] });
    expect(alerts[0].fingerprint).toBe('5e76bb40c2eb963f');
  });

  it('keeps a label called __proto__ out of the way', () => {
    const text = JSON.stringify({ alerts: [template] }).replace('"cluster"', '"__proto__"');
    const [alert] = readAlertBody('prod', text, now).alerts;
    expect(Object.getPrototypeOf(alert.labels)).toBe(Object.prototype);
    expect(alert.labels).not.toHaveProperty('cluster');
  });
});

describe('a legacy alert of Grafana', () => {
  it('is known by its organisation and its rule', () => {
    expect(read('grafana-legacy-alerting').alerts).toEqual([
      {
        source: 'prod',
        fingerprint: 'legacy-1-31',
        status: 'firing',
        labels: { alertname: 'Web CPU', severity: 'warning', team: 'web' },
        annotations: { summary: 'CPU on the web tier is too high' },
        startsAt: now,
        url: expect.stringMatching(/^https:/),
      },
    ]);
  });

  it.each(['paused', 'pending'])('that is %s asks nothing of anyone', (state) => {
    const body = { ...JSON.parse(payload('grafana-legacy-alerting')), state };
    expect(readOf(body)).toMatchObject({ alerts: [], unreadable: [], truncated: 0 });
  });
});

describe('a body that is partly or wholly unreadable', () => {
  it.each([
    ['not-an-object', 7],
    ['bad-labels', { ...template, labels: null }],
    ['bad-labels', { ...template, labels: {} }],
    ['bad-labels', { ...template, labels: { alertname: ['a'] } }],
    ['bad-status', { ...template, status: 'on fire' }],
    ['bad-starts-at', { ...template, startsAt: 'yesterday' }],
  ])('loses only the one alert with %s', (reason, bad) => {
    const body = JSON.parse(payload('am-500-alerts-one-group'));
    body.alerts[250] = bad;
    const { alerts, unreadable } = readOf(body);
    expect(alerts).toHaveLength(499);
    expect(unreadable).toEqual([{ reason, body: JSON.stringify(bad) }]);
  });

  it('is told in few words, however much of it there is', () => {
    const { unreadable } = readOf(Array.from({ length: 5000 }, () => 'x'));
    expect(unreadable).toHaveLength(21);
    expect(unreadable.at(-1)).toEqual({ reason: 'too-many-unreadable', body: '4980 more' });
    expect(readAlertBody('prod', 'x'.repeat(1e6), now).unreadable[0].body).toHaveLength(65_536);
  });

  it('takes numbers in labels as texts, and nulls as absent', () => {
    const labels = { alertname: 'A', port: 80, up: false, team: null };
    const { alerts } = readOf({ alerts: [{ ...template, labels, annotations: null }] });
    expect(alerts[0].labels).toEqual({ alertname: 'A', port: '80', up: 'false' });
    expect(alerts[0].annotations).toEqual({});
  });

  it('never throws, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { alerts, unreadable } = readAlertBody('prod', text, now);
        expect(alerts.length + unreadable.length).toBeLessThan(100);
      }),
    );
  });
});
