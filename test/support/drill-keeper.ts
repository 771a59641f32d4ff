import type { Drill } from './drill.ts';
import type { DrilledPiket } from './drill-process.ts';

/** Keeps one Piket running: whenever it ends, `looked` may look at the store, and another one is started. */
export const keepRunning = async (
  drill: Drill,
  looked: (endedAt: number) => Promise<void> = async () => undefined,
) => {
  const closing = new AbortController();
  let piket = drill.start();
  const next = async (endedAt: number) => {
    await looked(endedAt);
    return drill.start();
  };
  const supervise = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const endedAt = await (await piket).ended;
      if (!closing.signal.aborted) piket = next(endedAt);
    }
  };
  await piket;
  const supervision = supervise();
  return {
    /** The one that runs, as soon as it is ready. */
    up: (): Promise<DrilledPiket> => piket,
    stop: async (): Promise<void> => {
      closing.abort();
      await (await piket).stop();
      await supervision;
    },
  };
};
