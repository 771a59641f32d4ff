import type { Incidents, Lookup } from '../ports.ts';
import type { AtomicWrite } from './atomic-write.ts';
import { readAlert, readStored } from './incident-records.ts';
import { commandsOf, guardsOf } from './incident-writes.ts';
import { groupDigest, type Keys, keyText } from './keys.ts';
import type { Connection } from './redis-connection.ts';
import { redisIncidentLists } from './redis-incident-list.ts';
import { redisIncidentReads } from './redis-incident-reads.ts';
import type { Script } from './script.ts';

/** Incidents in Redis: one script reads what a body touches, one compares and writes. */
export const redisIncidents = (
  redis: Connection,
  keys: Keys,
  scripts: { readonly lookUp: Script; readonly write: AtomicWrite },
): Incidents => ({
  lookUp: async (source, fingerprints, groupKeys) => {
    const reply = await scripts.lookUp(
      [keys.prefix],
      [
        keys.alert(source, ''),
        keys.groups(source),
        String(fingerprints.length),
        ...fingerprints.map(keyText),
        ...groupKeys.map(groupDigest),
      ],
    );
    return readLookup(textLists(reply), fingerprints, groupKeys);
  },

  commit: async (changes) => {
    const isNew = changes.map(({ before }) => before === undefined);
    const opens = isNew.filter(Boolean).length;
    if (opens > 1) throw new Error('a commit opens one incident at most');
    const opened = await scripts.write(
      changes.flatMap((change) => guardsOf(keys, change)),
      changes.flatMap((change) => commandsOf(keys, change)),
      opens === 1,
    );
    if (opened === undefined) return undefined;
    return changes.map(({ before }) => before?.incident.number ?? opened);
  },

  latestInGroup: async (source, groupKey) => {
    const number = await redis().get(keys.group(source, groupKey));
    return number === null ? undefined : Number(number);
  },

  ...redisIncidentReads(redis, keys),
  ...redisIncidentLists(redis, keys),
});

const readLookup = (
  [alerts = [], groups = [], incidents = []]: readonly (readonly string[])[],
  fingerprints: readonly string[],
  groupKeys: readonly string[],
): Lookup => ({
  alerts: new Map(
    fingerprints.flatMap((fingerprint, at) => {
      const [number, record] = alerts.slice(2 * at, 2 * at + 2);
      return number && record ? [[fingerprint, readAlert(Number(number), record)] as const] : [];
    }),
  ),
  groups: new Map(
    groupKeys.flatMap((groupKey, at) => {
      const number = groups[at];
      return number ? [[groupKey, Number(number)] as const] : [];
    }),
  ),
  incidents: new Map(
    incidents.flatMap((number, at) => {
      const [version, snapshot] = incidents.slice(at + 1, at + 3);
      if (at % 3 !== 0 || version === undefined || snapshot === undefined) return [];
      return [[Number(number), readStored(Number(number), version, snapshot)] as const];
    }),
  ),
});

const textLists = (reply: unknown): readonly (readonly string[])[] => {
  if (Array.isArray(reply) && reply.every(isTexts)) return reply;
  throw new Error('the look-up script gave an unknown answer');
};

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((text) => typeof text === 'string');
