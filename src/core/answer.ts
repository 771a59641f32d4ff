import type { ReplyVerb } from './replies.ts';
import { compareSeverity, type Severity } from './severity.ts';

/** Lists name at most so many incidents, the caller's first ones; only these are given codes by it. */
export const MOST_LISTED = 5;

/** An open incident as a list tells of it. */
export interface OpenLine {
  readonly code: string;
  readonly title: string;
  readonly severity: Severity;
}

/** Those that a list names, the most urgent first. */
export const listed = <T extends { readonly severity: Severity }>(
  open: readonly T[],
): readonly T[] =>
  open.toSorted((a, b) => compareSeverity(a.severity, b.severity)).slice(0, MOST_LISTED);

interface Open {
  /** At most MOST_LISTED, the most urgent first. */
  readonly open: readonly OpenLine[];
  /** How many there are beyond these. */
  readonly more: number;
}

interface Done {
  readonly code: string;
  readonly at: number;
}

interface StillOpen {
  /** The codes of what this person still has open. */
  readonly stillOpen: readonly string[];
}

interface Acknowledged {
  /** It cannot be undone by text: the phone's replies are locked. */
  readonly noUndo?: true;
}

/** What each answer has to tell. Names are told as they are. */
export interface AnswerFacts {
  readonly acknowledged: Done & StillOpen & Acknowledged;
  readonly 'acknowledged-several': StillOpen & {
    readonly codes: readonly string[];
    readonly at: number;
  };
  /** `by` is a name; absent: the reader. */
  /** Urgent, and in somebody else's hand: who that is. */
  readonly 'theirs-to-resolve': { readonly code: string; readonly by: string };
  readonly 'already-acknowledged': Done & { readonly by?: string | undefined };
  readonly 'already-resolved': Done;
  readonly resolved: Done & StillOpen;
  /** `to` holds the names of whom is paged now; empty: nobody could be. */
  readonly escalated: { readonly code: string; readonly to: readonly string[] };
  readonly snoozed: { readonly code: string; readonly until: number };
  readonly undone: { readonly code: string; readonly back: 'triggered' | 'acknowledged' };
  readonly 'cannot-undo': {
    readonly code: string;
    readonly reason: 'too-late' | 'nothing-to-undo' | 'nothing-fires' | 'other-open';
  };
  /** Of an undo that names no code. */
  readonly 'nothing-to-undo': unknown;
  readonly 'unknown-code': { readonly code: string };
  /** What came of a reply about a bundle: `done` of its `of` incidents were changed by it. */
  readonly bundle: Acknowledged & {
    readonly code: string;
    readonly verb: ReplyVerb;
    readonly done: number;
    readonly of: number;
    /** Some are urgent, and to be resolved by text only by whoever has acknowledged them. */
    readonly ackFirst?: true;
    /** Of a snooze, when it ends. */
    readonly at: number;
    /** Of an escalation, the names of whom is paged now. */
    readonly to: readonly string[];
  };
  /** What is urgent is resolved by text only once it is acknowledged by the same person. */
  readonly 'ack-first': { readonly code: string };
  /** After too many wrong codes in a row. */
  readonly locked: { readonly until: number };
  /** `example` is a code of the reader's, to show how it is done. */
  readonly 'not-understood': { readonly example?: string | undefined };
  readonly 'nothing-open': unknown;
  readonly 'which-one': Open;
  readonly list: Open;
  readonly who: {
    readonly onCall: readonly { readonly team: string; readonly names: readonly string[] }[];
  };
  readonly help: unknown;
  readonly 'needs-code': { readonly verb: Exclude<ReplyVerb, 'acknowledge'> };
  /** After START. */
  readonly 'welcome-back': unknown;
}

/** What a person's reply is answered, to be worded by `answerText`. */
export type Answer<T extends keyof AnswerFacts = keyof AnswerFacts> = {
  [K in T]: { readonly type: K } & AnswerFacts[K];
}[T];
