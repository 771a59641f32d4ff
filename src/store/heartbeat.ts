import type { Log } from '../ports.ts';
import type { AtomicWrite } from './atomic-write.ts';
import type { Keys } from './keys.ts';

const BEAT_MS = 3000;
const DEAD_AFTER_MS = 6000;

/** Shows the other processes that this one lives; what it has claimed is free once it does not. */
export const openHeartbeat = async (options: {
  readonly write: AtomicWrite;
  readonly keys: Keys;
  readonly incarnation: string;
  readonly log: Log;
}): Promise<{ close(): Promise<void> }> => {
  const { write, keys, incarnation, log } = options;
  const key = keys.process + incarnation;
  const beat = () => write([], [['SET', key, '1', 'PX', String(DEAD_AFTER_MS)]]);
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
