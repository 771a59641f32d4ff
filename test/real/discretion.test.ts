import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkoutErrors, codeIn, tellingOf } from '../support/checkout-errors.ts';
import {
  ADMIN_TOKEN,
  redisOf,
  type RealPiket,
  startPiket,
  WEBHOOK_TOKEN,
} from '../support/real-piket.ts';
import { startTwilio, TWILIO_ACCOUNT } from '../support/real-twilio.ts';
import { SOON } from '../support/until.ts';

const STRANGER = '+12125550198';
const TEXTS = {
  summary: checkoutErrors.annotations.summary,
  unreadable: 'half a body',
  stranger: 'who is there',
  note: 'it was the certificate',
  guess: 'token-that-somebody-guessed',
};

/** Somebody else for each category: a phone that rang just now would be left in peace. */
const steps = [
  {
    page: [
      { person: 'ada', 'only-for': 'infrastructure' },
      { person: 'bob', 'only-for': 'application' },
      { person: 'carol', 'only-for': 'database' },
      { person: 'heidi', 'only-for': 'security' },
    ],
  },
];
const policies = Object.fromEntries(
  ['critical', 'high', 'medium', 'low'].map((name) => [name, { steps }]),
);

it('logs no token, no phone number and no text, whatever happens in a night', async () => {
  const twilio = await startTwilio();
  const config = { 'policies.yaml': { policies } };
  const piket = await startPiket({ twilio, config, env: { LOG_LEVEL: 'trace' } });
  const { program, home } = piket;
  await program.writes('credentials');
  const announced = strayLines(program.output());

  // Nobody whom it knows, or nothing that it can read.
  expect(await post(piket, '/webhooks/alertmanager', TEXTS.guess, '{}')).toBe(401);
  expect(await post(piket, '/webhooks/alertmanager', WEBHOOK_TOKEN, TEXTS.unreadable)).toBe(422);
  expect(await post(piket, '/api/v1/incidents/1/notes', TEXTS.guess, '{}')).toBe(401);
  expect(await twilio.text(STRANGER, TEXTS.stranger)).toBe('');
  expect(await post(piket, '/twilio/sms', TEXTS.guess, `From=%2B12125550198&Body=a`)).toBe(403);

  // A page that is refused at first, an answer, a note.
  twilio.behave({ status: 500 }, { times: 1 });
  expect(await piket.tell(tellingOf('CheckoutErrors'))).toBe(200);
  await expect
    .poll(() => piket.pages(2), SOON)
    .toContainEqual(expect.objectContaining({ state: 'delivered' }));
  const page = await twilio.waitFor(({ body }) => body.includes('#2'));
  const replies = [];
  for (const text of ['999', 'list', 'what?', codeIn(page)]) {
    replies.push(await twilio.text(page.to, text));
  }
  expect(replies.at(-1)).toContain('acked');
  const note = JSON.stringify({ by: 'ada', text: TEXTS.note });
  expect(await post(piket, '/api/v1/incidents/2/notes', ADMIN_TOKEN, note)).toBe(200);

  // A phone that is gone, a configuration with a mistake, a Redis that dies.
  twilio.behave({ code: 30003, async: true }, { times: 1 });
  expect(await piket.tell(tellingOf('PostgresqlReplicationLag', 'orders-db'))).toBe(200);
  await expect
    .poll(() => piket.pages(3), SOON)
    .toContainEqual(expect.objectContaining({ state: 'failed' }));
  const wrong = { people: { ada: { name: 'Ada', phone: `${STRANGER}000000` } } };
  await writeFile(join(home.configDir, 'people.yaml'), JSON.stringify(wrong));
  expect(await post(piket, '/-/reload', ADMIN_TOKEN, '')).toBeGreaterThanOrEqual(400);
  const redis = await redisOf(home);
  process.kill(redis ?? 0, 'SIGKILL');
  const last = tellingOf('FalcoRootkitFound', 'node');
  expect([200, 503]).toContain(await piket.tell(last));
  await twilio.text(page.to, 'list').catch(() => undefined);
  await expect.poll(() => piket.tell(last), SOON).toBe(200);
  await twilio.waitFor(({ body }) => body.includes('#4'), { withinMs: 20_000 });
  await piket.stop();

  const output = program.output();
  expect(strayLines(output)).toEqual(announced);
  const logged = output.split('\n').filter(isLogLine).join('\n');
  const tokens = [WEBHOOK_TOKEN, ADMIN_TOKEN, TWILIO_ACCOUNT.authToken];
  const numbers = [STRANGER, ...TWILIO_ACCOUNT.numbers, ...twilio.sent.map(({ to }) => to)];
  const texts = [...Object.values(TEXTS), ...replies, ...twilio.sent.map(({ body }) => body)];
  const secrets = [...tokens, ...numbers.map((number) => number.slice(1)), ...texts];
  expect(secrets.filter((secret) => secret !== '' && logged.includes(secret))).toEqual([]);
  expect(logged.replaceAll(MOMENT, '')).not.toMatch(/555.?01\d\d/);
});

/** When a line was logged, in ms: thirteen digits that may hold those of a phone by chance. */
const MOMENT = /"time":\d{13},/g;

const isLogLine = (line: string) => line.startsWith('{"level":');

/** What is there beside the log. */
const strayLines = (output: string) => output.split('\n').filter((line) => !isLogLine(line));

const post = async (
  { url }: RealPiket,
  path: string,
  token: string,
  body: string,
): Promise<number> => {
  const type = path.startsWith('/twilio')
    ? 'application/x-www-form-urlencoded'
    : 'application/json';
  const response = await fetch(url + path, {
    method: 'POST',
    headers: {
      'content-type': type,
      ...(path.startsWith('/twilio')
        ? { 'x-twilio-signature': token }
        : { authorization: `Bearer ${token}` }),
    },
    body,
  });
  await response.arrayBuffer();
  return response.status;
};
