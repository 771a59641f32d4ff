import type { Severity } from './severity.ts';

/** Why this page differs from an incident's first one; told right after the number. */
export type Mark =
  | { readonly type: 'again' }
  | { readonly type: 'repeat'; readonly round: number }
  | { readonly type: 'escalated'; readonly from: readonly string[] }
  | { readonly type: 'raised'; readonly from: Severity }
  | { readonly type: 'time-left'; readonly dueAt: number }
  | { readonly type: 'target-missed' };

export type PageState = 'owed' | 'sent' | 'delivered' | 'failed' | 'superseded' | 'skipped';

/** One message to one person on one contact method for one step, and what became of it. */
export interface Page {
  /** `cycle.run.step.person.method`, unique within its incident. */
  readonly id: string;
  readonly cycle: number;
  readonly run: number;
  /** A step's index, `t80`, `missed` or `manual-N`. */
  readonly step: string;
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

export const movesUp = (page: Page, to: PageState): boolean => RANK[to] > RANK[page.state];
