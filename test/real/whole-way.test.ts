import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { codeIn } from '../support/checkout-errors.ts';
import { startMetricTarget } from '../support/metric-target.ts';
import { program } from '../support/programs.ts';
import { hastyConfig, piketReceiver, startAlertmanager } from '../support/real-alertmanager.ts';
import { startPiket, WEBHOOK_TOKEN } from '../support/real-piket.ts';
import { startPrometheus } from '../support/real-prometheus.ts';
import { startTwilio } from '../support/real-twilio.ts';
import { SOON } from '../support/until.ts';

const rule = {
  alert: 'CheckoutErrors',
  expr: 'checkout_error_ratio > 0.05',
  labels: { severity: 'critical', service: 'checkout' },
  annotations: { summary: 'one in ten payments fails' },
};

describe('the whole way', () => {
  it('from a metric over Prometheus and Alertmanager to a phone, and back to a metric', async () => {
    const twilio = await startTwilio();
    const piket = await startPiket({ twilio });
    const target = await startMetricTarget('checkout_error_ratio');
    const alertmanager = await startAlertmanager(
      hastyConfig(piketReceiver(piket.url, WEBHOOK_TOKEN)),
    );
    const prometheus = await startPrometheus({
      rules: [rule],
      scrape: { checkout: target.url, piket: piket.url },
      alertmanagers: [alertmanager.url],
    });

    target.set(0.1);
    const page = await twilio.waitFor(() => true, { withinMs: 30_000 });
    expect(page.segments).toBe(1);
    expect(page.body).toMatch(
      /^P1 #1 checkout: .*one in ten payments fails.* Reply (\d{3})=ack, \1 E=escalate$/,
    );
    await expect
      .poll(() => piket.pages(1), SOON)
      .toMatchObject([{ state: 'delivered', channel: 'sms' }]);

    const code = codeIn(page);
    expect(await twilio.text(page.to, code)).toMatch(new RegExp(`^${code} acked by you `));
    expect(await piket.incidents()).toMatchObject([{ number: 1, status: 'acknowledged' }]);

    target.set(0.01);
    await expect.poll(() => piket.incidents(), SOON).toMatchObject([{ status: 'resolved' }]);
    expect((await piket.events(1)).at(-1)).toMatchObject({ type: 'resolved', by: 'source' });

    const figures = {
      'piket_time_to_acknowledge_seconds_count > 0': { 'severity=P1,team=development': 1 },
      'piket_time_to_resolve_seconds_count > 0': { 'by=source,severity=P1,team=development': 1 },
      'piket_response_targets_total > 0': { 'outcome=met,severity=P1': 1 },
      'piket_pages_total > 0': {
        'channel=sms,outcome=delivered': 1,
        'channel=sms,outcome=sent': 1,
      },
      'piket_incidents_opened_total > 0': {
        'category=application,severity=P1,team=development': 1,
      },
      'sum(piket_incidents_open)': { '': 0 },
    };
    for (const [expression, wanted] of Object.entries(figures)) {
      await expect
        .poll(() => prometheus.query(expression), { ...SOON, message: expression })
        .toEqual(wanted);
    }

    const { command, env } = program('promtool');
    const checked = spawnSync(command, ['check', 'metrics'], {
      env,
      input: await piket.exposition(),
      encoding: 'utf8',
    });
    expect(checked).toMatchObject({ status: 0, stdout: '', stderr: '' });

    expect(twilio.sent).toHaveLength(1);
    await piket.stop();
    twilio.expectClean();
  });
});
