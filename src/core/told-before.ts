/**
 * A body whose alerts all fire and were all told before. That it tells nothing new holds for as long as
 * its incidents are what they were: whatever becomes of an alert changes the incident that it is in.
 */
export interface NothingNew {
  /** How many alerts the body has, heartbeats too. */
  readonly heard: number;
  /** Of the others. */
  readonly fingerprints: readonly string[];
  /** Of each incident that one of its alerts is in. */
  readonly versions: ReadonlyMap<number, number>;
  /** Of the bytes in which it was told last. */
  readonly digest?: string;
}

/** What this process remembers of bodies that told nothing new, by their bytes or by their alerts. */
export interface ToldBefore {
  of(source: string, what: string): NothingNew | undefined;
  keep(source: string, what: string, told: NothingNew): void;
  forget(source: string, what: string): void;
}
