import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OwedWork } from '../../src/core/owed-work.ts';
import type { Log } from '../../src/ports.ts';
import { openQueues, type Queues } from '../../src/queues/bull-queues.ts';
import type { RedisAddress } from '../../src/store/redis-address.ts';
import { openClient } from '../../src/store/redis-client.ts';
import { openRedis, type RedisConnections } from '../../src/store/redis-connection.ts';
import { type RealRedis, startRedis } from '../support/real-redis.ts';

const timer = (dueAt: number, incident = 42): OwedWork => ({
  type: 'timer',
  incident,
  dueAt,
  timer: 'step',
});
const page = (dueAt: number, name = '1.1.0.ada.sms'): OwedWork => ({
  type: 'page',
  incident: 42,
  dueAt,
  page: name,
});
const DAY = 24 * 3_600_000;

describe('the queues', () => {
  let server: RealRedis;
  let redis: RedisConnections;
  let queues: Queues;
  let perform: (work: OwedWork) => Promise<void>;
  const ran: OwedWork[] = [];
  const warnings: string[] = [];
  const happened = new EventEmitter();
  const log: Log = {
    info: () => {},
    warn: (_, message) => {
      warnings.push(message);
      happened.emit('warning', message);
    },
    error: () => {},
  };

  const open = (address: RedisAddress) =>
    openQueues({
      connection: (patience) => openClient(address, patience),
      prefix: '{piket}:queue',
      channels: ['sms', 'push'],
      concurrency: 5,
      closeMs: 300,
      run: async (work) => {
        ran.push(work);
        happened.emit('ran');
        await perform(work);
      },
      log,
      clock: { now: () => Date.now() },
    });
  const untilRan = async (count: number) => {
    while (ran.length < count) await once(happened, 'ran');
  };
  const untilWarned = async (text: string) => {
    while (!warnings.some((warning) => warning.includes(text))) await once(happened, 'warning');
  };
  const count = async (queue: string, state: string) =>
    (await queues.stats()).find((each) => each.queue === queue && each.state === state)?.count;

  beforeEach(async () => {
    ran.length = 0;
    warnings.length = 0;
    perform = async () => {};
    server = await startRedis();
    redis = await openRedis({ address: { path: server.path }, log, connections: 1 });
    queues = open({ path: server.path });
  });
  afterEach(async () => {
    await queues.close();
    await redis.close();
    await server.stop();
  });

  it('carry out timers and pages with all that was said of them', async () => {
    const now = Date.now();
    queues.hints.schedule(timer(now - 5), { severity: 'P0' });
    queues.hints.schedule(page(now + 30), { severity: 'P1', channel: 'sms' });
    await untilRan(2);
    expect(ran).toEqual([timer(now - 5), page(now + 30)]);
    expect(Date.now()).toBeGreaterThanOrEqual(now + 29);
    expect(queues.healthy()).toBe(true);
    expect(warnings).toEqual([]);
  });

  it('take the same work at the same instant once, and wait for days', async () => {
    const work = page(Date.now() + 9 * DAY, 'odd:person:id.sms');
    queues.hints.schedule(work, { severity: 'P3', channel: 'push' });
    queues.hints.schedule(work, { severity: 'P3', channel: 'push' });
    expect(await count('push', 'delayed')).toBe(1);
    expect(await count('sms', 'delayed')).toBe(0);
    expect(ran).toEqual([]);
  });

  it('prefer the more severe where many wait', async () => {
    const released = new EventEmitter();
    perform = async ({ incident }) => {
      if (incident > 90) await once(released, 'go');
    };
    const busy = [91, 92, 93, 94, 95];
    for (const incident of busy) queues.hints.schedule(timer(1, incident), { severity: 'P0' });
    await untilRan(5);
    queues.hints.schedule(timer(1, 3), { severity: 'P3' });
    queues.hints.schedule(timer(1, 10), { severity: 'P0' });
    queues.hints.schedule(timer(1, 1), { severity: 'P1' });
    expect(await count('escalation', 'prioritized')).toBe(3);
    released.emit('go');
    await untilRan(8);
    expect(ran.slice(5).map(({ incident }) => incident)).toEqual([10, 1, 3]);
  });

  it('warn of a failed job and keep nothing of it, so that it can come again', async () => {
    perform = async () => {
      throw new Error('a bug');
    };
    const work = timer(1);
    queues.hints.schedule(work, { severity: 'P0' });
    await untilWarned('a job failed');
    perform = async () => {};
    queues.hints.schedule(work, { severity: 'P0' });
    await untilRan(2);
    expect(ran).toEqual([work, work]);
  });

  it('never trouble the one who schedules', async () => {
    queues.hints.schedule(page(1), { severity: 'P0', channel: 'carrier pigeon' });
    queues.hints.schedule(page(1), { severity: 'P0' });
    expect(warnings).toHaveLength(2);
    await queues.stats();
    await server.kill();
    queues.hints.schedule(timer(1), { severity: 'P0' });
    await untilWarned('not in its queue');
    expect(ran).toEqual([]);
  });

  it('tell for how long the job that has waited longest could have run', async () => {
    const released = new EventEmitter();
    perform = async () => {
      await once(released, 'go');
    };
    for (let incident = 1; incident <= 5; incident += 1) {
      queues.hints.schedule(timer(1, incident), { severity: 'P0' });
    }
    await untilRan(5);
    queues.hints.schedule(timer(Date.now() + DAY, 6), { severity: 'P0' });
    expect(await queues.oldestSeconds()).toEqual({ escalation: 0, sms: 0, push: 0 });
    queues.hints.schedule(timer(Date.now() - 3_600_000, 7), { severity: 'P3' });
    queues.hints.schedule(timer(Date.now(), 8), { severity: 'P0' });
    while ((await count('escalation', 'prioritized')) !== 2);
    const { escalation = 0 } = await queues.oldestSeconds();
    expect(Math.floor(escalation / 60)).toBe(60);
    released.emit('go');
    await untilRan(7);
    released.emit('go');
  });

  it('go on after Redis was gone, and after their keys were deleted', async () => {
    const due = Date.now() + 200;
    queues.hints.schedule(timer(due), { severity: 'P0' });
    const back = once(redis.connection(), 'ready');
    await server.kill();
    await server.restart();
    await untilRan(1);
    await back;
    await redis.connection().flushall();
    while (ran.length < 2) {
      queues.hints.schedule(timer(ran.length), { severity: 'P0' });
      await Promise.race([untilRan(2), untilWarned('not in its queue')]);
      warnings.length = 0;
    }
    expect(ran).toHaveLength(2);
  });

  it('close in bounded time, whatever hangs', async () => {
    const released = new EventEmitter();
    perform = async () => {
      await once(released, 'go');
    };
    queues.hints.schedule(timer(1), { severity: 'P0' });
    await untilRan(1);
    await queues.close();
    expect(warnings.at(-1)).toBe('a queue was not done in time; its work is still owed');
    expect(queues.healthy()).toBe(false);
    released.emit('go');
  });

  it('close while Redis is gone', async () => {
    await server.kill();
    await expect(queues.close()).resolves.toBeUndefined();
  });
});
