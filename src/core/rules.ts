import type { Person } from './people.ts';
import type { Policy } from './policy.ts';
import type { Route } from './route.ts';
import type { Schedule } from './schedule.ts';
import type { SenderWords } from './sender-words.ts';
import type { Role, SecondaryTeam, Severity } from './severity.ts';

/** A configured sender of alerts, as the core sees it (its token stays in the shell). */
export interface Source {
  readonly name: string;
  readonly kind: 'alertmanager' | 'grafana';
  /** The labels that make alerts one incident; absent ones are skipped. */
  readonly groupBy: readonly string[];
  /** How long a firing alert may go untold before it is stale. */
  readonly leaseMs: number;
  /** Absent: it uses severities and environments as the rules take them. */
  readonly words?: SenderWords;
}

/** Everything a decision needs to know of the configuration. Plain data, replaced whole on reload. */
export interface Rules {
  /** From an episode's opening to its first human acknowledgement. */
  readonly targetMs: Readonly<Record<Severity, number>>;
  /** The policy with which an incident of a severity starts, where no route says otherwise. */
  readonly policies: Readonly<Record<Severity, Policy>>;
  /** Other policies for some incidents; the first route that fits an incident wins. */
  readonly routes: readonly Route[];
  /** Older policies that running incidents started with, by id. */
  readonly kept: Readonly<Record<string, Policy>>;
  readonly people: Readonly<Record<string, Person>>;
  /** The schedule that fills each role of the primary team. */
  readonly roles: Readonly<Record<Role, string>>;
  readonly teams: Readonly<
    Record<SecondaryTeam, { readonly schedule: string; readonly members: readonly string[] }>
  >;
  readonly schedules: Readonly<Record<string, Schedule>>;
  readonly sources: Readonly<Record<string, Source>>;
}
