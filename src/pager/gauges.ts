import { onCall } from '../core/schedule.ts';
import type { PagingWatch } from '../flows/watch-paging.ts';
import type { Clock } from '../ports.ts';
import type { Queues } from '../queues/bull-queues.ts';
import type { Configured } from './configured.ts';
import type { Keep } from './keep.ts';
import { unreachable } from './summary.ts';
import type { Sweeping } from './sweep.ts';

/** What the metrics ask for at every scrape. */
export const gaugesOf = ({
  keep: { store, isDurable },
  configured,
  queues,
  channels,
  watch,
  sweep,
  clock,
}: {
  readonly keep: Keep;
  readonly configured: Configured;
  readonly queues: Queues;
  readonly channels: readonly string[];
  readonly watch: PagingWatch;
  readonly sweep: Sweeping;
  readonly clock: Clock;
}) => ({
  responseTargets: () => {
    const { P0, P1, P2, P3 } = configured.rules().targetMs;
    return { P0: P0 / 1000, P1: P1 / 1000, P2: P2 / 1000, P3: P3 / 1000 };
  },
  onCallCovered: () =>
    Object.fromEntries(
      Object.values(configured.rules().schedules).map((schedule): [string, 0 | 1] => [
        schedule.name,
        onCall(schedule, clock.now()).length > 0 ? 1 : 0,
      ]),
    ),
  peopleUnreachable: async () =>
    unreachable(Object.values(configured.rules().people), await store.optOuts.all()),
  owedOverdueSeconds: async () => (await store.overdueMs(clock.now())) / 1000,
  queueJobs: () => queues.stats(),
  queueOldestSeconds: () => queues.oldestSeconds(),
  storeDurable: (): 0 | 1 => (isDurable ? 1 : 0),
  sweepAgeSeconds: () => sweep.ageMs() / 1000,
  canPage: () => {
    const troubled = new Set(watch.troubles().map(({ channel }) => channel));
    return Object.fromEntries(
      channels.map((channel): [string, 0 | 1] => [channel, troubled.has(channel) ? 0 : 1]),
    );
  },
});
