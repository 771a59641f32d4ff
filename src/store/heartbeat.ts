import type { Clock, Log } from '../ports.ts';
import type { AtomicWrite } from './atomic-write.ts';
import type { Keys } from './keys.ts';
import type { RedisUptime } from './uptime.ts';

const BEAT_MS = 3000;
const DEAD_AFTER_MS = 6000;

/** Shows the other processes that this one lives; what it has claimed is free once it does not. */
export const openHeartbeat = async (options: {
  readonly write: AtomicWrite;
  readonly keys: Keys;
  readonly uptime: RedisUptime;
  readonly clock: Clock;
  readonly incarnation: string;
  readonly log: Log;
  /** Hears how long each beat's write took. */
  readonly wrote?: (tookMs: number) => void;
}): Promise<{ close(): Promise<void> }> => {
  const { write, keys, uptime, clock, incarnation, log, wrote } = options;
  const key = keys.process + incarnation;
  const beat = async () => {
    const began = performance.now();
    await write([], [['SET', key, '1', 'PX', String(DEAD_AFTER_MS)]]);
    wrote?.(performance.now() - began);
    await uptime.beat(clock.now());
  };
  await beat();
  const timer = setInterval(() => {
    beat().catch((error: unknown) => log.warn({ error: String(error) }, 'a heartbeat was lost'));
  }, BEAT_MS);
  return {
    close: async () => {
      clearInterval(timer);
      await write([], [['DEL', key]]);
    },
  };
};
