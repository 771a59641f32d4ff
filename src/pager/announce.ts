import type { Summary } from './summary.ts';

/** A command to paste into a shell: a sample alert, a PostgreSQL outage, as Alertmanager would send it. */
export function sampleCommand(url: string, token: string, now: number): string {
  const alert = {
    status: 'firing',
    labels: {
      alertname: 'PostgresqlDown',
      severity: 'critical',
      service: 'orders-db',
      cluster: 'eu-1',
    },
    annotations: { summary: 'PostgreSQL is down, orders cannot be saved' },
    startsAt: new Date(now).toISOString(),
  };
  return [
    `curl -sS ${url}/webhooks/alertmanager \\`,
    `  -H "Authorization: Bearer ${token}" \\`,
    `  -d '${JSON.stringify({ version: '4', alerts: [alert] })}'`,
  ].join('\n');
}

/** The receiver for alertmanager.yml. */
const receiver = (url: string, token: string): string =>
  [
    'receivers:',
    '  - name: piket',
    '    webhook_configs:',
    `      - url: ${url}/webhooks/alertmanager`,
    '        send_resolved: true',
    '        max_alerts: 0',
    '        http_config:',
    '          follow_redirects: false',
    `          authorization: { credentials: ${token} }`,
  ].join('\n');

interface Running extends Omit<Summary, 'store'> {
  readonly webhookToken: string;
  readonly adminToken: string;
  /** Where the data is, in words. */
  readonly store: string;
  readonly sample: string;
}

/** What a terminal shows once Piket runs: where to look, and how to see it work. */
export function announcement(running: Running): string {
  const { publicUrl, webhookToken, adminToken } = running;
  const isSimulated = running.phones === 'simulated';
  const phones = isSimulated
    ? `${publicUrl}/phones   (simulated: no message leaves this machine)`
    : 'real, by Twilio';
  const elsewhere = isSimulated ? '; from elsewhere /phones?token=…' : '';
  const watch = isSimulated ? ', and watch the phones' : '';
  return [
    '',
    `Piket ${running.version} is on call.`,
    '',
    `  phones     ${phones}`,
    `  webhook    ${publicUrl}/webhooks/{alertmanager,grafana}`,
    `  token      ${webhookToken}   (of the webhooks)`,
    `  admin      ${adminToken}   (of ${publicUrl}/api/v1${elsewhere})`,
    `  metrics    ${publicUrl}/metrics`,
    `  store      ${running.store}${running.durable ? '' : ', which may lose what it has acknowledged'}`,
    `  sources    ${running.sources.join(', ')}; ${running.reachable} of ${running.people} people can be paged`,
    '',
    `Send a sample alert${watch}:`,
    '',
    running.sample,
    '',
    'Let Alertmanager send its own:',
    '',
    receiver(publicUrl, webhookToken),
    '',
    '',
  ].join('\n');
}
