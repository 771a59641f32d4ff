/** Webhooks a second: Piket and two servers that only read the body, by turns, so that noise is shared. */
import { setTimeout as pause } from 'node:timers/promises';
import { median, quantile } from './millis.js';
import { writesPerSecond } from './write-ceiling.js';

const CONNECTIONS = 64;
const ROUNDS = 4;
const ROUND_MS = 700;
const QUIET_MS = 200;
const WARM_MS = 3000;

/** A P3 at night pages nobody yet; a P1 pages a phone at once. */
const KINDS = [
  { name: 'repeats', alerts: 1, severity: 'P3', repeat: 500 },
  {
    name: 'repeats, each with another value',
    alerts: 1,
    severity: 'P3',
    repeat: 500,
    moving: true,
  },
  { name: 'repeats, 10 alerts a body', alerts: 10, severity: 'P3', repeat: 200 },
  { name: 'repeats, 100 alerts a body', alerts: 100, severity: 'P3', repeat: 40 },
  {
    name: 'the same, each with other values',
    alerts: 100,
    severity: 'P3',
    repeat: 40,
    moving: true,
  },
  { name: 'new incidents, paged in the morning', alerts: 1, severity: 'P3' },
  { name: 'new incidents, a phone paged for each', alerts: 1, severity: 'P1' },
  { name: 'new incidents, 10 alerts a body', alerts: 10, severity: 'P3' },
  { name: 'new incidents, 100 alerts a body', alerts: 100, severity: 'P3' },
];

/** As a process that has run for a while: all of its ways, and the servers beside it. */
async function warm({ load }, ports) {
  const storm = (port, kind, first) =>
    load.ask('storm', {
      port,
      kind,
      first,
      repeat: kind.repeat ?? Number.MAX_SAFE_INTEGER,
      ms: WARM_MS,
      connections: CONNECTIONS,
    });
  const [repeats, others] = KINDS;
  await storm(ports.piket, repeats, 0);
  await storm(ports.piket, others, 0);
  await storm(ports.piket, { ...repeats, repeat: undefined }, 1_000_000);
  await storm(ports.bare, repeats, 0);
  await storm(ports.express, repeats, 0);
}

/** The first round, in which all three get used to the kind, does not count. */
async function measure(world, kind, ports) {
  const isNew = kind.repeat === undefined;
  const storm = async (port, first, ms) => {
    const repeat = kind.repeat ?? Number.MAX_SAFE_INTEGER;
    const done = await world.load.ask('storm', {
      port,
      kind,
      first,
      repeat,
      ms,
      connections: CONNECTIONS,
    });
    const others = Object.keys(done.statuses).filter((status) => status !== '200');
    if (others.length > 0) throw new Error(`answered ${JSON.stringify(done.statuses)}`);
    return done;
  };
  const rounds = [];
  for (let at = 0; at < ROUNDS; at += 1) {
    // The pages of the round before are gone with their incidents.
    await world.redis.flushall();
    await pause(QUIET_MS);
    if (!isNew) await storm(ports.piket, 0, ROUND_MS);
    const piket = await storm(ports.piket, isNew ? at * 1_000_000 : 0, ROUND_MS);
    await world.redis.flushall();
    await pause(QUIET_MS);
    const bare = await storm(ports.bare, 0, ROUND_MS);
    const express = await storm(ports.express, 0, ROUND_MS);
    rounds.push({
      piket: piket.perSecond,
      p99: quantile(piket.took, 0.99),
      bare: bare.perSecond,
      express: express.perSecond,
    });
  }
  const of = (name) => median(rounds.slice(1).map((round) => round[name]));
  return { piket: of('piket'), bare: of('bare'), express: of('express'), p99: of('p99') };
}

function rowsOf(kind, { piket, bare, express, p99 }, writes) {
  const least = kind.repeat === undefined ? 0.4 : 0.6;
  const row = (ceiling, name, aim, reached) => ({
    measure: kind.name,
    figure: `${Math.round(piket)}/s`,
    ceiling: `${name} ${Math.round(ceiling)}/s`,
    ratio: piket / ceiling,
    aim,
    reached,
  });
  return [
    row(bare, 'node:http', `>= ${least}`, piket / bare >= least),
    row(express, 'express', '> 1', piket > express),
    ...(writes === undefined ? [] : [row(writes, 'write script', '>= 0.4', piket / writes >= 0.4)]),
    { measure: '  99 of 100 answered within', figure: `${p99.toFixed(1)} ms` },
  ];
}

export const measureWebhooks = (world, say) =>
  world.withPiket(
    async (_piket, port) => {
      const ports = { ...(await world.bare.ask('ports')), piket: port };
      const rows = [];
      await warm(world, ports);
      for (const kind of KINDS) {
        say(`webhooks: ${kind.name}`);
        const figures = await measure(world, kind, ports);
        const isWrite = kind.repeat === undefined && kind.alerts === 1;
        const writes = isWrite ? await writesPerSecond(world, kind, CONNECTIONS) : undefined;
        rows.push(...rowsOf(kind, figures, writes));
      }
      return rows;
    },
    // A page in hand finds its incident gone.
    { more: { BENCH_QUIET: '1' } },
  );
