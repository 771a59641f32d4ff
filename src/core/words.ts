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
  readonly flapping: string;
  readonly repeat: (round: number) => string;
  readonly escalatedFrom: (names: string) => string;
  readonly raisedFrom: (severity: Severity) => string;
  readonly timeLeft: (minutes: number) => string;
  readonly howToReply: (code: string) => string;
  readonly othersOpen: (count: number) => string;
  /** What a text about several pages begins and ends with: `open` counts what else is open, too. */
  readonly bundleBegins: (count: number, open: number) => string;
  readonly bundleEnds: (code: string, count: number) => string;
  /** How several notices of a kind begin. */
  readonly notices: Readonly<Record<'resolved' | 'stale', (count: number) => string>>;
  /** One incident is over; `by` is empty where it ended by itself. */
  readonly resolvedNotice: (facts: {
    readonly number: number;
    readonly by: string;
    readonly at: string;
    readonly title: string;
  }) => string;
  /** One incident has not been told of since; is it over? */
  readonly stale: (facts: {
    readonly number: number;
    readonly code: string;
    readonly since: string;
    readonly title: string;
  }) => string;
  /** To the team lead, when somebody's phone is locked. */
  readonly phoneLocked: (name: string, until: string) => string;
  /** To the team leads, by another way than the one that they are told of. */
  readonly cannotPage: (channel: string, since: string, why: 'provider' | 'nobody') => string;
  readonly canPageAgain: (channel: string, since: string) => string;
  readonly testPage: (name: string) => string;
  readonly answers: {
    readonly [T in keyof AnswerFacts]: (facts: AnswerFacts[T], pen: Pen) => string;
  };
}
