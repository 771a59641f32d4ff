import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks until the probe answers with something, and returns that; a probe that throws has no answer yet.
 * Throws, with the last of what the probe threw, after `withinMs`.
 */
export const until = async <T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  { withinMs = 20_000, everyMs = 50 } = {},
): Promise<T> => {
  const deadline = performance.now() + withinMs;
  let cause: unknown;
  while (performance.now() < deadline) {
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await pause(everyMs);
  }
  throw new Error(`not within ${withinMs} ms: ${what}`, { cause });
};

/** For `expect.poll`: real programs take their time, above all on a busy machine. */
export const SOON = { timeout: 20_000 };
