import type { Cluster, Redis } from 'ioredis';
import { z } from 'zod';
import type { SimulatedMessage } from '../core/simulated-phone.ts';

/** What the simulated phones show, by number. A phone forgets all but its latest 200 messages. */
export interface PhoneStore {
  append(number: string, message: SimulatedMessage): Promise<void>;
  /** Oldest first; every number asked for has an entry. */
  all(numbers: readonly string[]): Promise<Readonly<Record<string, readonly SimulatedMessage[]>>>;
  /** Calls the listener after every append, whichever process made it. Answers the way to stop. */
  subscribe(listener: () => void): () => void;
}

const KEPT = 200;

const messageSchema = z.object({
  id: z.string(),
  from: z.enum(['piket', 'person', 'carrier']),
  text: z.string(),
  sentAt: z.number(),
});

/**
 * One list a phone under `<prefix>:phone:<number>`, and a publish on `<prefix>:phones` after every
 * message. `subscriber` is a connection of its own, since a subscribed one answers no commands.
 */
export async function redisPhoneStore(
  redis: Redis | Cluster,
  subscriber: Redis | Cluster,
  { prefix = '{piket}' }: { readonly prefix?: string } = {},
): Promise<PhoneStore> {
  const channel = `${prefix}:phones`;
  const keyOf = (number: string) => `${prefix}:phone:${number}`;
  const listeners = new Set<{ readonly hear: () => void }>();
  subscriber.on('message', (from: string) => {
    if (from === channel) for (const { hear } of listeners) hear();
  });
  await subscriber.subscribe(channel);
  return {
    append: async (number, message) => {
      await redis
        .multi()
        .rpush(keyOf(number), JSON.stringify(message))
        .ltrim(keyOf(number), -KEPT, -1)
        .publish(channel, '')
        .exec();
    },
    all: async (numbers) => {
      const threads = await Promise.all(
        numbers.map((number) => redis.lrange(keyOf(number), 0, -1)),
      );
      return Object.fromEntries(
        threads.map((thread, at) => [
          numbers[at],
          thread.map((entry) => messageSchema.parse(JSON.parse(entry))),
        ]),
      );
    },
    subscribe: (hear) => {
      const own = { hear };
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}
