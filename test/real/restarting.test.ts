import { describe, expect, it } from 'vitest';
import { startOf } from '../../src/embedded/running-process.ts';
import { codeIn, tellingOf } from '../support/checkout-errors.ts';
import { launchPiket, redisOf, startPiket } from '../support/real-piket.ts';
import { startTwilio } from '../support/real-twilio.ts';
import { SOON } from '../support/until.ts';

describe('a Piket on the data of an earlier one', () => {
  it('goes on after a kill -9, and replaces the Redis that was left behind', async () => {
    const twilio = await startTwilio();
    const piket = await startPiket({ twilio });
    expect(await piket.tell(tellingOf())).toBe(200);
    await expect.poll(() => piket.pages(1), SOON).toMatchObject([{ state: 'delivered' }]);
    await piket.kill();
    const orphan = await redisOf(piket.home);
    if (orphan === undefined) throw new Error('its Redis has gone with it');

    const again = await startPiket({ twilio, home: piket.home });
    expect(await startOf(orphan)).toBeUndefined();
    expect(await redisOf(piket.home)).toBeDefined();
    expect(await again.incidents()).toMatchObject([{ number: 1, status: 'triggered' }]);
    expect(await again.tell(tellingOf())).toBe(200);
    const [page] = twilio.sent;
    expect(await twilio.text(page.to, codeIn(page))).toContain('acked by you');
    expect(await again.pages(1)).toMatchObject([{ state: 'delivered' }]);
    await again.stop();
    expect(twilio.sent).toHaveLength(1);
    twilio.expectClean();
  });

  it('takes a step that came due in between at once and alone; the next waits from then', async () => {
    const waitMs = 2000;
    const names = ['ada', 'bob', 'carol', 'dave'];
    const steps = names.map((person) => ({ page: [{ person }], wait: `${waitMs / 1000}s` }));
    const quick = { steps, repeat: '1h' };
    const policies = { critical: quick, high: quick, medium: quick, low: quick };
    const twilio = await startTwilio();
    const piket = await startPiket({ twilio, config: { 'policies.yaml': { policies } } });
    expect(await piket.tell(tellingOf())).toBe(200);
    await expect.poll(() => piket.pages(1), SOON).toMatchObject([{ state: 'delivered' }]);
    await piket.stop();

    const stoppedAt = Date.now();
    // Long enough for two steps.
    await expect.poll(() => Date.now(), SOON).toBeGreaterThan(stoppedAt + 2 * waitMs);
    const startedAt = Date.now();
    const again = await startPiket({ twilio, home: piket.home });
    const delivered = names.map(() => expect.objectContaining({ state: 'delivered' }));
    await expect.poll(() => again.pages(1), SOON).toEqual(delivered);
    const pages = (await again.pages(1))
      .map(({ person, orderedAt }) => ({ person, at: Date.parse(orderedAt) }))
      .toSorted((a, b) => a.at - b.at);
    expect(pages.map(({ person }) => person)).toEqual(names);
    const [, second, third, fourth] = pages.map(({ at }) => at);
    expect(second).toBeGreaterThanOrEqual(startedAt);
    expect(third - second).toBeGreaterThanOrEqual(waitMs);
    expect(fourth - third).toBeGreaterThanOrEqual(waitMs);
    await again.stop();
    expect(twilio.sent).toHaveLength(names.length);
    twilio.expectClean();
  });
});

describe('a second Piket on the same data', () => {
  it('is refused, in one line that names the first', async () => {
    const twilio = await startTwilio();
    const piket = await startPiket({ twilio });
    const second = launchPiket({ twilio, env: { PORT: '0' } }, piket.home);
    expect(await second.ended).toEqual({ code: 1, signal: null });
    const first = `another Piket \\(process ${piket.program.pid}\\)`;
    expect(second.output().trim()).toMatch(
      new RegExp(`^.*${first} is running on this data directory.*$`),
    );
    expect(await piket.tell(tellingOf())).toBe(200);
    await piket.stop();
  });
});
