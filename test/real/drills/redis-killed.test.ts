import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROMPT_MS, textsOf } from '../../support/drill-audit.ts';
import { buildPiket } from '../../support/drill-process.ts';
import { seeded } from '../../support/drill-seed.ts';
import { tell, told } from '../../support/drill-senders.ts';
import { openDrill } from '../../support/drill.ts';
import { until } from '../../support/until.ts';

const KILLS = 5;
const WEBHOOK_EVERY_MS = 25;
/** The longest time between two kills. */
const KILL_WITHIN_MS = 2000;

interface Span {
  readonly from: number;
  readonly to: number;
}

beforeAll(buildPiket);

describe('kill -9 of Redis under load', () => {
  it('is a 503 to senders and a delay to pages', { timeout: 120_000 }, async () => {
    const drill = await openDrill('embedded');
    const { store, twilio } = drill;
    const random = seeded(7);
    const piket = await drill.start();
    const ready = async () => (await fetch(`${piket.url}/readyz`)).ok;
    const statuses: number[] = [];
    const answers = new Map<string, number>();
    const outages: Span[] = [];
    const load = async () => {
      const sending: Promise<void>[] = [];
      for (let at = 0; outages.length < KILLS; at += 1) {
        const name = `Alert${at}`;
        const up = async () => piket;
        const answered = tell(up, told(name, 'P2'), (status) => statuses.push(status));
        sending.push(answered.then((number) => void answers.set(name, number)));
        await pause(WEBHOOK_EVERY_MS);
      }
      await Promise.all(sending);
    };
    const loading = load();
    while (outages.length < KILLS) {
      await pause(random() * KILL_WITHIN_MS);
      const pid = await until('there is a Redis', drill.redisPid);
      const from = Date.now();
      process.kill(pid, 'SIGKILL');
      await until('Piket misses its Redis', async () => !(await ready()), { everyMs: 5 });
      await until('Piket has its Redis again', ready, { everyMs: 5 });
      outages.push({ from, to: Date.now() });
    }
    await loading;
    await until('no page is owed', async () =>
      (await store.owed()).every(({ type }) => type !== 'page'),
    );

    let twice = 0;
    const late: number[] = [];
    for (const [name, number] of answers) {
      const { snapshot, folded } = await store.bothTellings(number);
      expect(snapshot.alertnames).toEqual([name]);
      expect(folded).toEqual(snapshot);
      for (const page of await store.pagesOf([number])) {
        expect(page.state).toMatch(/^(sent|delivered)$/);
        const texts = textsOf(twilio, page);
        expect(texts.length, `texts for ${page.full}`).toBeGreaterThan(0);
        twice += texts.length - 1;
        const sentAt = page.reached.sent ?? Infinity;
        const away = outages.map((outage) => overlapMs(outage, { from: page.dueAt, to: sentAt }));
        late.push(sentAt - page.dueAt - away.reduce((sum, ms) => sum + ms, 0));
      }
    }
    const { incidents } = await store.incidents.list({ limit: 2 * answers.size });
    expect(incidents).toHaveLength(answers.size);
    const latest = Math.max(...late);
    const refused = statuses.filter((status) => status === 503).length;
    const overdue = late.filter((ms) => ms > PROMPT_MS).length;
    process.stdout.write(
      `Redis killed: ${KILLS} kills, away ${outages.map(({ from, to }) => to - from).join(', ')} ms; ` +
        `${answers.size} webhooks answered 200 and ${refused} times 503, none lost; ${twice} pages sent again, ` +
        `${overdue} later than ${PROMPT_MS} ms, the latest ${latest} ms, not counting the time without Redis\n`,
    );
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    expect(latest).toBeLessThanOrEqual(PROMPT_MS);
    await piket.stop();
  });
});

const overlapMs = (one: Span, other: Span) =>
  Math.max(0, Math.min(one.to, other.to) - Math.max(one.from, other.from));
