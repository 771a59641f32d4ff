import type { OwedWork, Ports } from '../ports.ts';
import { carryOut } from './carry-out.ts';

/** The queue has the first chance: what is overdue by less than this is left to it. */
const GRACE_MS = 1000;
const BATCH = 1000;
const PAGES_AT_ONCE = 32;
const TIMERS_AT_ONCE = 32;

export interface Sweep {
  /** Carries out what is overdue: timers at once, while pages may take their channel's time. */
  run(): Promise<void>;
  /** When the pages under way have ended. */
  settled(): Promise<void>;
}

/**
 * Carries out whatever is overdue, through the same claim and the same flow as the queue: with the
 * queue lost or its workers wedged every page still goes out, seconds late. A provider that hangs
 * holds up no timer.
 */
export function openSweep(ports: Ports, graceMs = GRACE_MS): Sweep {
  const pages = new Map<string, Promise<void>>();

  const attempt = async (work: OwedWork): Promise<void> => {
    try {
      await carryOut(work, ports);
    } catch (error) {
      const about = { incidentId: work.incident, type: work.type, error: nameOf(error) };
      ports.log.warn(about, 'owed work failed, it is tried again soon');
    }
  };
  const startPage = (work: OwedWork & { readonly type: 'page' }) => {
    const id = `${work.incident}.${work.page}`;
    if (pages.has(id) || pages.size >= PAGES_AT_ONCE) return;
    const sending = attempt(work).finally(() => pages.delete(id));
    pages.set(id, sending);
  };

  return {
    run: async () => {
      const due = await ports.owed.due(ports.clock.now() - graceMs, BATCH);
      for (const work of due) if (work.type === 'page') startPage(work);
      const timers = due.filter(({ type }) => type === 'timer');
      while (timers.length > 0) {
        await Promise.all(timers.splice(0, TIMERS_AT_ONCE).map(attempt));
      }
    },
    settled: async () => {
      await Promise.all(pages.values());
    },
  };
}

/** An error's text may hold what it was about; its kind may be told. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
