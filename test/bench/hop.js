/** One hop of BullMQ, from `add` to the worker, on the Redis of the run and with Piket's options. */
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { openLane } from '../../dist/queues/lane.js';
import { millis } from './millis.js';

const HOPS = 200;
const WARM = 50;

/** Sorted milliseconds. */
export async function measureHop({ redisPort }) {
  const clients = [
    new Redis(redisPort, '127.0.0.1'),
    new Redis(redisPort, '127.0.0.1', { maxRetriesPerRequest: null }),
  ];
  const [failFast, patient] = clients;
  let arrived;
  const { queue, worker } = openLane('hop', {
    failFast,
    patient,
    prefix: '{bench}:queue',
    concurrency: 20,
    run: async () => arrived?.(millis()),
    log: { warn: (fields, message) => process.stderr.write(`${message} ${fields.error}\n`) },
  });
  await worker.waitUntilReady();
  const took = [];
  for (let at = 0; at < WARM + HOPS; at += 1) {
    const arrival = new Promise((resolve) => {
      arrived = resolve;
    });
    const addedAt = millis();
    const work = { type: 'page', incident: at + 1, page: '1.1.0.ada.sms', dueAt: Date.now() };
    await queue.add('page', work, { jobId: `p-${at}`, removeOnComplete: true, priority: 1 });
    took.push((await arrival) - addedAt);
    await pause(5);
  }
  await worker.close();
  await queue.close();
  for (const client of clients) client.disconnect();
  return took.slice(WARM).toSorted((a, b) => a - b);
}
