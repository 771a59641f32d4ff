import type { Records } from '../ports.ts';
import type { AtomicWrite, Command, Guard } from './atomic-write.ts';
import type { Connection } from './redis-connection.ts';

/** One thing's share of a write that keeps several or none. */
export interface Share {
  readonly guard: Guard;
  readonly command: Command;
}

/** Where the records of a kind live, and for how long after their last change. */
export interface RecordKind {
  readonly keyOf: (key: string) => string;
  readonly keptMs: number;
}

export const shareOfRecord = (
  { keyOf, keptMs }: RecordKind,
  key: string,
  before: object | undefined,
  after: object | undefined,
): Share => ({
  guard: { key: keyOf(key), expected: before && JSON.stringify(before) },
  command:
    after === undefined
      ? ['DEL', keyOf(key)]
      : ['SET', keyOf(key), JSON.stringify(after), 'PX', String(keptMs)],
});

/** Records as JSON, each under a key of its own that goes by itself when nobody has changed it for long. */
export const redisRecords = <T extends object>(
  redis: Connection,
  write: AtomicWrite,
  kind: RecordKind,
): Records<T> => ({
  of: async (key) => {
    const text = await redis().get(kind.keyOf(key));
    return text === null ? undefined : JSON.parse(text);
  },
  change: async (key, before, after) => {
    const { guard, command } = shareOfRecord(kind, key, before, after);
    return (await write([guard], [command])) !== undefined;
  },
});
