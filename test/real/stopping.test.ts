import { describe, expect, it } from 'vitest';
import { tellingOf } from '../support/checkout-errors.ts';
import { type RealPiket, redisOf, startPiket, WEBHOOK_TOKEN } from '../support/real-piket.ts';
import { startTwilio } from '../support/real-twilio.ts';
import { openConnection, startDelivery } from '../support/slow-delivery.ts';
import { SOON } from '../support/until.ts';

const stopping = '"msg":"stopping"';
const taken = { status: 200, body: '{"incidents":[1]}' };

const startTelling = ({ url }: RealPiket) =>
  startDelivery(`${url}/webhooks/alertmanager`, WEBHOOK_TOKEN, JSON.stringify(tellingOf()));

describe('a Piket that is told to stop', () => {
  it('does so once by a Ctrl-C that comes twice, as by npm, and leaves nothing behind', async () => {
    const twilio = await startTwilio();
    const piket = await startPiket({ twilio, by: 'npm' });
    const { program } = piket;
    expect(await redisOf(piket.home)).toBeDefined();
    const { answer, finish } = await startTelling(piket);
    program.signalGroup('SIGINT');
    await program.writes(stopping);
    program.signalGroup('SIGINT');
    finish();
    expect(await answer).toEqual(taken);
    await program.ended;
    expect(program.output()).toContain('"msg":"stopped"');
    expect(program.output().split(stopping)).toHaveLength(2);
    expect(await redisOf(piket.home)).toBeUndefined();
  });

  it('answers the webhook that it is receiving, and keeps its alert', async () => {
    const twilio = await startTwilio();
    const piket = await startPiket({ twilio });
    const { answer, finish } = await startTelling(piket);
    piket.program.signal('SIGTERM');
    await piket.program.writes(stopping);
    finish();
    expect(await answer).toEqual(taken);
    await piket.stop();
    const again = await startPiket({ twilio, home: piket.home });
    expect(await again.incidents()).toMatchObject([{ number: 1, status: 'triggered' }]);
    await twilio.waitFor(({ body }) => body.startsWith('P1 #1'));
    await again.stop();
    expect(twilio.sent).toHaveLength(1);
  });

  it('does not wait for connections on which nothing, or never all of it, is asked', async () => {
    const twilio = await startTwilio();
    const piket = await startPiket({ twilio });
    await openConnection(piket.home.port);
    await openConnection(piket.home.port, 'GET /healthz HTTP/1.1\r\nHost: piket\r\n');
    await startTelling(piket);
    await piket.stop();
    expect(piket.program.output()).toContain('"msg":"stopped"');
  });

  it('leaves a page that its provider does not answer to the next start', async () => {
    const twilio = await startTwilio();
    const piket = await startPiket({ twilio });
    twilio.behave('hang');
    expect(await piket.tell(tellingOf())).toBe(200);
    await expect.poll(() => twilio.requests(), SOON).toBe(1);
    await piket.stop();
    twilio.behave('accept');
    const again = await startPiket({ twilio, home: piket.home });
    await expect.poll(() => again.pages(1), SOON).toMatchObject([{ state: 'delivered' }]);
    await again.stop();
    expect(twilio.sent).toHaveLength(1);
    twilio.expectClean();
  });
});
