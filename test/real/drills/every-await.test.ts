import { beforeAll, describe, expect, it } from 'vitest';
import { auditIncident, DEAD_AFTER_MS, type Kill, NO_KILL } from '../../support/drill-audit.ts';
import { keepRunning } from '../../support/drill-keeper.ts';
import { buildPiket, type DrilledPiket } from '../../support/drill-process.ts';
import { pageOf, reply, tell, told } from '../../support/drill-senders.ts';
import { type Drill, openDrill } from '../../support/drill.ts';
import { newMessageSid } from '../../support/fake-twilio-outbox.ts';
import { until } from '../../support/until.ts';

/** The sweep asks once a second for ever: two of its looks stand for all. */
const LOOKS = /^owed\.due#(?![12] )/;

interface Outcome {
  readonly edge: string;
  readonly killed: boolean;
  readonly twice: number;
  readonly latestMs: number;
}

beforeAll(buildPiket);

describe('kill -9 at every await of the main flow', () => {
  it('loses nothing, and repeats at most the page in hand', { timeout: 300_000 }, async () => {
    const drills = [
      await openDrill('embedded', 'wait'),
      await openDrill('embedded', 'wait'),
      await openDrill('shared', 'wait'),
    ] as const;
    const lanes = await Promise.all(drills.map(openLane));
    const [first] = lanes;
    const edges = (await first?.rehearse()) ?? [];
    const waiting = [...edges];
    const outcomes: Outcome[] = [];
    const broken: string[] = [];
    const work = async (lane: Lane) => {
      for (let edge = waiting.shift(); edge !== undefined; edge = waiting.shift()) {
        try {
          outcomes.push(await lane.killAt(edge));
        } catch (error) {
          broken.push(`${edge} (${lane.kind}): ${String(error)}`);
        }
      }
    };
    await Promise.all(lanes.map(work));
    await Promise.all(lanes.map((lane) => lane.stop()));
    const missed = outcomes.filter(({ killed }) => !killed).map(({ edge }) => edge);
    const twice = outcomes.reduce((sum, outcome) => sum + outcome.twice, 0);
    const latest = Math.max(...outcomes.map(({ latestMs }) => latestMs));
    process.stdout.write(
      `every await: ${edges.length} edges, killed at ${outcomes.length - missed.length} ` +
        `(not met again: ${missed.join(', ') || 'none'}), nothing lost in ${outcomes.length}; ` +
        `${twice} pages in hand sent twice, the latest page ${latest} ms after it could go\n`,
    );
    expect(broken).toEqual([]);
    expect(missed.length).toBeLessThan(0.1 * edges.length);
  });
});

type Lane = Awaited<ReturnType<typeof openLane>>;

interface Ended {
  readonly at: number;
  readonly claimed: readonly string[];
}

/** One store, one phone, and one Piket after another. */
const openLane = async (drill: Drill) => {
  const { kind, store } = drill;
  const ends: Ended[] = [];
  const keeper = await keepRunning(drill, async (at) => {
    const claimed = await store.claimed();
    ends.push({ at, claimed: claimed.map(({ page }) => page) });
  });
  let nights = 0;
  const killOf = ({ readyAt }: DrilledPiket): Kill => {
    const [end] = ends;
    if (end === undefined) return NO_KILL;
    // A store of its own has no other process: what was claimed is free as soon as it starts.
    const claimsFreeAt = kind === 'shared' && end.claimed.length > 0 ? end.at + DEAD_AFTER_MS : 0;
    const freeAt = Math.max(readyAt, claimsFreeAt);
    return { killedAt: end.at, freeAt, claimed: new Set(end.claimed) };
  };

  return {
    kind,
    /** What a night without a kill crosses. */
    rehearse: async (): Promise<readonly string[]> => {
      const piket = await keeper.up();
      await piket.watch();
      await liveThrough('Rehearsal', drill, keeper.up);
      return (await piket.crossed()).filter((edge) => !LOOKS.test(edge));
    },
    killAt: async (edge: string): Promise<Outcome> => {
      ends.length = 0;
      await (await keeper.up()).watch(edge);
      const name = `Night${(nights += 1)}`;
      const number = await liveThrough(name, drill, keeper.up);
      const after = await keeper.up();
      await after.watch();
      const { twice, latestMs } = await auditIncident(drill, number, killOf(after));
      const { incidents } = await store.incidents.list({ limit: 200 });
      const same = incidents.filter(({ alertnames }) => alertnames.includes(name));
      expect(same.map((incident) => incident.number)).toEqual([number]);
      return { edge, killed: ends.length > 0, twice, latestMs };
    },
    stop: keeper.stop,
  };
};

/** A whole night: an alert, a page, no answer, another page, the answer, the end. Answers its number. */
const liveThrough = async (
  name: string,
  drill: Drill,
  up: () => Promise<DrilledPiket>,
): Promise<number> => {
  const { store, twilio } = drill;
  const number = await tell(up, told(name, 'P1'));
  await until(`#${number} has paged ada and bob`, async () => {
    const pages = await store.pagesOf([number]);
    return pages.length === 2 && pages.every(({ state }) => state !== 'owed');
  });
  const text = twilio.sent.findLast((sent) => pageOf(sent).startsWith(`${number}.`));
  const [, code = ''] = /Reply (\d+)=/.exec(text?.body ?? '') ?? [];
  const answer = { person: 'bob', body: code, messageSid: newMessageSid() } as const;
  expect(await reply(drill, up, answer)).toMatch(new RegExp(`${code} (was )?acked`));
  expect(await tell(up, told(name, 'P1')), 'the incident of the same alert').toBe(number);
  expect(await tell(up, told(name, 'P1', 'resolved')), 'the incident of its end').toBe(number);
  await twilio.settled();
  await until('nothing is owed or claimed', async () => {
    return (await store.owed()).length === 0 && (await store.claimed()).length === 0;
  });
  return number;
};
