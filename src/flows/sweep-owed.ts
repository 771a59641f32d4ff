import type { Ports } from '../ports.ts';
import { carryOut } from './carry-out.ts';

/** The queue has the first chance: what is overdue by less than this is left to it. */
const GRACE_MS = 1000;
const BATCH = 200;
const AT_ONCE = 16;

/**
 * Carries out whatever is overdue, through the same claim and the same flow as the queue: with the
 * queue lost or its workers wedged every page still goes out, seconds late. Answers how much was due.
 */
export async function sweepOwed(ports: Ports, graceMs = GRACE_MS): Promise<number> {
  const due = await ports.owed.due(ports.clock.now() - graceMs, BATCH);
  const waiting = [...due];
  const worker = async () => {
    for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) {
      try {
        await carryOut(work, ports);
      } catch (error) {
        const { incident, type } = work;
        ports.log.warn(
          { incident, type, error: nameOf(error) },
          'owed work failed, tried again soon',
        );
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return due.length;
}

/** An error's text may hold what it was about; its kind may be told. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
