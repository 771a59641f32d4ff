import type { Severity } from './severity.ts';

/** Why this page differs from an incident's first one; told right after the number. */
export type Mark =
  | { readonly type: 'again' }
  | { readonly type: 'repeat'; readonly round: number }
  | { readonly type: 'escalated'; readonly from: readonly string[] }
  | { readonly type: 'raised'; readonly from: Severity }
  | { readonly type: 'time-left'; readonly dueAt: number }
  | { readonly type: 'target-missed' }
  | { readonly type: 'flapping' }
  /** Of a notice: it is over. `by` names the person who said so. */
  | { readonly type: 'resolved'; readonly at: number; readonly by?: string }
  /** Of a notice: its source has not told of it since. */
  | { readonly type: 'stale'; readonly since: number };

export type PageState = 'owed' | 'sent' | 'delivered' | 'failed' | 'superseded' | 'skipped';

/** One message to one person on one contact method for one step, and what became of it. */
export interface Page {
  /** `cycle.run.step.person.method`, unique within its incident. */
  readonly id: string;
  readonly cycle: number;
  readonly run: number;
  /** A step's index, `t80`, `missed`, `flapping` or `manual-N`; of a notice, what it tells. */
  readonly step: string;
  /** It tells something and asks nobody to respond: it counts as no page, and nothing waits for it. */
  readonly isNotice?: true;
  readonly person: string;
  readonly method: string;
  readonly channel: string;
  /** Grows with every paging of the incident: a person's later page supersedes an earlier one. */
  readonly ordinal: number;
  readonly severity: Severity;
  readonly mark?: Mark;
  readonly orderedAt: number;
  /** When it is to be sent first. */
  readonly dueAt: number;
  readonly state: PageState;
  /** When it reached each outcome; an outcome counts once. */
  readonly reached: Partial<Record<PageState, number>>;
  /** Since when its provider has had trouble; it is still owed. */
  readonly deferredAt?: number;
  /** Why it was deferred, failed, skipped or superseded. */
  readonly reason?: string;
  /** The provider's id of the message. */
  readonly providerId?: string;
}

/** Providers report late, twice and out of order: a page only ever moves up this list. */
const RANK: Record<PageState, number> = {
  owed: 0,
  skipped: 1,
  superseded: 1,
  sent: 2,
  failed: 3,
  delivered: 4,
};

/** What was never sent cannot fail: such a report is of another page of its message. */
export const movesUp = ({ state }: Page, to: PageState): boolean =>
  RANK[to] > RANK[state] && !(RANK[state] === 1 && to === 'failed');
