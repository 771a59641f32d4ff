import type { ResolvedBy } from './incident.ts';
import type { Page } from './page.ts';
import type { Category, SecondaryTeam, Severity } from './severity.ts';

/** An alert as a timeline tells of it. */
export interface AlertMention {
  readonly fingerprint: string;
  readonly name: string;
  readonly severity: Severity;
}

/** How an answer arrived. */
export type Via = 'sms' | 'api' | 'phone' | 'push' | 'console';

/** Someone or something that a step could not page, and why. */
export interface Unpaged {
  /** `role technical-lead`, `on call database` (a team or a schedule), `ada`. */
  readonly target: string;
  readonly reason: 'nobody-on-call' | 'no-contact-method' | 'paged-just-now' | 'unknown-person';
}

/** Why a step was taken. */
export type StepCause =
  | 'opened'
  | 'again'
  | 'raised'
  | 'repeat'
  | 'no-answer'
  | 'unreachable'
  | 'asked';

interface AlertsChanged {
  /** Up to 20 of each; `firing` counts them all. */
  readonly fired: readonly AlertMention[];
  readonly cleared: readonly AlertMention[];
  /** Alerts firing once this is told, by severity. */
  readonly firing: Readonly<Record<Severity, number>>;
  /** The latest end among what cleared. */
  readonly endedAt?: number;
  /** When the incident turns stale unless one of its alerts is told again. */
  readonly leaseAt?: number;
}

/** The response target, and the policy that is to meet it. */
interface Urgency {
  readonly severity: Severity;
  readonly because: readonly string[];
  readonly dueAt: number;
  readonly warnAt: number;
  readonly policy: string;
}

interface Paged {
  readonly pages: readonly Page[];
  readonly unpaged: readonly Unpaged[];
}

/** What the first human acknowledgement of an episode settles. */
interface Acknowledging {
  /** It is the episode's first human acknowledgement: time to acknowledge is counted. */
  readonly counted: boolean;
  /** It came inside the response target, and nothing was counted of that before. */
  readonly met: boolean;
}

/** Names the person, or `api` for a program that named nobody. */
interface ActedBy {
  readonly by: string;
  readonly via: Via;
}

/** What each type of event carries. */
export interface EventBodies {
  opened: AlertsChanged &
    Urgency & {
      readonly source: string;
      readonly groupKey: string;
      readonly title: string;
      readonly category: Category;
      readonly team: SecondaryTeam;
      /** The incident whose alerts still fired after a person had resolved it. */
      readonly after?: number;
    };
  reopened: AlertsChanged &
    Urgency & {
      readonly cause: 'late-copy' | 'fired-again';
      /** The response target is that of the episode before: it flaps, and nobody has answered. */
      readonly runsOn?: boolean;
      /** This reopening and those within an hour before it. */
      readonly reopenedAts: readonly number[];
      /** It flaps: when it is stable again, if it stays as it is. */
      readonly stableAt?: number;
    };
  /** It was reopened too often: one page says so, and its steps are held until it is stable. */
  flapping: Paged & { readonly stableAt: number };
  'flapping-ended': { readonly notices: readonly Page[] };
  /** Its source's lease has passed for all its alerts. */
  'turned-stale': {
    readonly lastToldAt: number;
    readonly notices: readonly Page[];
    /** When it closes, or is asked about again. */
    readonly leaseAt: number;
  };
  /** An alert of a stale incident was told again. */
  'heard-again': { readonly leaseAt?: number };
  'alerts-changed': AlertsChanged;
  'severity-raised': Urgency & {
    readonly from: Severity;
    /** People are paged anew. */
    readonly pagesAnew: boolean;
    readonly by?: string;
  };
  reclassified: {
    readonly by?: string;
    readonly severity: Severity;
    readonly category: Category;
    readonly team: SecondaryTeam;
    readonly dueAt: number;
    readonly warnAt: number;
    /** Absent in events of before it was recorded. */
    readonly because?: readonly string[];
  };
  'step-taken': Paged & {
    readonly cause: StepCause;
    readonly run: number;
    readonly step: number;
    /** When the next step is due; absent: no step follows by itself. */
    readonly nextAt?: number;
  };
  'policy-ended': { readonly nextAt?: number };
  /** A person was paged by name, beside the policy. */
  'person-paged': Paged & { readonly nextAt?: number };
  'target-warned': Paged;
  'target-missed': Paged & { readonly counted: boolean };
  'page-sent': { readonly page: Page; readonly firstOfEpisode: boolean };
  'page-delivered': { readonly page: Page };
  'page-failed': { readonly page: Page };
  'page-skipped': { readonly page: Page };
  'page-superseded': { readonly page: Page };
  /** `uncertain`: it may have been sent all the same. */
  'page-deferred': { readonly page: Page; readonly uncertain?: boolean };
  /** A page came when it was over already: its reader is told so. */
  'told-late': { readonly notices: readonly Page[] };
  /** A notice was told, or could not be. */
  'notice-changed': { readonly page: Page };
  /** Another method of this person failed: this one is tried now. */
  'page-hurried': { readonly page: Page };
  acknowledged: ActedBy & Acknowledging & { readonly human: boolean };
  snoozed: ActedBy & Acknowledging & { readonly human: boolean; readonly until: number };
  'snooze-ended': object;
  undone: ActedBy & {
    readonly what: 'acknowledged' | 'resolved';
    readonly back: 'triggered' | 'acknowledged';
    /** After a resolve: its alerts have a lease again. */
    readonly leaseAt?: number;
  };
  escalated: ActedBy & {
    /** The person who was asked for; absent: the next step. */
    readonly to?: string;
  };
  reassigned: ActedBy & {
    readonly team: SecondaryTeam;
    /** The policy that the new team brings; absent: the running one stays. */
    readonly policy?: string;
  };
  resolved: Acknowledging & {
    readonly by: ResolvedBy;
    /** Who did, where a person did. */
    readonly person?: string;
    /** The episode had not been resolved before: time to resolve is counted. */
    readonly first: boolean;
    /** Alerts still fire: when to look again. */
    readonly recheckAt?: number;
    /** It flaps: when it is stable, if it stays resolved. */
    readonly stableAt?: number;
    readonly notices: readonly Page[];
  };
  rechecked: { readonly stillFiring: number };
  noted: ActedBy & { readonly text: string };
}

/** What happened to an incident: its timeline, and the raw material of the post-mortem. */
export type IncidentEvent = EventOf<keyof EventBodies>;

export type EventOf<T extends keyof EventBodies> = {
  [K in keyof EventBodies]: { readonly type: K; readonly at: number } & EventBodies[K];
}[T];
