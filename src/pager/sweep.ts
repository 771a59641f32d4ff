import { errorName } from '../flows/error-name.ts';
import { openLookAhead } from '../flows/look-ahead.ts';
import type { Attempt } from '../flows/owed-attempts.ts';
import { openSweep } from '../flows/sweep-owed.ts';
import type { PagingWatch } from '../flows/watch-paging.ts';
import type { Ports } from '../ports.ts';

export interface Sweeping {
  /** Since a sweep last ended well; since the start before the first. */
  ageMs(): number;
  stop(): Promise<void>;
}

const SWEEP_EVERY_MS = 1000;
const LOOK_EVERY_MS = 60_000;

/**
 * Sweeps once a second; looks ahead, and whether anybody can be paged, now and once a minute. What fails is
 * tried at the next tick.
 */
export function startSweep(ports: Ports, attempt: Attempt, watch: PagingWatch): Sweeping {
  const sweep = openSweep(ports, attempt);
  const lookAhead = openLookAhead(ports);
  const sweeping = every(SWEEP_EVERY_MS, 'the sweep', () => sweep.run(), ports);
  const looking = every(LOOK_EVERY_MS, 'the look ahead', () => lookAhead.run(), ports);
  const watching = every(LOOK_EVERY_MS, 'the watch over paging', () => watch.look(), ports);
  // What drew near while no process was there is in no queue.
  looking.kick();
  watching.kick();
  return {
    ageMs: () => performance.now() - sweeping.endedWellAt(),
    stop: async () => {
      await Promise.all([sweeping, looking, watching].map((each) => each.stop()));
      await sweep.settled();
    },
  };
}

/** One run at a time, the first one tick from now unless it is `kick`ed. */
function every(ms: number, what: string, run: () => Promise<void>, { log }: Ports) {
  let endedWellAt = performance.now();
  let running: Promise<void> | undefined;
  let failing = false;
  const once = async () => {
    try {
      await run();
      failing = false;
      endedWellAt = performance.now();
    } catch (error) {
      if (!failing) log.warn({ error: errorName(error) }, `${what} failed, it goes on trying`);
      failing = true;
    }
    running = undefined;
  };
  const kick = () => {
    running ??= once();
  };
  const timer = setInterval(kick, ms);
  return {
    kick,
    endedWellAt: () => endedWellAt,
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
