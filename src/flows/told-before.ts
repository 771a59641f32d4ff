import type { Alert } from '../core/alert.ts';
import type { ReceivedBody } from '../core/arrivals.ts';
import type { NothingNew, ToldBefore } from '../core/told-before.ts';
import type { Lookup, Ports } from '../ports.ts';
import type { Received } from './receive-alerts.ts';

/** So much is remembered, a fingerprint counting as one and a body as five more: 7 to 27 MB. */
const MOST = 200_000;
const A_BODY = 5;

const keyOf = (source: string, what: string): string => `${what} ${source}`;

/** When there is too much to be remembered, what was told longest ago goes first. */
export function openToldBefore(most = MOST): ToldBefore {
  const remembered = new Map<string, NothingNew>();
  let size = 0;
  const take = (key: string): NothingNew | undefined => {
    const told = remembered.get(key);
    if (told !== undefined && remembered.delete(key)) size -= A_BODY + told.fingerprints.length;
    return told;
  };
  const put = (key: string, told: NothingNew): void => {
    remembered.set(key, told);
    size += A_BODY + told.fingerprints.length;
  };
  return {
    of: (source, what) => {
      const key = keyOf(source, what);
      const told = take(key);
      if (told !== undefined) put(key, told);
      return told;
    },
    forget: (source, what) => void take(keyOf(source, what)),
    keep: (source, what, told) => {
      const key = keyOf(source, what);
      take(key);
      put(key, told);
      for (const oldest of remembered.keys()) {
        if (size <= most) break;
        take(oldest);
      }
    },
  };
}

export interface Recalled extends Received {
  /** How many alerts the body has, heartbeats too. */
  readonly heard: number;
}

/**
 * What a body comes to whose very bytes were told before; undefined when it has to be read. Most of what
 * comes in an outage is this, and it costs one question to the store.
 */
export async function recallBody(
  source: string,
  digest: string,
  ports: Ports,
): Promise<Recalled | undefined> {
  const told = ports.toldBefore.of(source, digest);
  if (told === undefined) return undefined;
  // It was told, whatever else comes of it.
  ports.sightings.note(source, told.fingerprints, ports.clock.now());
  if (await stands(told, ports)) return { ...receivedOf(told), heard: told.heard };
  ports.toldBefore.forget(source, digest);
  ports.toldBefore.forget(source, nameOf(told.fingerprints));
  return undefined;
}

/** What the alerts of a body come to when they were told before, be it in other words. */
export async function recallAlerts(
  source: string,
  body: ReceivedBody,
  alerts: readonly Alert[],
  ports: Ports,
): Promise<Received | undefined> {
  if (!mayRepeat(body)) return undefined;
  const name = nameOf(alerts.map(({ fingerprint }) => fingerprint));
  const told = ports.toldBefore.of(source, name);
  if (told === undefined || !(await stands(told, ports))) return undefined;
  const { digest, alerts: all } = body;
  // Bytes that come once may never come again: they tell a value, and it changes.
  if (digest !== undefined) {
    const key = digest === told.digest ? digest : name;
    ports.toldBefore.keep(source, key, { ...told, heard: all.length, digest });
  }
  return receivedOf(told);
}

/** What one group of a body came to. */
export interface GroupOutcome {
  /** There when it changed nothing: what was known. */
  readonly unchanged?: Lookup;
}

/**
 * Remembers a body that told nothing new. `alerts`: those of the body that are for people; `groups`: what
 * became of them.
 */
export function rememberBody(
  source: string,
  body: ReceivedBody,
  alerts: readonly Alert[],
  groups: readonly GroupOutcome[],
  { toldBefore }: Ports,
): void {
  if (!mayRepeat(body)) return;
  const versions = new Map<number, number>();
  for (const { unchanged } of groups) {
    if (unchanged === undefined) return;
    for (const { incident } of unchanged.alerts.values()) {
      const version = unchanged.incidents.get(incident)?.version;
      // Another group of the body may have seen it a moment earlier.
      if (version === undefined || (versions.get(incident) ?? version) !== version) return;
      versions.set(incident, version);
    }
  }
  const fingerprints = alerts.map(({ fingerprint }) => fingerprint);
  if (fingerprints.length === 0) return;
  const { digest } = body;
  const told = { heard: body.alerts.length, fingerprints, versions, ...(digest && { digest }) };
  toldBefore.keep(source, nameOf(fingerprints), told);
  if (digest !== undefined) toldBefore.keep(source, digest, told);
}

/** A resolve may not: its alert may fire again in an incident that the body knows nothing of. */
const mayRepeat = ({ alerts, unreadable }: ReceivedBody): boolean =>
  unreadable.length === 0 && alerts.every(({ status }) => status === 'firing');

const nameOf = (fingerprints: readonly string[]): string => JSON.stringify(fingerprints);

/** Whether all of its incidents are still what they were. */
async function stands({ versions }: NothingNew, { incidents }: Ports): Promise<boolean> {
  const found = await incidents.versions([...versions.keys()]);
  return [...versions.values()].every((version, at) => version === found[at]);
}

const receivedOf = ({ fingerprints, versions }: NothingNew): Received => ({
  incidents: [...versions.keys()].toSorted((a, b) => a - b),
  repeats: fingerprints.length,
});
