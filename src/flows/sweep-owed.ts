import type { OwedWork } from '../core/owed-work.ts';
import { fullId } from '../core/page-id.ts';
import type { Ports } from '../ports.ts';
import type { Attempt } from './owed-attempts.ts';

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
export function openSweep(ports: Ports, attempt: Attempt, graceMs = GRACE_MS): Sweep {
  const pages = new Map<string, Promise<void>>();
  const startPage = (work: OwedWork & { readonly type: 'page' }) => {
    const id = fullId(work.incident, work.page);
    if (pages.has(id) || pages.size >= PAGES_AT_ONCE) return;
    const sending = attempt(work).finally(() => pages.delete(id));
    pages.set(id, sending);
  };

  return {
    run: async () => {
      const until = ports.clock.now() - graceMs;
      const timers: OwedWork[] = [];
      // However many pages wait for a provider, the timers behind them are found.
      for (let skip = 0; timers.length < BATCH; skip += BATCH) {
        const due = await ports.owed.due(until, BATCH, skip);
        for (const work of due) {
          if (work.type === 'page') startPage(work);
          else timers.push(work);
        }
        if (due.length < BATCH) break;
      }
      while (timers.length > 0) {
        await Promise.all(timers.splice(0, TIMERS_AT_ONCE).map(attempt));
      }
    },
    settled: async () => {
      await Promise.all(pages.values());
    },
  };
}
