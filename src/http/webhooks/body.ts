import type { IncomingMessage } from 'node:http';

/** What webhooks may take of this process's memory and time. */
export interface WebhookLimits {
  readonly bodyBytes: number;
  /** Over all requests that are not answered yet. */
  readonly requestsInFlight: number;
  readonly bytesInFlight: number;
  /** How long a body may take to come in. */
  readonly bodyMs: number;
  /** How long the rest of a refused body is read and thrown away. */
  readonly drainMs: number;
}

const MIB = 2 ** 20;

/** 5000 alerts are 2.4 MB and one Alertmanager sends a storm as over 200 requests at once. */
export const WEBHOOK_LIMITS: WebhookLimits = {
  bodyBytes: 16 * MIB,
  requestsInFlight: 256,
  bytesInFlight: 64 * MIB,
  bodyMs: 30_000,
  drainMs: 5_000,
};

/** One request's share of the budget. */
export interface Share {
  /** Makes room for a body of so many bytes in all; false when there is none. */
  hold(bytes: number): boolean;
  release(): void;
}

/**
 * The budget of one process: `enter` gives a request its share, or undefined when all are taken.
 */
export function openBudget(limits: WebhookLimits): { enter(): Share | undefined } {
  let requests = 0;
  let bytes = 0;
  return {
    enter() {
      if (requests >= limits.requestsInFlight) return undefined;
      requests += 1;
      let held = 0;
      return {
        hold(total) {
          const more = Math.max(0, total - held);
          if (bytes + more > limits.bytesInFlight) return false;
          bytes += more;
          held += more;
          return true;
        },
        release() {
          requests -= 1;
          bytes -= held;
        },
      };
    },
  };
}

/** The length that the request announces; 0 when it comes in chunks. */
export const announcedBytes = (req: IncomingMessage): number =>
  Number(req.headers['content-length'] ?? 0);

export type NoBody = 'too-large' | 'overloaded' | 'stalled' | 'gone';

/** Reads a body as it was sent, or says what ended it. On an early end the rest is not read. */
export function readBody(
  req: IncomingMessage,
  share: Share,
  limits: WebhookLimits,
): Promise<Buffer | NoBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (outcome: Buffer | NoBody): void => {
      clearTimeout(timer);
      req.off('data', onData).off('end', onEnd).off('close', onClose);
      resolve(outcome);
    };
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > limits.bodyBytes) return settle('too-large');
      if (!share.hold(bytes)) return settle('overloaded');
      chunks.push(chunk);
    };
    const onEnd = (): void => settle(Buffer.concat(chunks));
    const onClose = (): void => settle('gone');
    const timer = setTimeout(() => settle('stalled'), limits.bodyMs);
    req.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}
