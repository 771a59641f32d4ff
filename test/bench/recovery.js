/** How soon Piket works again when its Redis was killed and came back. */
import { setTimeout as pause } from 'node:timers/promises';
import { seedSteps } from './due-steps.js';
import { until } from './world.js';

const AWAY_MS = 3000;
const STEPS = 20;
const AIM_MS = 1500;

const row = (measure, ms) => ({
  measure,
  figure: `${Math.round(ms)} ms`,
  ceiling: `aim ${AIM_MS} ms`,
  ratio: ms / AIM_MS,
  aim: '<= 1',
  reached: ms <= AIM_MS,
});

export async function measureRecovery(world, say) {
  say('a Redis that comes back');
  // Due while Redis is away.
  const dueAt = Date.now() + 12_000;
  const seed = () =>
    seedSteps(
      world,
      Array.from({ length: STEPS }, () => dueAt),
    );
  return world.withPiket(
    async (piket, port) => {
      await pause(Math.max(0, dueAt - 1000 - Date.now()));
      await piket.ask('seen');
      await world.redisDies();
      const plan = { port, kind: { alerts: 1, severity: 'P3' }, first: 1, ms: 20_000 };
      const taken = world.load.ask('untilTaken', plan);
      taken.catch(() => undefined);
      await pause(AWAY_MS);
      const answersAt = await world.redisReturns();
      const webhookMs = (await taken) - answersAt;
      const isSent = async () => (await piket.ask('counts')).sent > 0;
      await until('a due page', isSent, 20_000);
      const [first] = (await piket.ask('seen')).sent;
      return [
        row('Redis back: the first webhook answered 200', webhookMs),
        row('Redis back: the first page that fell due', first.at - answersAt),
      ];
    },
    { seed, more: { BENCH_QUIET: '1' } },
  );
}
