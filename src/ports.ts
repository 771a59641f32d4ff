/**
 * What the flows need from the world. The real ones live in store/, queues/ and channels/, the
 * memory ones in test/support/; test/contracts/ holds both to the same words.
 */
import type { Alert } from './core/alert.ts';
import type { Classified } from './core/classification.ts';
import type { Figure } from './core/figures.ts';
import type { IncidentEvent } from './core/incident-event.ts';
import type { Incident, Status, Timer } from './core/incident.ts';
import type { Page } from './core/page.ts';
import type { Rules } from './core/rules.ts';
import type { SecondaryTeam, Severity } from './core/severity.ts';

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** The alert as it is kept, in the incident that it belongs to. Texts are cut to a bounded size. */
export interface AlertRecord extends Alert, Pick<Classified, 'severity' | 'category' | 'rule'> {
  readonly incident: number;
}

/** A snapshot and the version that guards it. */
export interface Stored {
  readonly incident: Incident;
  readonly version: number;
}

/** What one body of alerts touches, as of one instant. */
export interface Lookup {
  /** By fingerprint, for the alerts that are known. */
  readonly alerts: ReadonlyMap<string, AlertRecord>;
  /** The latest incident of each group, by group key. */
  readonly groups: ReadonlyMap<string, number>;
  /** Every incident named by an alert or a group above. */
  readonly incidents: ReadonlyMap<number, Stored>;
}

/** One incident's share of a write. */
export interface Change {
  /** What the decision read; absent: the incident is new. */
  readonly before?: Stored;
  readonly incident: Incident;
  readonly events: readonly IncidentEvent[];
  /** Pages ordered, or changed by an event. */
  readonly pages: readonly Page[];
  readonly alerts: readonly AlertRecord[];
  /** The incident of each changed alert when it was read (absent: it was unknown), by fingerprint. */
  readonly alertsBefore: ReadonlyMap<string, number>;
  /** The group's latest incident, where the decision read it. A new incident takes its place. */
  readonly groupBefore?: number;
  readonly figures: readonly Figure[];
}

export interface IncidentQuery {
  readonly status?: Status;
  readonly severity?: Severity;
  readonly team?: SecondaryTeam;
  /** Opened at or after. */
  readonly since?: number;
  readonly limit: number;
  /** Only numbers below it. */
  readonly before?: number;
}

export interface Incidents {
  /** One round trip. */
  lookUp(
    source: string,
    fingerprints: readonly string[],
    groupKeys: readonly string[],
  ): Promise<Lookup>;
  load(number: number): Promise<Stored | undefined>;
  /** The incident and one of its pages, of one instant. */
  loadPage(number: number, page: string): Promise<(Stored & { readonly page: Page }) | undefined>;
  /**
   * Writes all changes or none: events, snapshots, alerts, indexes, work owed and figures. Answers the
   * incidents' numbers in order, or undefined when anything that a decision read has changed since.
   */
  commit(changes: readonly Change[]): Promise<readonly number[] | undefined>;
  latestInGroup(source: string, groupKey: string): Promise<number | undefined>;
  alerts(number: number): Promise<readonly AlertRecord[]>;
  timeline(number: number): Promise<readonly IncidentEvent[]>;
  pages(number: number): Promise<readonly Page[]>;
  /** Newest first. */
  list(
    query: IncidentQuery,
  ): Promise<{ readonly incidents: readonly Incident[]; readonly next?: number }>;
}

/** A timer to run or a page to send, at or after `dueAt`. */
export type OwedWork = { readonly incident: number; readonly dueAt: number } & (
  | { readonly type: 'timer'; readonly timer: Timer }
  | { readonly type: 'page'; readonly page: string }
);

export interface Owed {
  /** The most overdue first. */
  due(now: number, limit: number): Promise<readonly OwedWork[]>;
  /** Puts a page off; nothing if it is not owed any more. Frees its claim. */
  defer(incident: number, page: string, dueAt: number): Promise<void>;
  /** Forgets work whose incident is gone. */
  drop(work: OwedWork): Promise<void>;
}

export interface Claims {
  /**
   * Takes a page for this process until `until`. `held`: another living process has it; `changed`: the
   * incident is not the `version` that was read.
   */
  claim(
    incident: number,
    page: string,
    guard: { version: number; now: number; until: number },
  ): Promise<'claimed' | 'held' | 'changed'>;
}

/** The queue: carries due work out punctually. Nobody waits for it; a lost hint costs seconds, never a page. */
export interface Hints {
  schedule(work: OwedWork, about: { readonly severity: Severity; readonly channel?: string }): void;
}

/** How recently each alert was told: kept in memory, flushed every 10 s and on stop. */
export interface Sightings {
  note(source: string, fingerprints: readonly string[], now: number): void;
  /** When each was last told; absent: not known. */
  lastSeen(source: string, fingerprints: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** A reply code that a person was shown. */
export interface Code {
  readonly code: string;
  readonly incident: number;
  /** When a text or LIST last showed it. */
  readonly shownAt: number;
}

export interface Codes {
  of(person: string): Promise<readonly Code[]>;
  /** False when the code now stands for another incident than `replaces` (absent: for none): read again. */
  give(person: string, code: Code, replaces?: number): Promise<boolean>;
}

/** Contact methods whose owner said STOP. */
export interface OptOuts {
  /** `person.method` of each. */
  all(): Promise<ReadonlySet<string>>;
  set(person: string, method: string, optedOut: boolean): Promise<void>;
}

/** What was answered to each incoming text, so that a repeated one gets the same answer. */
export interface Answered {
  recall(messageId: string): Promise<string | undefined>;
  /** Answers what was kept first. */
  keep(messageId: string, reply: string): Promise<string>;
}

/** Bodies that could not be read, bounded in number and size. */
export interface Unreadable {
  keep(source: string, body: string, reason: string, now: number): Promise<void>;
}

/** A report names all pages of its message, in an address of bounded length. */
export const MOST_PAGES_OF_A_MESSAGE = 20;

export interface Message {
  /** `42.1.1.0.ada.sms`: goes with the message, so that a report finds its page. */
  readonly pageId: string;
  /** The other pages that this message tells of. */
  readonly alsoPageIds?: readonly string[];
  /** Secret. */
  readonly to: string;
  readonly text: string;
  /** How long the message is of use. */
  readonly validMs: number;
}

/** A way to speak to a person. Throws DeliveryError for every expected failure; anything else is a bug. */
export interface Channel {
  readonly name: string;
  /** After this long `send` has settled. */
  readonly timeoutMs: number;
  send(message: Message): Promise<{ readonly providerId: string }>;
}

/**
 * A page was not sent. `permanent`: this way to the person is closed, try the next at once. Otherwise
 * the provider has trouble and the page stays owed; `uncertain`: it may have been sent all the same.
 */
export class DeliveryError extends Error {
  /** A metric label: of a bounded set, free of personal data. */
  readonly reason: string;
  readonly permanent: boolean;
  readonly uncertain: boolean;
  constructor(reason: string, { permanent = false, uncertain = false } = {}) {
    super(`not delivered: ${reason}`);
    this.name = 'DeliveryError';
    this.reason = reason;
    this.permanent = permanent;
    this.uncertain = uncertain;
  }
}

/** error: a person must act; warn: it healed itself; info: a change of state. Never a number, text or token. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Lets one caller of a key in at a time, so that this process does not race itself. */
export type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export interface Ports {
  readonly clock: Clock;
  readonly log: Log;
  readonly inTurn: InTurn;
  /** The pages, `42.1.1.0.ada.sms`, that this process is sending: its claims of others are left over. */
  readonly inHand: Set<string>;
  /** The configuration in force. */
  readonly rules: () => Rules;
  readonly classify: (alert: Alert) => Classified;
  readonly incidents: Incidents;
  readonly owed: Owed;
  readonly claims: Claims;
  readonly hints: Hints;
  readonly sightings: Sightings;
  readonly codes: Codes;
  readonly optOuts: OptOuts;
  readonly answered: Answered;
  readonly unreadable: Unreadable;
  readonly channels: Readonly<Record<string, Channel>>;
}
