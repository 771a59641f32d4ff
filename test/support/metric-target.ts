import { once } from 'node:events';
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';

export interface MetricTarget {
  readonly url: string;
  set(value: number): void;
}

/** Something for Prometheus to scrape: one gauge, with the value that the test wants. */
export const startMetricTarget = async (name: string): Promise<MetricTarget> => {
  let value = 0;
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(`# TYPE ${name} gauge\n${name} ${value}\n`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    set: (wanted) => {
      value = wanted;
    },
  };
};
