import type { Incident } from '../core/incident.ts';
import type { IncidentQuery } from '../core/incident-query.ts';
import type { Incidents } from '../ports.ts';
import { readSnapshot } from './incident-records.ts';
import type { Keys } from './keys.ts';
import type { Connection } from './redis-connection.ts';

/** Snapshots read at once, and at most for one answer: a rare kind is found over several pages. */
const CHUNK = 200;
const MOST = 5000;
/** Numbers follow the openings but for the difference of the processes' clocks: far more than that. */
const CLOCKS_DIFFER_MS = 3_600_000;

/** Which incidents there are, by the sets that their writes keep. */
export const redisIncidentLists = (
  redis: Connection,
  keys: Keys,
): Pick<Incidents, 'waitingOn' | 'countWaitingOn' | 'list'> => ({
  waitingOn: async (person) => (await redis().zrange(keys.waitingOn(person), 0, '-1')).map(Number),
  countWaitingOn: async (person) => redis().zcard(keys.waitingOn(person)),
  list: (query) => listIncidents(redis, keys, query),
});

/** Newest first. `next` is the number below which the listing goes on, absent at its end. */
const listIncidents = async (
  redis: Connection,
  keys: Keys,
  query: IncidentQuery,
): ReturnType<Incidents['list']> => {
  const { status, limit, since = -Infinity } = query;
  const index = status === undefined || status === 'resolved' ? keys.incidents : keys.unresolved;
  const found: Incident[] = [];
  let below = query.before ?? Number.MAX_SAFE_INTEGER;
  for (let read = 0; read < MOST; read += CHUNK) {
    const numbers = (
      await redis().zrange(index, `(${below}`, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, CHUNK)
    ).map(Number);
    for (const incident of await snapshots(redis, keys, numbers)) {
      if (incident.openedAt < since - CLOCKS_DIFFER_MS) return { incidents: found };
      if (!isAskedFor(incident, query)) continue;
      if (found.length === limit)
        return { incidents: found, next: (found.at(-1) ?? incident).number };
      found.push(incident);
    }
    if (numbers.length < CHUNK) return { incidents: found };
    below = numbers.at(-1) ?? below;
  }
  return { incidents: found, next: below };
};

const isAskedFor = (incident: Incident, { status, severity, team, since }: IncidentQuery) =>
  (status === undefined || incident.status === status) &&
  (severity === undefined || incident.severity === severity) &&
  (team === undefined || incident.team === team) &&
  (since === undefined || incident.openedAt >= since);

const snapshots = async (
  redis: Connection,
  keys: Keys,
  numbers: readonly number[],
): Promise<readonly Incident[]> => {
  const texts = await Promise.all(
    numbers.map((number) => redis().hget(keys.incident(number), 'snapshot')),
  );
  return numbers.flatMap((number, at) => {
    const text = texts[at];
    return text ? [readSnapshot(number, text)] : [];
  });
};
