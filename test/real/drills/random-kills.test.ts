import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { textsOf } from '../../support/drill-audit.ts';
import { keepRunning } from '../../support/drill-keeper.ts';
import { buildPiket } from '../../support/drill-process.ts';
import { seeded } from '../../support/drill-seed.ts';
import { tell, told } from '../../support/drill-senders.ts';
import { openDrill } from '../../support/drill.ts';
import { until } from '../../support/until.ts';

const ROUNDS = 15;
const WEBHOOKS = 20;
/** A round's webhooks come within this time, and its kill. */
const ROUND_MS = 400;

beforeAll(buildPiket);

describe('kill -9 at any moment under load', () => {
  it('keeps every webhook that it answered, and pages for each', { timeout: 180_000 }, async () => {
    const drill = await openDrill('shared');
    const { store, twilio } = drill;
    const random = seeded(20_261_123);
    /** Who had a page in hand as they were killed. */
    const hands = new Map<string, Set<string>>();
    const keeper = await keepRunning(drill, async () => {
      for (const { page, owner } of await store.claimed()) {
        hands.set(page, new Set(hands.get(page)).add(owner));
      }
    });
    const answers = new Map<string, number>();
    let failed = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const piket = await keeper.up();
      const sending = Array.from({ length: WEBHOOKS }, async (_, at) => {
        const name = `Round${round}Alert${at}`;
        await pause(random() * ROUND_MS);
        const number = await tell(keeper.up, told(name, 'P2'), (status) => {
          failed += Number(status !== 200);
        });
        answers.set(name, number);
      });
      await pause(random() * ROUND_MS);
      await piket.kill();
      await Promise.all(sending);
    }
    await until('no page is owed', async () =>
      (await store.owed()).every(({ type }) => type !== 'page'),
    );

    let twice = 0;
    for (const [name, number] of answers) {
      const { snapshot, folded } = await store.bothTellings(number);
      expect(snapshot.alertnames).toEqual([name]);
      expect(folded).toEqual(snapshot);
      const pages = await store.pagesOf([number]);
      expect(pages.map(({ state }) => state)).toEqual([
        expect.stringMatching(/^(sent|delivered)$/),
      ]);
      for (const page of pages) {
        const texts = textsOf(twilio, page);
        expect(texts.length, `texts for ${page.full}`).toBeGreaterThan(0);
        const kills = hands.get(page.full)?.size ?? 0;
        expect(texts.length, `texts for ${page.full}`).toBeLessThanOrEqual(1 + kills);
        twice += texts.length - 1;
      }
    }
    const { incidents } = await store.incidents.list({ limit: 2 * ROUNDS * WEBHOOKS });
    expect(incidents).toHaveLength(ROUNDS * WEBHOOKS);
    expect(await store.claimed()).toEqual([]);
    const held = [...hands.values()].reduce((sum, owners) => sum + owners.size, 0);
    process.stdout.write(
      `random kills: ${ROUNDS} kills, ${answers.size} webhooks answered 200 (${failed} tries failed), ` +
        `none lost; ${held} pages in hand at the kills, ${twice} of them sent again\n`,
    );
    await keeper.stop();
  });
});
