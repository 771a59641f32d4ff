const MINUTE = 60_000;
/** So many wrong codes in a row, within this time, and a phone's replies are locked for that long. */
const MOST_WRONG = 5;
const WITHIN_MS = 10 * MINUTE;
const LOCKED_MS = 30 * MINUTE;
/** So many more while it is locked, and it acknowledges nothing at all: nobody is as tired as that. */
const MOST_GUESSES = 10;
/** A locked phone still acknowledges what it was told of so recently. */
const FRESH_MS = 30 * MINUTE;
/** Texts that were not understood are answered so often an hour: no loop between two machines. */
const MOST_HINTS = 5;
const HOUR = 60 * MINUTE;

/** What a phone got wrong of late. */
export interface WrongCodes {
  /** When each wrong code came since the last right one, or since the phone was locked. */
  readonly wrongAts: readonly number[];
  readonly lockedUntil?: number;
  /** When it was told how to reply. */
  readonly hintedAts: readonly number[];
}

const NONE: WrongCodes = { wrongAts: [], hintedAts: [] };

/** Until when the phone's replies are locked; undefined: they are not. */
export const lockedUntil = (tries: WrongCodes | undefined, now: number): number | undefined =>
  tries?.lockedUntil !== undefined && now < tries.lockedUntil ? tries.lockedUntil : undefined;

/** After one more wrong code; the last of several in a row locks the phone. */
export function afterWrong(tries: WrongCodes = NONE, now: number): WrongCodes {
  if (lockedUntil(tries, now) !== undefined)
    return { ...tries, wrongAts: [...tries.wrongAts, now] };
  const wrongAts = [...tries.wrongAts.filter((at) => now - at < WITHIN_MS), now];
  if (wrongAts.length < MOST_WRONG) return { ...tries, wrongAts };
  return { ...tries, wrongAts: [], lockedUntil: now + LOCKED_MS };
}

/** After a right code: what was wrong before is no row any more. A lock runs on, with what was guessed in it. */
export const afterRight = (tries: WrongCodes | undefined, now: number): WrongCodes | undefined =>
  tries === undefined || tries.wrongAts.length === 0 || lockedUntil(tries, now) !== undefined
    ? tries
    : { ...tries, wrongAts: [] };

/** Whether a locked phone goes on guessing: a forged sender would find a code of 90 before long. */
export const isGuessing = (tries: WrongCodes | undefined): boolean =>
  (tries?.wrongAts.length ?? 0) >= MOST_GUESSES;

/** After a hint how to reply; undefined when there were enough of them this hour. */
export function afterHint(tries: WrongCodes = NONE, now: number): WrongCodes | undefined {
  const hintedAts = tries.hintedAts.filter((at) => now - at < HOUR);
  return hintedAts.length < MOST_HINTS ? { ...tries, hintedAts: [...hintedAts, now] } : undefined;
}

/** Whether a page is so fresh that its code acknowledges even from a locked phone. */
export const isFresh = (pagedAt: number, now: number): boolean => now - pagedAt < FRESH_MS;
