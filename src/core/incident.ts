import type { Mark, Page } from './page.ts';
import type { Category, SecondaryTeam, Severity } from './severity.ts';

/** What an incident waits for. Each is one entry of the owed set, at most one of a kind. */
export const TIMERS = [
  'step',
  'target-80',
  'target',
  'snooze',
  'recheck',
  'lease',
  'stable',
] as const;
export type Timer = (typeof TIMERS)[number];

export type Status = 'triggered' | 'acknowledged' | 'resolved';
export type ResolvedBy = 'human' | 'source' | 'api' | 'lease';

/** The last page of this episode to a person. */
export interface LastPage {
  /** When it was ordered; when it turned out not to reach them, when an earlier one did: 0 for none. */
  readonly at: number;
  readonly ordinal: number;
  readonly severity: Severity;
  readonly mark?: Mark['type'];
  /** When a page of this episode last went out to them, or may have. */
  readonly toldAt?: number;
}

/** The snapshot: what the events of an incident amount to. */
export interface Incident {
  /** The short number, `#42`; 0 until the store has handed one out. */
  readonly number: number;
  readonly source: string;
  readonly groupKey: string;
  readonly title: string;
  readonly status: Status;
  readonly severity: Severity;
  readonly category: Category;
  readonly team: SecondaryTeam;
  readonly because: readonly string[];
  readonly openedAt: number;

  /** The episode's number, from 1; it grows at each reopening. */
  readonly cycle: number;
  /** When the episode began. */
  readonly episodeAt: number;
  /** When the response target of the episode ends. */
  readonly dueAt: number;
  /** When 80 % of the response target have passed. */
  readonly warnAt: number;
  readonly acknowledgedAt?: number;
  /** A person's id, or `api` for a program that named nobody. */
  readonly acknowledgedBy?: string;
  readonly snoozedUntil?: number;
  readonly resolvedAt?: number;
  readonly resolvedBy?: ResolvedBy;
  /** Who resolved it, where a person did. */
  readonly resolver?: string;
  /** The latest end that the source told of its alerts: what started before it is a late copy. */
  readonly endedAt?: number;
  /** Since when none of its alerts has been told within its source's lease. */
  readonly staleSince?: number;
  /** Its latest reopenings, within an hour of each other. */
  readonly reopenedAts?: readonly number[];
  /** Since when it has flapped: its steps are held until it is stable. */
  readonly flappingSince?: number;
  /** What a person may still take back. */
  readonly undoable?: {
    readonly what: 'acknowledged' | 'resolved';
    readonly at: number;
    readonly back: Status;
  };
  /** What the figures of this episode have counted already: counters never fall, an undo takes nothing back. */
  readonly counted: {
    readonly firstPage: boolean;
    readonly acknowledged: boolean;
    readonly target: boolean;
    readonly resolved: boolean;
  };

  /** Firing alerts by severity; the alerts are records of their own. */
  readonly firing: Readonly<Record<Severity, number>>;
  /** At most 20. */
  readonly alertnames: readonly string[];

  /** The id of the policy that runs. */
  readonly policy: string;
  /** Grows whenever the policy starts again or repeats. */
  readonly run: number;
  /** The index of the step last taken; -1 before the first. */
  readonly step: number;
  readonly timers: Readonly<Partial<Record<Timer, number>>>;
  /** How often anyone was paged. */
  readonly ordinal: number;
  /** Everyone paged in this episode. */
  readonly paged: Readonly<Record<string, LastPage>>;
  /** Who was paged in the episode before: first to hear of a reopening. */
  readonly before: readonly string[];
  /** The pages of the running step, and older ones still owed, by id; none once it is in hand. */
  readonly live: Readonly<Record<string, Page>>;
  /** How often people were paged about this episode's response target. */
  readonly alarms: { readonly t80: number; readonly missed: number };
  /** The last request to escalate, so that the same one twice is one. */
  readonly escalation?: { readonly by: string; readonly to?: string; readonly at: number };
  readonly lastNote?: { readonly by: string; readonly text: string };
}

export const firingCount = (incident: Incident): number =>
  Object.values(incident.firing).reduce((sum, count) => sum + count, 0);

/** When a person was last paged in this episode: as sent where that is known yet, else as ordered. */
export function pagedAt({ paged, live }: Incident, person: string): number {
  const sentAts = Object.values(live).flatMap((page) =>
    page.person === person ? (page.reached.sent ?? []) : [],
  );
  return Math.max(paged[person]?.at ?? 0, ...sentAts);
}

/**
 * Everyone whom a page of this episode has reached. While it flaps its episodes are held: those who
 * heard of it then heard it in an earlier one.
 */
export const peopleTold = ({ paged, before, flappingSince }: Incident): readonly string[] => {
  const told = Object.keys(paged).filter((id) => paged[id]?.toldAt !== undefined);
  return flappingSince === undefined ? told : [...new Set([...before, ...told])];
};
