import type { InTurn } from '../ports.ts';

/** A line of waiting callers for each key; a line that has emptied is forgotten. */
export function openTurns(): InTurn {
  const lines = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = lines.get(key) ?? Promise.resolve();
    const turn = before.then(work, work);
    const line = turn
      .catch(() => undefined)
      .finally(() => {
        if (lines.get(key) === line) lines.delete(key);
      });
    lines.set(key, line);
    return turn;
  };
}
