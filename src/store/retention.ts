import type { Incidents } from '../ports.ts';
import { type AtomicWrite, type Guard, numberWord } from './atomic-write.ts';
import type { Keys } from './keys.ts';
import type { Connection } from './redis-connection.ts';

/** Incidents forgotten in one go. */
const MOST = 1000;

/**
 * Forgets incidents that were resolved before an instant, each whole: with its timeline, its alerts and
 * what points at it. One that changes meanwhile is left. Answers how many went.
 */
export const forgetResolved = async (
  store: {
    readonly redis: Connection;
    readonly keys: Keys;
    readonly write: AtomicWrite;
    readonly incidents: Incidents;
  },
  before: number,
): Promise<number> => {
  const { redis, keys } = store;
  const old = await redis().zrangebyscore(
    keys.resolved,
    '-inf',
    numberWord(before),
    'LIMIT',
    0,
    MOST,
  );
  let gone = 0;
  for (const number of old.map(Number)) {
    if (await forget(store, number)) gone += 1;
  }
  return gone;
};

const forget = async (
  { redis, keys, write, incidents }: Parameters<typeof forgetResolved>[0],
  number: number,
): Promise<boolean> => {
  const stored = await incidents.load(number);
  if (stored?.incident.status !== 'resolved') return false;
  const { source, groupKey } = stored.incident;
  const pointers = [
    keys.group(source, groupKey),
    ...(await incidents.alerts(number)).map((alert) => keys.alert(alert.source, alert.fingerprint)),
  ];
  const targets = await Promise.all(pointers.map((key) => redis().get(key)));
  const mine = pointers.filter((_, at) => Number(targets[at]) === number);
  const guards: Guard[] = [
    { key: keys.incident(number), field: 'version', expected: numberWord(stored.version) },
    ...mine.map((key) => ({ key, expected: numberWord(number) })),
  ];
  const done = await write(guards, [
    ...[keys.incident, keys.timeline, keys.alerts].map((key) => ['DEL', key(number)] as const),
    ...mine.map((key) => ['DEL', key] as const),
    ...[keys.incidents, keys.resolved].map((key) => ['ZREM', key, String(number)] as const),
  ]);
  return done !== undefined;
};
