import type { OwedWork } from '../core/owed-work.ts';
import type { Clock, Hints, Ports } from '../ports.ts';
import { inBatches } from './in-batches.ts';

/**
 * The queue is told of work that is due within this time. An incident owes four or five things hours
 * ahead, of which an answer makes most void: each as a job would cost as much as the incident itself.
 */
const AHEAD_MS = 5 * 60_000;
/** Processes' clocks differ; the same work twice is one job. */
const OVERLAP_MS = 5000;
/** In one look; what is beyond is left to the sweep. */
const MOST = 20_000;

/** Hints that leave out what is far: `openLookAhead` gives it when it draws near. */
export const nearHints = (hints: Hints, clock: Clock): Hints => ({
  schedule: (work, about) => {
    if (work.dueAt <= clock.now() + AHEAD_MS) hints.schedule(work, about);
  },
});

/** Hands to the queue what has drawn near since the last look, well ahead of its time. */
export function openLookAhead(ports: Ports): { run(): Promise<void> } {
  let seenUntil: number | undefined;
  return {
    run: async () => {
      const now = ports.clock.now();
      const after = Math.max(now, (seenUntil ?? now) - OVERLAP_MS);
      const near = await ports.owed.upcoming(after, now + AHEAD_MS, MOST);
      await inBatches(near, (work) => hint(work, ports));
      seenUntil = now + AHEAD_MS;
    },
  };
}

async function hint(work: OwedWork, { incidents, hints }: Ports): Promise<void> {
  const { incident: number } = work;
  if (work.type === 'timer') {
    const stored = await incidents.load(number);
    if (stored !== undefined) hints.schedule(work, { severity: stored.incident.severity });
    return;
  }
  const page = (await incidents.loadPage(number, work.page))?.page;
  if (page !== undefined) hints.schedule(work, { severity: page.severity, channel: page.channel });
}
