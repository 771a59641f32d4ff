/**
 * Several processes that ask one store, in an order that a seed decides: each question waits at a
 * gate until it is let through, and is answered in that instant. What a process does between two
 * questions nobody else can see. (fast-check's scheduler can neither hold an answer until a moment
 * nor lose the questions of a process that dies.)
 */

/** Chance that a seed repeats. */
export interface Random {
  /** At least 0, below the bound. */
  below(bound: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/** The generator mulberry32. */
export function seeded(seed: number): Random {
  let state = Math.imul(seed, 2654435761);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (list) => list[below(list.length)],
  };
}

export interface Gates {
  /** Until it is let through, at this moment or later. */
  wait(process: string, at?: number): Promise<void>;
  /** Lets one through that may go by now, any of them; answers whose it is. */
  letOneThrough(now: number): string | undefined;
  /** What a process that died has asked is never answered. */
  shut(process: string): void;
  readonly waiting: readonly Waiting[];
}

interface Waiting {
  readonly process: string;
  readonly at: number;
  readonly open: () => void;
}

export function openGates(random: Random): Gates {
  let waiting: Waiting[] = [];
  return {
    wait: (process, at = 0) => new Promise((open) => void waiting.push({ process, at, open })),
    letOneThrough: (now) => {
      const ready = waiting.filter(({ at }) => at <= now);
      if (ready.length === 0) return undefined;
      const next = random.pick(ready);
      waiting = waiting.filter((other) => other !== next);
      next.open();
      return next.process;
    },
    shut: (dead) => {
      waiting = waiting.filter(({ process }) => process !== dead);
    },
    get waiting() {
      return waiting;
    },
  };
}

type Question = (...args: unknown[]) => unknown;
const isQuestion = (value: unknown): value is Question => typeof value === 'function';

interface Asking {
  readonly wait: () => Promise<void>;
  /** Hears of each question and its answer. */
  readonly heard?: (question: string, args: unknown[], answer: unknown) => void;
}

/** The same port; each question to it waits. */
export const gated = <T extends object>(port: T, { wait, heard }: Asking): T =>
  new Proxy(port, {
    get: (target, name) => {
      const question: unknown = Reflect.get(target, name);
      if (!isQuestion(question)) return question;
      return async (...args: unknown[]) => {
        await wait();
        const answer = await question(...args);
        heard?.(String(name), args, answer);
        return answer;
      };
    },
  });
