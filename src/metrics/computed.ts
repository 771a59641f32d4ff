import { Gauge, type Registry } from 'prom-client';
import type { Severity } from '../core/severity.ts';

/** What is worked out afresh for every scrape. */
export interface Computed {
  /** Seconds from an episode's opening to the end of its response target. */
  responseTargets(): Readonly<Record<Severity, number>>;
  /** By schedule: whether somebody is on call. */
  onCallCovered(): Readonly<Record<string, 0 | 1>>;
  /** People without any way to reach them. */
  peopleUnreachable(): Promise<number>;
  /** By how much the most overdue work is late; 0 when none is. */
  owedOverdueSeconds(): Promise<number>;
  queueJobs(): Promise<
    readonly { readonly queue: string; readonly state: string; readonly count: number }[]
  >;
  /** By queue: for how long the job that has waited longest could have run; 0 when none waits. */
  queueOldestSeconds(): Promise<Readonly<Record<string, number>>>;
  /** Since the sweep of this process last ended well. */
  sweepAgeSeconds(): number;
  /** By channel: 0 when its provider takes nothing, or nobody can be reached by it. */
  canPage(): Readonly<Record<string, 0 | 1>>;
  /** Whether the store keeps what it has acknowledged: synced on every write, never evicted. */
  storeDurable(): 0 | 1;
}

/** Registers the computed gauges; answers, by name, the reads that bring them up to date. */
export const registerComputed = (registry: Registry, computed: Computed) => {
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  return { ...people(gauge, computed), ...work(gauge, computed) };
};

type MakeGauge = (name: string, help: string, ...labelNames: string[]) => Gauge;
type Reads = Readonly<Record<string, () => Promise<void>>>;

/** What of the configuration and its people. */
function people(gauge: MakeGauge, computed: Computed): Reads {
  const targets = gauge(
    'piket_response_target_seconds',
    'The time allowed to the first human acknowledgement.',
    'severity',
  );
  const covered = gauge(
    'piket_on_call_covered',
    '1 when somebody is on call on the schedule.',
    'schedule',
  );
  const unreachable = gauge(
    'piket_people_unreachable',
    'People who cannot be reached by any contact method.',
  );
  const canPage = gauge(
    'piket_can_page',
    '0 when no page can go out by the channel: its provider takes nothing, or nobody can be reached.',
    'channel',
  );
  return {
    configuration: async () => {
      targets.reset();
      for (const [severity, seconds] of Object.entries(computed.responseTargets())) {
        targets.set({ severity }, seconds);
      }
      covered.reset();
      for (const [schedule, is] of Object.entries(computed.onCallCovered())) {
        covered.set({ schedule }, is);
      }
    },
    people: async () => unreachable.set(await computed.peopleUnreachable()),
    'the ways to page': async () => {
      for (const [channel, can] of Object.entries(computed.canPage()))
        canPage.set({ channel }, can);
    },
  };
}

/** What of the work, and what it rests on. */
function work(gauge: MakeGauge, computed: Computed): Reads {
  const overdue = gauge(
    'piket_owed_overdue_seconds',
    'By how much the most overdue page or timer is late; 0 when none is.',
  );
  const jobs = gauge('piket_queue_jobs', 'Jobs in the queues, by state.', 'queue', 'state');
  const oldest = gauge(
    'piket_queue_oldest_seconds',
    'For how long the job that has waited longest could have run; 0 when none waits.',
    'queue',
  );
  const sweepAge = gauge(
    'piket_sweep_age_seconds',
    'Since a sweep for overdue work last ended well.',
  );
  const durable = gauge(
    'piket_store_durable',
    '1 when the store syncs every write and evicts nothing.',
  );
  return {
    'the store': async () => durable.set(computed.storeDurable()),
    'the sweep': async () => sweepAge.set(computed.sweepAgeSeconds()),
    'work owed': async () => overdue.set(await computed.owedOverdueSeconds()),
    queues: async () => {
      const counts = await computed.queueJobs();
      jobs.reset();
      for (const { queue, state, count } of counts) jobs.set({ queue, state }, count);
    },
    'the age of queues': async () => {
      for (const [queue, seconds] of Object.entries(await computed.queueOldestSeconds())) {
        oldest.set({ queue }, seconds);
      }
    },
  };
}
