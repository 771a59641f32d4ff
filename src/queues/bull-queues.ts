import type { Cluster, Redis } from 'ioredis';
import type { Clock, Hints } from '../ports.ts';
import { type Lane, type LaneOptions, openLane } from './lane.ts';
import { ESCALATION, jobOptions, readJob } from './owed-job.ts';
import { within } from './within.ts';

const SCHEDULE_MS = 3000;
const DISCONNECT_MS = 1000;
/** A look at a queue's age reads so many of its jobs. */
const LOOKED_AT = 20;

export interface QueueCount {
  readonly queue: string;
  readonly state: string;
  readonly count: number;
}

export interface Queues {
  readonly hints: Hints;
  /** Jobs by queue and state. */
  stats(): Promise<readonly QueueCount[]>;
  /** By queue: for how long the job that has waited longest could have run; 0 when none waits. */
  oldestSeconds(): Promise<Readonly<Record<string, number>>>;
  /** Whether every worker of this process takes jobs. */
  healthy(): boolean;
  /** Gives running jobs `closeMs`; what they leave is still owed. Never throws. */
  close(): Promise<void>;
}

/**
 * BullMQ carries due work out punctually: one queue for timers, and one for the pages of each channel, so
 * that a hanging provider holds up nobody else.
 */
export const openQueues = (
  options: Omit<LaneOptions, 'failFast' | 'patient'> & {
    /** Opens a client that is ours to close. */
    readonly connection: (patience: 'fail-fast' | 'patient') => Redis | Cluster;
    readonly channels: readonly string[];
    readonly clock: Clock;
    /** How long running jobs may take at the end. */
    readonly closeMs?: number;
  },
): Queues => {
  const { connection, channels, clock, log, closeMs = 5000 } = options;
  const failFast = connection('fail-fast');
  const patient = connection('patient');
  // For the start only: later on it fails at once while Redis is away.
  const connected = new Promise<void>((resolve) => failFast.once('ready', resolve));
  const lanes = [ESCALATION, ...channels].map((name) =>
    openLane(name, { ...options, failFast, patient }),
  );
  let isOpen = true;

  const schedule = async (...[work, { severity, channel }]: Parameters<Hints['schedule']>) => {
    const name = work.type === 'timer' ? ESCALATION : channel;
    const lane = lanes.find((each) => each.name === name);
    try {
      if (lane === undefined) throw new Error('there is no such queue');
      const add = () => lane.queue.add(work.type, work, jobOptions(work, severity, clock.now()));
      await within(SCHEDULE_MS, connected.then(add));
    } catch (error) {
      const fields = { queue: name, incidentId: work.incident, error: String(error) };
      log.warn(fields, 'work is not in its queue; it will be late');
    }
  };

  return {
    hints: {
      schedule: (work, about) => {
        void schedule(work, about);
      },
    },
    stats: async () => {
      await within(SCHEDULE_MS, connected);
      return (await Promise.all(lanes.map(countJobs))).flat();
    },
    oldestSeconds: async () => {
      await within(SCHEDULE_MS, connected);
      const ages = lanes.map(
        async (lane) => [lane.name, await oldestOf(lane, clock.now())] as const,
      );
      return Object.fromEntries(await Promise.all(ages));
    },
    healthy: () => isOpen && lanes.every(({ worker }) => worker.isRunning()),
    close: async () => {
      isOpen = false;
      const closed = await Promise.all(lanes.map((lane) => closeLane(lane, closeMs)));
      const unfinished = lanes.filter((_, at) => !closed[at]).map(({ name }) => name);
      for (const client of [failFast, patient]) client.disconnect();
      if (unfinished.length > 0)
        log.warn({ queues: unfinished }, 'a queue was not done in time; its work is still owed');
    },
  };
};

const countJobs = async ({ name, queue }: Lane): Promise<readonly QueueCount[]> => {
  const counts = await queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active');
  return Object.entries(counts).map(([state, count]) => ({ queue: name, state, count }));
};

/** Of the first that wait, by their priority, and of the first to be due. */
const oldestOf = async ({ queue }: Lane, now: number): Promise<number> => {
  const [waiting, delayed] = await Promise.all([
    queue.getJobs(['prioritized', 'waiting'], 0, LOOKED_AT - 1, true),
    queue.getJobs('delayed', 0, 0, true),
  ]);
  const dueAts = [...waiting, ...delayed].map((job) => readJob(job.data).dueAt);
  return Math.max(0, ...dueAts.map((dueAt) => now - dueAt)) / 1000;
};

/** Whether its jobs have finished: BullMQ waits for them without end, or not at all. */
const closeLane = async ({ queue, worker }: Lane, closeMs: number): Promise<boolean> => {
  const finished = await succeeds(within(closeMs, worker.close()));
  if (!finished) await succeeds(within(DISCONNECT_MS, worker.disconnect()));
  await succeeds(within(DISCONNECT_MS, queue.close()));
  return finished;
};

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );
