import DataLoader from 'dataloader';
import type { IncidentEvent } from '../core/incident-event.ts';
import type { Incidents } from '../ports.ts';
import { readAlerts, readPage, readPages, readStored } from './incident-records.ts';
import { type Keys, pageField } from './keys.ts';
import type { Connection } from './redis-connection.ts';

type Reads = Pick<Incidents, 'load' | 'versions' | 'loadPage' | 'alerts' | 'timeline' | 'pages'>;

/** What is asked of incidents whose numbers are known. */
export const redisIncidentReads = (redis: Connection, keys: Keys): Reads => ({
  load: async (number) => {
    const [version, snapshot] = await redis().hmget(keys.incident(number), 'version', 'snapshot');
    return version && snapshot ? readStored(number, version, snapshot) : undefined;
  },

  versions: openVersions(redis, keys),

  loadPage: async (number, page) => {
    const [version, snapshot, text] = await redis().hmget(
      keys.incident(number),
      'version',
      'snapshot',
      pageField(page),
    );
    if (!version || !snapshot || !text) return undefined;
    return { ...readStored(number, version, snapshot), page: readPage(text) };
  },

  alerts: async (number) => readAlerts(number, await redis().hvals(keys.alerts(number))),

  timeline: async (number) =>
    (await redis().lrange(keys.timeline(number), 0, -1)).map(
      (text): IncidentEvent => JSON.parse(text),
    ),

  pages: async (number) => {
    const fields = Object.entries(await redis().hgetall(keys.incident(number)));
    return readPages(
      fields.flatMap(([field, text]) => (field.startsWith(pageField('')) ? [text] : [])),
    );
  },
});

/** All that is asked in one turn of the loop goes out as one write: a storm asks for each body. */
function openVersions(redis: Connection, keys: Keys): Reads['versions'] {
  const ask = async (numbers: readonly number[]) => {
    const pipeline = redis().pipeline();
    for (const number of numbers) pipeline.hget(keys.incident(number), 'version');
    const found = (await pipeline.exec()) ?? [];
    return found.map(
      ([error, version]) => error ?? (version === null ? undefined : Number(version)),
    );
  };
  const together = new DataLoader(ask, { cache: false, batchScheduleFn: setImmediate });
  return (numbers) => Promise.all(numbers.map((number) => together.load(number)));
}
