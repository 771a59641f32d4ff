import type { Keys } from './keys.ts';
import type { Script } from './script.ts';

/** What must still stand for a write to happen. */
export interface Guard {
  readonly key: string;
  /** Of a hash; absent: the key holds a plain value. */
  readonly field?: string;
  /** Absent: there must be nothing. */
  readonly expected?: string | undefined;
}

/** A Redis command. It must be sure to succeed, since an error half way would leave half a write. */
export type Command = readonly [name: string, ...words: string[]];

/**
 * All of the commands in one transaction of the append-only file, or none. Answers undefined when a
 * guard no longer holds, else the number of the incident that it opened (0 for none). A Redis that has
 * used up its memory refuses new incidents only: pages and answers of the others go on.
 */
export type AtomicWrite = (
  guards: readonly Guard[],
  commands: readonly Command[],
  opens?: boolean,
) => Promise<number | undefined>;

export const atomicWrite =
  (scripts: { readonly opening: Script; readonly other: Script }, keys: Keys): AtomicWrite =>
  async (guards, commands, opens = false) => {
    const compareAndWrite = opens ? scripts.opening : scripts.other;
    const answer = await compareAndWrite(
      [keys.lastNumber],
      [
        opens ? '1' : '',
        String(guards.length),
        ...guards.flatMap(({ key, field = '', expected = '' }) => [key, field, expected]),
        ...commands.flatMap((command) => [String(command.length), ...command]),
      ],
    );
    return answer === null ? undefined : Number(answer);
  };

/** A number as a word of a command. Throws for what Redis would refuse half way through a write. */
export const numberWord = (value: number): string => {
  if (!Number.isFinite(value)) throw new TypeError(`not a number to be stored: ${value}`);
  return String(value);
};
