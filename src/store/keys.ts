import { hash } from 'node:crypto';

/** Where each thing lives in Redis. The prefix carries the one hash tag, as Redis Cluster needs it. */
export interface Keys {
  /** The prefix itself, such as `{piket}:`. */
  readonly prefix: string;
  /** The last incident number handed out. */
  readonly lastNumber: string;
  /** Hash: `version`, `snapshot` as JSON, and each page as JSON in `page:<id>`. */
  readonly incident: (number: Numbered) => string;
  /** List of events as JSON. */
  readonly timeline: (number: Numbered) => string;
  /** Hash: fingerprint to record as JSON. */
  readonly alerts: (number: Numbered) => string;
  /** The incident that an alert belongs to. */
  readonly alert: (source: string, fingerprint: string) => string;
  /** The latest incident of a group. */
  readonly group: (source: string, groupKey: string) => string;
  /** The prefix of a source's groups. */
  readonly groups: (source: string) => string;
  /** Sorted sets of incident numbers by number: all of them, and those not resolved. */
  readonly incidents: string;
  readonly unresolved: string;
  /** Sorted set, by number, of the triggered incidents that a person was paged for. */
  readonly waitingOn: (person: string) => string;
  /** Sorted set of resolved incidents by the instant, for retention. */
  readonly resolved: string;
  /** Sorted set of the work owed by its due instant. */
  readonly owed: string;
  /** Sorted set of a phone's owed pages, as `42:1.1.0.ada.sms`, by when they were first due. */
  readonly waiting: (phone: string) => string;
  /** Hash: page to who is sending it until when. */
  readonly claims: string;
  /** Prefix of the heartbeats of processes. */
  readonly process: string;
  /** When any process last showed that it lives, and when none did. */
  readonly awake: string;
  readonly outages: string;
  /** Hash: the durable figures. */
  readonly figures: string;
  /** Hash: fingerprint to the instant it was last told. */
  readonly sightings: (source: string) => string;
  /** Hash: code to incident, and `<code>.shownAt` to the instant. */
  readonly codes: (person: string) => string;
  /** JSON, by phone and by the page that leads. */
  readonly pace: (phone: string) => string;
  readonly wrongCodes: (phone: string) => string;
  readonly bundle: (lead: string) => string;
  readonly optOuts: string;
  readonly answered: (messageId: string) => string;
  readonly unreadable: string;
  readonly policies: string;
  readonly secrets: string;
}

/** In a write that opens an incident, stands for the number that it will be given. */
export const NEW_NUMBER = '\0';
export type Numbered = number | typeof NEW_NUMBER;

/** The field of a page in the hash of its incident. */
export const pageField = (page: string): string => `page:${page}`;

/** A text from outside as a part of a key: free of NUL bytes and lone surrogates, no two texts alike. */
export const keyText = (text: string): string => JSON.stringify(text).slice(1, -1);

/** A group key can be long; its key need not be. */
export const groupDigest = (groupKey: string): string =>
  hash('sha1', keyText(groupKey), 'base64url');

const sourceText = (source: string): string => keyText(source).replaceAll(':', '\\u003a');

export const keysUnder = (prefix: string): Keys => ({
  prefix,
  lastNumber: `${prefix}last-number`,
  incident: (number) => `${prefix}incident:${number}`,
  timeline: (number) => `${prefix}timeline:${number}`,
  alerts: (number) => `${prefix}alerts:${number}`,
  alert: (source, fingerprint) => `${prefix}alert:${sourceText(source)}:${keyText(fingerprint)}`,
  group: (source, groupKey) => `${prefix}group:${sourceText(source)}:${groupDigest(groupKey)}`,
  groups: (source) => `${prefix}group:${sourceText(source)}:`,
  incidents: `${prefix}incidents`,
  unresolved: `${prefix}unresolved`,
  waitingOn: (person) => `${prefix}waiting-on:${keyText(person)}`,
  resolved: `${prefix}resolved`,
  owed: `${prefix}owed`,
  waiting: (phone) => `${prefix}waiting:${keyText(phone)}`,
  claims: `${prefix}claims`,
  process: `${prefix}process:`,
  awake: `${prefix}awake`,
  outages: `${prefix}outages`,
  figures: `${prefix}figures`,
  sightings: (source) => `${prefix}sightings:${sourceText(source)}`,
  codes: (person) => `${prefix}codes:${keyText(person)}`,
  pace: (phone) => `${prefix}pace:${keyText(phone)}`,
  wrongCodes: (phone) => `${prefix}wrong-codes:${keyText(phone)}`,
  bundle: (lead) => `${prefix}bundle:${keyText(lead)}`,
  optOuts: `${prefix}opt-outs`,
  answered: (messageId) => `${prefix}answered:${keyText(messageId)}`,
  unreadable: `${prefix}unreadable`,
  policies: `${prefix}policies`,
  secrets: `${prefix}secrets`,
});
