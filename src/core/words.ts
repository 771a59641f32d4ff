import type { AnswerFacts } from './answer.ts';
import type { Severity } from './severity.ts';

/** What a sentence may ask for while it is being written. */
export interface Pen {
  /** `03:12` for the reader, with the weekday when that is not today. */
  readonly time: (at: number) => string;
  /** A name or title, cut to what room there is. */
  readonly cut: (text: string) => string;
  /** The first few and the number of the rest: `125, 382, +3`. */
  readonly few: (items: readonly string[]) => string;
}

/** All that a language has to say to a phone: every sentence once, in the GSM alphabet. */
export interface Words {
  /** Monday first. */
  readonly weekdays: readonly string[];
  /** Stands for a title of which nothing is left. */
  readonly untitled: string;
  readonly again: string;
  readonly targetMissed: string;
  readonly repeat: (round: number) => string;
  readonly escalatedFrom: (names: string) => string;
  readonly raisedFrom: (severity: Severity) => string;
  readonly timeLeft: (minutes: number) => string;
  readonly howToReply: (code: string) => string;
  readonly othersOpen: (count: number) => string;
  readonly answers: {
    readonly [T in keyof AnswerFacts]: (facts: AnswerFacts[T], pen: Pen) => string;
  };
}
