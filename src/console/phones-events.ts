import type { RequestHandler, Response } from 'express';

const HEARTBEAT_MS = 15_000;

/** A stream of server-sent events: one `change` whenever the phones show something new. */
export function phoneEvents(
  changes: (listener: () => void) => () => void,
  closing: AbortSignal,
): RequestHandler {
  const open = new Set<Response>();
  const endAll = () => {
    for (const res of open) res.end();
  };
  closing.addEventListener('abort', endAll, { once: true });
  return (_req, res) => {
    res.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    res.write('retry: 1000\n\n');
    open.add(res);
    const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT_MS);
    const stop = changes(() => res.write('event: change\ndata: \n\n'));
    res.on('close', () => {
      clearInterval(heartbeat);
      stop();
      open.delete(res);
    });
    if (closing.aborted) endAll();
  };
}
