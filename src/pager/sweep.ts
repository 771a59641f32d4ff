import { openSweep } from '../flows/sweep-owed.ts';
import type { Ports } from '../ports.ts';

const EVERY_MS = 1000;

/** Sweeps once a second, one sweep at a time; a sweep that fails is tried again at the next tick. */
export function startSweep(ports: Ports): { stop(): Promise<void> } {
  const sweep = openSweep(ports);
  let running: Promise<void> | undefined;
  let failing = false;
  const once = async () => {
    try {
      await sweep.run();
      failing = false;
    } catch (error) {
      const reason = error instanceof Error ? error.name : typeof error;
      if (!failing) ports.log.warn({ reason }, 'the sweep failed, it goes on trying');
      failing = true;
    }
    running = undefined;
  };
  const timer = setInterval(() => {
    running ??= once();
  }, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
      await sweep.settled();
    },
  };
}
