/**
 * What the flows need from the world. The real ones live in store/, queues/ and channels/, the
 * memory ones in test/support/; test/contracts/ holds both to the same words.
 */
import type { Alert } from './core/alert.ts';
import type { Booking, GivenCode } from './core/booking.ts';
import type { Bundle } from './core/bundle.ts';
import type { Classified } from './core/classification.ts';
import type { ShownCode } from './core/codes.ts';
import type { Figure } from './core/figures.ts';
import type { IncidentEvent } from './core/incident-event.ts';
import type { Classify } from './core/intake.ts';
import type { IncidentQuery, IncidentsFound } from './core/incident-query.ts';
import type { Incident } from './core/incident.ts';
import type { OwedPage, OwedWork } from './core/owed-work.ts';
import type { Pace } from './core/pace.ts';
import type { Page } from './core/page.ts';
import type { Rules } from './core/rules.ts';
import type { Severity } from './core/severity.ts';
import type { ToldBefore } from './core/told-before.ts';
import type { WrongCodes } from './core/wrong-codes.ts';
import type { Channel } from './ports/channel.ts';

export { type Channel, DeliveryError, type Message } from './ports/channel.ts';

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** A clock that also measures how long things take. */
export interface Stopwatch extends Clock {
  /** Milliseconds since some moment; they go on when the time of day is put back. */
  elapsed(): number;
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

export interface Incidents {
  /** One round trip. */
  lookUp(
    source: string,
    fingerprints: readonly string[],
    groupKeys: readonly string[],
  ): Promise<Lookup>;
  load(number: number): Promise<Stored | undefined>;
  /** In the order asked for; undefined for an incident that is gone. Each change makes another one. */
  versions(numbers: readonly number[]): Promise<readonly (number | undefined)[]>;
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
  /** The triggered incidents that a person was paged for, told or still held; the oldest first. */
  waitingOn(person: string): Promise<readonly number[]>;
  /** How many those are. */
  countWaitingOn(person: string): Promise<number>;
  /** Newest first. */
  list(query: IncidentQuery): Promise<IncidentsFound>;
}

export interface Owed {
  /** The most overdue first, without the first `skip`. */
  due(now: number, limit: number, skip?: number): Promise<readonly OwedWork[]>;
  /** What is due after one instant and until another, the first to come first. */
  upcoming(after: number, until: number, limit: number): Promise<readonly OwedWork[]>;
  /** Gives a page another time; nothing if it is not owed any more. Frees its claim. */
  defer(incident: number, page: string, dueAt: number): Promise<void>;
  /** Puts work off, unless it is due even later, and leaves a claim as it is; nothing if it is not owed any more. */
  postpone(work: OwedWork, dueAt: number): Promise<void>;
  /** Brings work forward likewise, unless it is due even sooner. */
  hasten(work: OwedWork, dueAt: number): Promise<void>;
  /** All pages owed to a phone (`ada.sms`) and due, however far they were put off; the oldest first. */
  waitingFor(phone: string, now: number, limit: number): Promise<readonly OwedPage[]>;
  /** When each page is tried next, by its id: put off or not. Those that are not owed are left out. */
  nextTries(incident: number, pages: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Forgets work whose incident is gone. */
  drop(work: OwedWork): Promise<void>;
}

export interface Claims {
  /**
   * Takes a page for this process, for `forMs` by the store's clock, since those of processes differ.
   * `held`: another living process has it, or it was put off beyond `dueBy`; `changed`: the incident is
   * not the `version` that was read.
   */
  claim(
    incident: number,
    page: string,
    guard: { readonly version: number; readonly forMs: number; readonly dueBy?: number },
  ): Promise<'claimed' | 'held' | 'changed'>;
  /** Frees a page that this process has claimed. */
  letGo(incident: number, page: string): Promise<void>;
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

/** When there was a Piket to be told of anything. */
export interface Uptime {
  /** For how long, between two instants, no process was awake with its store; to a few seconds. */
  downMs(from: number, until: number): Promise<number>;
}

export interface Codes {
  of(person: string): Promise<readonly ShownCode[]>;
  /** False when the code now stands for something else than what it replaces: read again. */
  give(code: GivenCode): Promise<boolean>;
}

export interface Bookings {
  /** Writes all of it, or nothing: false when any of it has changed since it was read. */
  book(booking: Booking): Promise<boolean>;
}

/** Small records by key, each changed only from what was read of it. */
export interface Records<T> {
  of(key: string): Promise<T | undefined>;
  /** False when it is no longer `before`; `after` undefined forgets it. */
  change(key: string, before: T | undefined, after: T | undefined): Promise<boolean>;
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
  readonly toldBefore: ToldBefore;
  /** The configuration in force. */
  readonly rules: () => Rules;
  /** Learns the policies with which other processes have started incidents by now. */
  readonly learnPolicies: () => Promise<void>;
  readonly classify: Classify;
  readonly incidents: Incidents;
  readonly owed: Owed;
  readonly claims: Claims;
  readonly hints: Hints;
  readonly sightings: Sightings;
  readonly uptime: Uptime;
  readonly codes: Codes;
  readonly bookings: Bookings;
  /** By phone, `ada.sms`. */
  readonly paces: Records<Pace>;
  /** By phone: what came of wrong reply codes. */
  readonly wrongCodes: Records<WrongCodes>;
  /** By the page that leads the bundle. */
  readonly bundles: Records<Bundle>;
  readonly optOuts: OptOuts;
  readonly answered: Answered;
  readonly unreadable: Unreadable;
  readonly channels: Readonly<Record<string, Channel>>;
}
