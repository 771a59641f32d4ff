import type { Bookings } from '../ports.ts';
import type { AtomicWrite } from './atomic-write.ts';
import type { Keys } from './keys.ts';
import { shareOfCode } from './redis-codes.ts';
import { type RecordKind, type Share, shareOfRecord } from './redis-records.ts';

/** Bookings of messages: the records that a message changes, in one write. */
export const redisBookings = (
  keys: Keys,
  write: AtomicWrite,
  kinds: { readonly pace: RecordKind; readonly bundle: RecordKind },
): Bookings => ({
  book: async ({ pace, code, bundle }) => {
    const shares: readonly Share[] = [
      shareOfRecord(kinds.pace, pace.of, pace.before, pace.after),
      ...(code ? [shareOfCode(keys, code)] : []),
      ...(bundle ? [shareOfRecord(kinds.bundle, bundle.lead, undefined, bundle.told)] : []),
    ];
    const [guards, commands] = [
      shares.map(({ guard }) => guard),
      shares.map(({ command }) => command),
    ];
    return (await write(guards, commands)) !== undefined;
  },
});
