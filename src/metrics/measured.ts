import { Gauge, Histogram, Registry } from 'prom-client';
import type { SendOutcome } from '../core/paging-health.ts';

const OUTCOMES: readonly SendOutcome[] = ['sent', 'refused', 'trouble'];

/** How those that a process depends on answer it: measured from its first moment on. */
export type Measured = ReturnType<typeof openMeasured>;

export const openMeasured = () => {
  const registry = new Registry();
  const registers = [registry];
  const lastWebhook = new Gauge({
    name: 'piket_source_last_webhook_timestamp_seconds',
    help: 'When this process last took a webhook of the source, heartbeats too, in Unix time.',
    labelNames: ['source'],
    registers,
  });
  const storeWrites = new Histogram({
    name: 'piket_store_write_seconds',
    help: 'The round trip of a small synced write, one every 3 s.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2],
    registers,
  });
  const requests = new Histogram({
    name: 'piket_provider_request_seconds',
    help: 'From handing a message to its provider to the answer.',
    labelNames: ['channel', 'outcome'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  return {
    registry,
    /** Their series start at zero. */
    channelsAre: (channels: readonly string[]): void => {
      for (const channel of channels) {
        for (const outcome of OUTCOMES) requests.zero({ channel, outcome });
      }
    },
    webhookTaken: (source: string, atMs: number): void => lastWebhook.set({ source }, atMs / 1000),
    storeWrote: (tookMs: number): void => storeWrites.observe(tookMs / 1000),
    providerAnswered: (channel: string, outcome: SendOutcome, tookMs: number): void =>
      requests.observe({ channel, outcome }, tookMs / 1000),
  };
};
