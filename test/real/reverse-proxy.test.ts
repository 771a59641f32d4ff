/** The nginx that the README shows, with Piket behind it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { textOf } from '../support/compose.ts';
import { program } from '../support/programs.ts';
import { startPiket, WEBHOOK_TOKEN } from '../support/real-piket.ts';
import { freePort, ready, runProgram, temporaryFolder } from '../support/real-program.ts';
import { startTwilio } from '../support/real-twilio.ts';

const TEN_MB = 10_000_000;
const PUBLIC_URL = 'https://piket.example.org';

/** The README's server, without its certificate, on loopback. */
function shownServer(port: number, piket: string): string {
  const [, shown = ''] = /```nginx\n([\s\S]*?)```/.exec(textOf('README.md')) ?? [];
  return shown
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replaceAll(/^ *ssl_.*\n/gm, '')
    .replace('http://127.0.0.1:8080', piket);
}

async function startNginx(piket: string): Promise<string> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  const configuration = `
    daemon off;
    master_process off;
    pid ${join(folder, 'nginx.pid')};
    events {}
    http {
      access_log off;
      ${temporary.join('\n')}
      ${shownServer(port, piket)}
    }`;
  await writeFile(join(folder, 'nginx.conf'), configuration);
  const nginx = runProgram(
    program('nginx'),
    ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'],
    { env: {} },
  );
  const url = `http://127.0.0.1:${port}`;
  await ready(nginx, `${url}/readyz`);
  return url;
}

const bodyOf = (description: string) => ({
  version: '4',
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'PostgresqlDown', severity: 'critical', service: 'orders-db' },
      annotations: { summary: 'PostgreSQL is down', description },
      startsAt: '2026-11-23T02:00:00Z',
    },
  ],
});

const tell = (proxy: string, path: string, body: object) =>
  fetch(proxy + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { authorization: `Bearer ${WEBHOOK_TOKEN}` },
    body: JSON.stringify(body),
  });

it('lets webhooks of 10 MB and signed texts through nginx, and redirects none', async () => {
  const twilio = await startTwilio();
  const piket = await startPiket({ twilio });
  const proxy = await startNginx(piket.url);
  twilio.pointAt(proxy, PUBLIC_URL);

  const answer = await tell(proxy, '/webhooks/alertmanager', bodyOf('x'.repeat(TEN_MB)));
  expect([answer.status, await answer.text()]).toEqual([200, '{"incidents":[1]}']);
  for (const path of ['/webhooks/alertmanager/', '//webhooks/alertmanager', '/twilio/sms/']) {
    const { status, headers } = await tell(proxy, path, bodyOf('short'));
    expect([path, status < 300 || status >= 400, headers.get('location')]).toEqual([
      path,
      true,
      null,
    ]);
  }

  const page = await twilio.waitFor((sent) => sent.body.includes('PostgreSQL is down'));
  const code = /Reply (\d+)=ack/.exec(page.body)?.[1] ?? '';
  expect(await twilio.text(page.to, code)).toContain(`${code} acked by you`);
  await expect.poll(() => piket.incidents()).toMatchObject([{ status: 'acknowledged' }]);
  await piket.stop();
  twilio.expectClean();
});
