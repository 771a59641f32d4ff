import { beforeAll, describe, expect, it } from 'vitest';
import { PROMPT_MS, textsOf } from '../../support/drill-audit.ts';
import { buildPiket, type DrilledPiket } from '../../support/drill-process.ts';
import { tell, told } from '../../support/drill-senders.ts';
import { type Drill, openDrill } from '../../support/drill.ts';
import { until } from '../../support/until.ts';

const OTHERS = 20;
/** The time-out of a text and its claim's slack, the wait for a late report of it, and a sweep. */
const TAKEN_OVER_MS = 10_000 + 15_000 + PROMPT_MS;

beforeAll(buildPiket);

describe('a channel that never settles', () => {
  it('holds up only its own page, in the hands of a worker and of the sweep', {
    timeout: 120_000,
  }, async () => {
    const { drill, piket, tellAll, lateness } = await open();
    const hung: string[] = [];
    await piket.hang(/^1\./, 2, (page) => hung.push(page));
    const numbers = await tellAll('Hung', 1);
    await until('the page hangs', () => hung.length === 1);
    const others = await tellAll('Other', OTHERS);
    const otherMs = await lateness(others);
    await until('the page hangs again', () => hung.length === 2, { withinMs: TAKEN_OVER_MS });
    const later = await tellAll('Later', OTHERS);
    const laterMs = await lateness(later);
    const hungMs = await lateness(numbers);
    process.stdout.write(
      `hung channel: a page that hung twice was sent ${hungMs} ms after it was due, ` +
        `${2 * OTHERS} others at most ${Math.max(otherMs, laterMs)} ms\n`,
    );
    expect(Math.max(otherMs, laterMs)).toBeLessThanOrEqual(PROMPT_MS);
    expect(hungMs).toBeLessThanOrEqual(2 * TAKEN_OVER_MS);
    await expectOnce(drill, [...numbers, ...others, ...later]);
    await piket.kill();
  });
});

const open = async () => {
  const drill = await openDrill('embedded');
  const piket: DrilledPiket = await drill.start();
  const tellAll = (name: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, at) => tell(async () => piket, told(`${name}${at}`, 'P2'))),
    );
  /** Once the pages of these incidents are sent: how late the latest was. */
  const lateness = async (numbers: readonly number[]) => {
    const sent = await until(
      'the pages are sent',
      async () => {
        const pages = await drill.store.pagesOf(numbers);
        return pages.every(({ reached }) => reached.sent !== undefined) && pages;
      },
      { withinMs: 60_000 },
    );
    return Math.max(...sent.map(({ reached, dueAt }) => (reached.sent ?? Infinity) - dueAt));
  };
  return { drill, piket, tellAll, lateness };
};

const expectOnce = async ({ store, twilio }: Drill, numbers: readonly number[]) => {
  for (const page of await store.pagesOf(numbers)) {
    expect(textsOf(twilio, page), `texts for ${page.full}`).toHaveLength(1);
  }
};
