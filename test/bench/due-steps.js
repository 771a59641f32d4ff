/** How late steps are that fall due: the moment at which what they come to is stored. */
import { Queue } from 'bullmq';
import { advance } from '../../dist/core/advance.js';
import { timersSet } from '../../dist/core/owes.js';
import { jobOptions } from '../../dist/queues/owed-job.js';
import { openRedis } from '../../dist/store/redis-connection.js';
import { openStore } from '../../dist/store/redis-store.js';
import { openings } from './incidents.js';
import { quantile } from './millis.js';
import { until } from './world.js';

const AT_ONCE = 10_000;
const SPREAD = 400;
const SPREAD_MS = 8000;
/** A P1 goes on to its second step after 15 min. */
const WAIT_MS = 15 * 60_000;
const WRITERS = 64;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Incidents whose first page was sent, with a step due at each of the instants, and BullMQ told of it. */
export async function seedSteps({ redisPort }, dueAts) {
  const address = { url: `redis://127.0.0.1:${redisPort}` };
  const redis = await openRedis({ address, log });
  const clock = { now: () => Date.now() };
  const store = await openStore({ redis: redis.connection, clock, log, incarnation: 'bench' });
  const open = openings({ alerts: 1, severity: 'P1' });
  const work = [...dueAts.entries()];
  const jobs = [];
  const write = async () => {
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const [at, dueAt] = next;
      const openedAt = dueAt - WAIT_MS;
      const { rules, ...change } = open(at, openedAt);
      const [number] = await store.incidents.commit([change]);
      const incident = { ...change.incident, number };
      for (const timer of timersSet(undefined, incident)) {
        if (timer.timer === 'step') jobs.push({ type: 'timer', incident: number, ...timer });
      }
      const [page] = change.pages;
      const news = { type: 'page-sent', providerId: 'bench', page };
      const sent = advance(incident, news, rules, openedAt);
      const before = { incident, version: incident.openedAt };
      await store.incidents.commit([{ ...sent, before, alerts: [], alertsBefore: new Map() }]);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  const queue = new Queue('escalation', {
    connection: redis.connection(),
    prefix: '{piket}:queue',
    skipWaitingForReady: true,
    skipVersionCheck: true,
  });
  for (let from = 0; from < jobs.length; from += 500) {
    const some = jobs.slice(from, from + 500);
    const now = Date.now();
    await queue.addBulk(
      some.map((data) => ({ name: 'timer', data, opts: jobOptions(data, 'P1', now) })),
    );
  }
  await store.close();
  await redis.close();
}

async function lateness(world, dueAts, withinMs) {
  const seed = () => seedSteps(world, dueAts);
  return world.withPiket(
    async (piket) => {
      const last = Math.max(...dueAts);
      const early = last - Date.now();
      if (Math.min(...dueAts) < Date.now())
        throw new Error('the steps were due before Piket was up');
      const done = async () => (await piket.ask('counts')).steps >= dueAts.length;
      await until('all steps', done, early + withinMs);
      return (await piket.ask('seen')).stepsLateMs.toSorted((a, b) => a - b);
    },
    { seed, more: { BENCH_QUIET: '1' } },
  );
}

export async function measureDueSteps(world, say) {
  say('due steps, spread');
  const from = Date.now() + 12_000;
  const spread = Array.from({ length: SPREAD }, (_, at) =>
    Math.round(from + (at * SPREAD_MS) / SPREAD),
  );
  const idle = await lateness(world, spread, 10_000);
  say('due steps, 10,000 at one moment');
  const moment = Date.now() + 35_000;
  const all = await lateness(
    world,
    Array.from({ length: AT_ONCE }, () => moment),
    60_000,
  );
  const [p99, last] = [quantile(idle, 0.99), all.at(-1)];
  return [
    {
      measure: 'steps, 50 a second: late p50 / p99',
      figure: `${quantile(idle, 0.5)} / ${p99} ms`,
      ceiling: 'aim 25 ms',
      ratio: p99 / 25,
      aim: '<= 1',
      reached: p99 <= 25,
    },
    {
      measure: '10,000 steps at once: late p50 / last',
      figure: `${quantile(all, 0.5)} / ${last} ms`,
      ceiling: 'aim 1500 ms',
      ratio: last / 1500,
      aim: '<= 1',
      reached: last <= 1500,
    },
  ];
}
