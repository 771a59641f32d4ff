import type { Classified } from './classification.ts';
import type { AlertMention, Via } from './incident-event.ts';
import type { Page } from './page.ts';
import type { Category, SecondaryTeam, Severity } from './severity.ts';

/** An alert as one body tells of it, classified. */
export interface ToldAlert {
  readonly mention: AlertMention;
  readonly classified: Classified;
  readonly title: string;
  readonly startsAt: number;
  readonly endsAt?: number;
}

/** One body's news for one incident: firings first, then what cleared. Repeats are no news. */
export interface AlertsTold {
  readonly type: 'alerts-told';
  readonly source: string;
  readonly groupKey: string;
  readonly fired: readonly ToldAlert[];
  readonly cleared: readonly ToldAlert[];
  /** Alerts of a stale incident that were told again. */
  readonly repeated?: number;
  /** The incident whose alerts still fire although a person resolved it. */
  readonly after?: number;
}

export type TimerElapsed = {
  readonly type:
    | 'step-elapsed'
    | 'target-80-passed'
    | 'target-passed'
    | 'snooze-ended'
    | 'stayed-stable';
};

/** None of the incident's alerts was told within its source's lease. */
export interface LeasePassed {
  readonly type: 'lease-passed';
  /** When one was last told. */
  readonly lastToldAt: number;
  /** It is only about what Piket itself noticed: nobody else would ever tell of its end. */
  readonly isOwn: boolean;
}

/** After a human resolve: how many of the alerts are handed over to another incident. */
export interface Rechecked {
  readonly type: 'rechecked';
  readonly stillFiring: number;
}

/** What a person or a program does; `by` is a person's id, absent when a program named nobody. */
export type Act = { readonly by?: string; readonly via: Via } & (
  | { readonly type: 'acknowledged' }
  | { readonly type: 'undone'; readonly otherOpen: boolean }
  | { readonly type: 'escalated'; readonly to?: string }
  | { readonly type: 'resolved' }
  | { readonly type: 'snoozed'; readonly minutes: number }
  | { readonly type: 'reassigned'; readonly team: SecondaryTeam }
  | { readonly type: 'reclassified'; readonly severity?: Severity; readonly category?: Category }
  | { readonly type: 'noted'; readonly text: string }
);

/** What became of a page. `page` is its record as it was. */
export type PageNews = { readonly page: Page } & (
  | { readonly type: 'page-sent'; readonly providerId: string }
  | { readonly type: 'page-delivered'; readonly providerId: string }
  /** `providerId`: of the message that failed, where the provider has told of it afterwards. */
  | { readonly type: 'page-failed'; readonly reason: string; readonly providerId?: string }
  | { readonly type: 'page-skipped'; readonly reason: string }
  | { readonly type: 'page-superseded'; readonly reason: string }
  | { readonly type: 'page-deferred'; readonly reason: string; readonly uncertain?: boolean }
);

export type Happening = AlertsTold | TimerElapsed | LeasePassed | Rechecked | Act | PageNews;
