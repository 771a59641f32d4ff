import { beforeAll, describe, expect, it } from 'vitest';
import { textsOf } from '../../support/drill-audit.ts';
import { buildPiket } from '../../support/drill-process.ts';
import { tell, told } from '../../support/drill-senders.ts';
import { openDrill } from '../../support/drill.ts';
import { until } from '../../support/until.ts';

const ALERTS = 20;
/** A process is dead 6 s after its last heartbeat, and the others sweep every second. */
const TAKEN_OVER_MS = 8000;
/** Its heart beat every 3 s: sooner it could as well be alive. */
const NOT_BEFORE_MS = 2000;

beforeAll(buildPiket);

describe('two Pikets on one Redis', () => {
  it('send what a killed one had in hand, each page once', { timeout: 60_000 }, async () => {
    const drill = await openDrill('shared');
    const { store, twilio } = drill;
    const doomed = await drill.start();
    const hung: string[] = [];
    await doomed.hang(/./, ALERTS, (page) => hung.push(page));
    const other = await drill.start();
    const numbers = await Promise.all(
      Array.from({ length: ALERTS }, (_, at) => {
        const piket = at % 2 === 0 ? doomed : other;
        return tell(async () => piket, told(`Alert${at}`, 'P2'));
      }),
    );
    await until('every page is sent or hangs', () => hung.length + twilio.sent.length === ALERTS);
    const killedAt = await doomed.kill();
    await until('no page is owed', async () =>
      (await store.owed()).every(({ type }) => type !== 'page'),
    );
    const pages = await store.pagesOf(numbers);
    const taken = pages.filter(({ full }) => hung.includes(full));
    const after = taken.map(({ reached }) => (reached.sent ?? Infinity) - killedAt);
    const [earliest, latest] = [Math.min(...after), Math.max(...after)];
    process.stdout.write(
      `two processes: ${taken.length} pages in the killed one's hands, sent by the other ` +
        `${earliest} to ${latest} ms after the kill; the other ${pages.length - taken.length} as usual\n`,
    );
    expect(taken.length).toBeGreaterThan(0);
    expect(earliest).toBeGreaterThan(NOT_BEFORE_MS);
    expect(latest).toBeLessThanOrEqual(TAKEN_OVER_MS);
    expect(pages).toHaveLength(ALERTS);
    for (const page of pages) expect(textsOf(twilio, page)).toHaveLength(1);
    await other.stop();
  });
});
