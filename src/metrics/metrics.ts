import { setTimeout as pause } from 'node:timers/promises';
import { type RequestHandler, Router } from 'express';
import { Gauge } from 'prom-client';
import type { Log } from '../ports.ts';
import { type Computed, registerComputed } from './computed.ts';
import { registerLocal } from './local.ts';
import type { Measured } from './measured.ts';
import { registerDurable } from './register-durable.ts';
import { type StoredFigures, parseFigures } from './stored-figures.ts';

const READ_TIMEOUT_MS = 2000;

interface Parts {
  readonly measured: Measured;
  readonly version: string;
  /** The channels and sources that there are: their series start at zero. */
  readonly channels: readonly string[];
  readonly sources: readonly string[];
  /** Every field of the stored figures in one round trip. */
  readonly readFigures: () => Promise<Readonly<Record<string, number>>>;
  readonly gauges: Computed;
  readonly log: Log;
  readonly timeoutMs?: number;
}

/**
 * Every series of one pager on a registry of its own. A read that fails or takes longer than two
 * seconds leaves its series at their last values, and the scrape is answered all the same. Before
 * the first read that succeeds the durable series are absent: a counter that stood at zero and then
 * at its real value would be taken for all that many happenings.
 */
export const openMetrics = (parts: Parts) => {
  const { measured, readFigures, gauges, log, timeoutMs = READ_TIMEOUT_MS } = parts;
  const { registry } = measured;
  measured.channelsAre(parts.channels);
  let figures: StoredFigures | undefined;
  registerDurable(registry, parts.channels, () => figures);
  const local = registerLocal(registry, parts);
  const reads = registerComputed(registry, gauges);
  const redisUp = new Gauge({
    name: 'piket_redis_up',
    help: '1 when Redis answered this scrape.',
    registers: [registry],
  });

  const failing = new Set<string>();
  const attempt = async (what: string, read: () => Promise<void>): Promise<boolean> => {
    const tooLong = pause(timeoutMs, undefined, { ref: false }).then(() => {
      throw new Error(`no answer within ${timeoutMs} ms`);
    });
    try {
      await Promise.race([read(), tooLong]);
      failing.delete(what);
      return true;
    } catch (error) {
      if (!failing.has(what)) log.warn({ err: error, what }, 'metrics keep their last values');
      failing.add(what);
      return false;
    }
  };

  const readStored = async (): Promise<void> => {
    figures = parseFigures(await readFigures());
  };

  const scrape: RequestHandler = async (_request, response) => {
    const [up] = await Promise.all([
      attempt('figures', readStored),
      ...Object.entries(reads).map(([what, read]) => attempt(what, read)),
    ]);
    redisUp.set(up ? 1 : 0);
    const text = await registry.metrics();
    response.set({ 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' }).send(text);
  };

  return { router: Router().get('/metrics', scrape), ...local };
};
