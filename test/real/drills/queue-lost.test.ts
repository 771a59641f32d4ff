import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditIncident, NO_KILL } from '../../support/drill-audit.ts';
import { buildPiket } from '../../support/drill-process.ts';
import { tell, told } from '../../support/drill-senders.ts';
import { openDrill } from '../../support/drill.ts';
import { until } from '../../support/until.ts';

const ALERTS = 20;
const LOSE_EVERY_MS = 10;

beforeAll(buildPiket);

describe('the loss of all that BullMQ keeps', () => {
  it('makes pages seconds late, and neither lost nor double', { timeout: 60_000 }, async () => {
    const drill = await openDrill('shared');
    const { store } = drill;
    const piket = await drill.start();
    const nightsOf = async (names: readonly string[]) => {
      const numbers = await Promise.all(
        names.map((name) => tell(async () => piket, told(name, 'P1'))),
      );
      await until('ada and bob are paged for each', async () => {
        const pages = await store.pagesOf(numbers);
        return pages.length === 2 * names.length && pages.every(({ state }) => state !== 'owed');
      });
      const audits = await Promise.all(
        numbers.map((number) => auditIncident(drill, number, NO_KILL)),
      );
      return Math.max(...audits.map(({ latestMs }) => latestMs));
    };
    const enough = new AbortController();
    let lost = 0;
    const lose = async () => {
      while (!enough.signal.aborted) {
        lost += await store.loseQueues();
        await pause(LOSE_EVERY_MS);
      }
    };
    const loss = lose();
    const names = Array.from({ length: ALERTS }, (_, at) => `Alert${at}`);
    const meanwhile = await nightsOf(names).finally(() => enough.abort());
    await loss;
    const afterwards = await nightsOf(['Afterwards']);
    process.stdout.write(
      `queue lost: ${lost} keys removed under ${2 * ALERTS} pages, each sent once, the latest ` +
        `${meanwhile} ms late; once the queue was left alone, ${afterwards} ms\n`,
    );
    expect(lost).toBeGreaterThan(ALERTS);
    await piket.stop();
  });
});
