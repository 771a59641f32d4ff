import type { SimulatedMessage } from '../../src/core/simulated-phone.ts';
import type { PhoneStore } from '../../src/embedded/phone-store.ts';

const KEPT = 200;

export function memoryPhoneStore(): PhoneStore {
  const threads = new Map<string, readonly SimulatedMessage[]>();
  const listeners = new Set<{ readonly hear: () => void }>();
  return {
    append: async (number, message) => {
      threads.set(number, [...(threads.get(number) ?? []), message].slice(-KEPT));
      for (const { hear } of listeners) hear();
    },
    all: async (numbers) =>
      Object.fromEntries(numbers.map((number) => [number, threads.get(number) ?? []])),
    subscribe: (hear) => {
      const own = { hear };
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}
