/** From a webhook to the channel's edge: from the first byte sent until the fake phone has the text. */
import { measureHop } from './hop.js';
import { quantile } from './millis.js';
import { until } from './world.js';

const PAGED = { alerts: 1, severity: 'P1' };
const REPEATED = { alerts: 1, severity: 'P3' };
const REPEAT = 200;
const WARM_FROM = 500_000;
const LOADS = [
  { name: 'webhook to channel, idle', perSecond: 20, newEvery: 1, ms: 8000 },
  { name: 'webhook to channel, 200/s, 20 new', perSecond: 200, newEvery: 10, ms: 10_000 },
  {
    name: 'webhook to channel, 200/s, all new',
    perSecond: 200,
    newEvery: 1,
    ms: 5000,
    aimless: true,
  },
];

async function latencies({ load }, piket, port, { perSecond, newEvery, ms }, newFrom) {
  const plan = { port, kind: PAGED, repeated: REPEATED, first: 0, repeat: REPEAT };
  await piket.ask('seen');
  const opened = await load.ask('steady', { ...plan, newFrom, newEvery, perSecond, ms });
  const enough = async () => (await piket.ask('counts')).sent >= opened.length;
  await until('all pages', enough, 30_000);
  const { sent } = await piket.ask('seen');
  const firsts = new Map(sent.toReversed().map(({ number, at }) => [number, at]));
  return opened
    .flatMap(({ number, sentAt }) => {
      const at = firsts.get(number);
      return at === undefined ? [] : [at - sentAt];
    })
    .toSorted((a, b) => a - b);
}

export async function measurePages(world, say) {
  say('one hop of BullMQ');
  const hop = await measureHop(world);
  const ceiling = quantile(hop, 0.5);
  const rows = [{ measure: 'one BullMQ hop, p50 / p99', figure: ms(ceiling, quantile(hop, 0.99)) }];
  await world.withPiket(async (piket, port) => {
    const plan = { port, connections: 8, ms: 10_000 };
    await world.load.ask('storm', { ...plan, kind: REPEATED, first: 0, count: REPEAT });
    await world.load.ask('storm', { ...plan, kind: PAGED, first: WARM_FROM, count: 400 });
    const isQuiet = async () => (await piket.ask('behind')) === 0;
    await until('quiet', isQuiet, 30_000);
    for (const [at, one] of LOADS.entries()) {
      say(one.name);
      const took = await latencies(world, piket, port, one, (at + 1) * 1_000_000);
      const p99 = quantile(took, 0.99);
      rows.push({
        measure: `${one.name}, p50 / p99`,
        figure: ms(quantile(took, 0.5), p99),
        ceiling: `hop p50 ${ceiling.toFixed(1)} ms`,
        ratio: p99 / ceiling,
        ...(!one.aimless && { aim: 'p99 <= 10', reached: p99 <= 10 * ceiling }),
      });
    }
  });
  return rows;
}

const ms = (p50, p99) => `${p50.toFixed(1)} / ${p99.toFixed(1)} ms`;
