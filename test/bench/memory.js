/** What an incident takes of Redis after its life, and what open ones take of the process. */
import { setTimeout as pause } from 'node:timers/promises';
import { inBatches } from '../../dist/flows/in-batches.js';
import { until } from './world.js';

const LIVES = 300;
const OPEN = 5000;
const ONE = { alerts: 1, severity: 'P1' };
const AIM = 6000;
/** Those of the incident; of the others it has a share. */
const OWN = /^\{piket\}:(incident|timeline|alerts|alert|group):/;

async function bytesOf(redis) {
  const sizes = { own: 0, all: 0 };
  const keys = (await redis.keys('{piket}:*')).filter((key) => !key.startsWith('{piket}:queue'));
  await inBatches(keys, async (key) => {
    const bytes = await redis.memory('USAGE', key, 'SAMPLES', 0);
    sizes.all += bytes ?? 0;
    if (OWN.test(key)) sizes.own += bytes ?? 0;
  });
  return sizes;
}

/** Opened, paged, acknowledged by a person, resolved by its source, and told of that. */
async function live({ load }, piket, port) {
  const plan = { port, connections: 8, ms: 20_000, first: 0, count: LIVES };
  await piket.ask('seen');
  await load.ask('storm', { ...plan, kind: ONE });
  const paged = async () => (await piket.ask('counts')).sent >= LIVES;
  await until('all pages', paged, 30_000);
  const { sent } = await piket.ask('seen');
  for (const { number, person } of sent) {
    // The API takes some hundred a second.
    await pause(12);
    const response = await fetch(
      `http://127.0.0.1:${port}/api/v1/incidents/${number}/acknowledge`,
      {
        method: 'POST',
        headers: {
          authorization: 'Bearer admin-token-of-the-bench',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ by: person }),
      },
    );
    if (response.status !== 200) throw new Error(`acknowledge answers ${response.status}`);
    await response.arrayBuffer();
  }
  await load.ask('storm', { ...plan, kind: { ...ONE, status: 'resolved' } });
  await until('quiet', async () => (await piket.ask('behind')) === 0, 20_000);
}

export async function measureMemory(world, say) {
  say('memory');
  const lived = await world.withPiket(async (piket, port) => {
    await live(world, piket, port);
    return bytesOf(world.redis);
  });
  const open = await world.withPiket(async (piket, port) => {
    const plan = { port, connections: 16, ms: 30_000, kind: { ...ONE, severity: 'P3' } };
    const storm = async (first, count) => world.load.ask('storm', { ...plan, first, count });
    await storm(1_000_000, 2000);
    const before = await piket.ask('memory');
    const { statuses } = await storm(2_000_000, OPEN);
    return (((await piket.ask('memory')) - before) / statuses[200]) * 10_000;
  });
  const own = lived.own / LIVES;
  return [
    {
      measure: 'Redis bytes an incident, after its life',
      figure: `${Math.round(own)} B`,
      ceiling: `aim ${AIM} B`,
      ratio: own / AIM,
      aim: '<= 1',
      reached: own <= AIM,
    },
    {
      measure: '  with its share of indexes, codes, paces',
      figure: `${Math.round(lived.all / LIVES)} B`,
    },
    { measure: 'process memory, 10,000 more open', figure: `${(open / 2 ** 20).toFixed(1)} MiB` },
  ];
}
