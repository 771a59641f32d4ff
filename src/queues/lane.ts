import { Queue, Worker } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { OwedWork } from '../core/owed-work.ts';
import type { Log } from '../ports.ts';
import { readJob } from './owed-job.ts';

export interface LaneOptions {
  /** Shared by all queues: nobody waits for what is added. */
  readonly failFast: Redis | Cluster;
  /** Shared by all workers, and outlives any outage; each waits for jobs on a duplicate of its own. */
  readonly patient: Redis | Cluster;
  readonly prefix: string;
  /** Jobs of one queue at once in this process. */
  readonly concurrency: number;
  readonly run: (work: OwedWork) => Promise<void>;
  readonly log: Log;
}

/** One queue and its worker. */
export interface Lane {
  readonly name: string;
  readonly queue: Queue;
  readonly worker: Worker;
}

/**
 * A job that fails or is lost is not tried again: the sweep finds its work still owed. There is no rate
 * limit, since one would hold the delayed jobs back.
 */
export const openLane = (name: string, options: LaneOptions): Lane => {
  const { failFast, patient, prefix, concurrency, run, log } = options;
  const queue = new Queue(name, {
    connection: failFast,
    prefix,
    // With one of the two alone, a queue that met no Redis at first would stay broken for ever.
    skipWaitingForReady: true,
    skipVersionCheck: true,
    streams: { events: { maxLen: 1000 } },
  });
  // It has to learn the version: otherwise it waits in whole seconds, and jobs come up to one late.
  const worker = new Worker(name, (job) => run(readJob(job.data)), {
    connection: patient,
    prefix,
    concurrency,
    lockDuration: 10_000,
    stalledInterval: 5000,
    // A job that stalls more often is failed for good, whatever its attempts.
    maxStalledCount: 50,
    drainDelay: 2,
    runRetryDelay: 1000,
  });
  logTrouble({ name, queue, worker }, log);
  return { name, queue, worker };
};

const logTrouble = ({ name, queue, worker }: Lane, log: Log): void => {
  const told = new Set<string>();
  const trouble = ({ message }: Error) => {
    // The clients report each attempt to reconnect, in turn to a sentinel and to the master.
    if (!told.has(message)) log.warn({ queue: name, error: message }, 'a queue has trouble');
    told.add(message);
  };
  queue.on('error', trouble);
  worker.on('error', trouble);
  worker.on('ready', () => told.clear());
  worker.on('failed', (job, { message }) => {
    log.warn({ queue: name, job: job?.id, error: message }, 'a job failed; its work is still owed');
  });
};
