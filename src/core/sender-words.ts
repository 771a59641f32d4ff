import type { Alert, Labels } from './alert.ts';
import { OWN_FINGERPRINT } from './identity.ts';
import type { Severity } from './severity.ts';

/** How one source uses its words, where that differs from what the rules take them for. */
export interface SenderWords {
  /** P1: the sender's scale begins at 1, so that its P1 is our P0, and so on. */
  readonly topPriority?: 'P0' | 'P1';
  /** sev0: the sender's sev0 is our P0 and its sev1 our P1; otherwise sev1 is our P0. */
  readonly topSev?: 'sev0' | 'sev1';
  /** Of alerts whose severity no rule understands. */
  readonly defaultSeverity?: Severity;
  /** The labels that tell the environment; the first one that is there counts. */
  readonly environmentLabels?: readonly string[];
  /** Their values, in any case, that are not production. */
  readonly nonProduction?: readonly string[];
}

/** An alert in the words of the rules, and what was changed for that. */
export interface Translated {
  readonly alert: Alert;
  readonly facts: readonly string[];
}

/** As config/classification.yaml reads them, whatever word may follow: `P1 - High`. */
const PRIORITY = /^([^a-z\d]*p(?:rio(?:rity)?)?[ _-]?)(\d)(?![a-z\d])(.*)$/is;
const SEV = /^([^a-z\d]*s(?:ev(?:erity)?)?[ _-]?)(\d)(?![a-z\d])(.*)$/is;
const ENVIRONMENTS = ['env', 'environment', 'stage'];

/** What the rules know an environment by that its source calls non-production. */
const NON_PRODUCTION = 'non-production';

function figure(text: string, words: SenderWords): string {
  const [, priority, ownPriority, priorityWord] = PRIORITY.exec(text) ?? [];
  if (priority !== undefined && words.topPriority === 'P1')
    return `${priority}${Math.max(0, Number(ownPriority) - 1)}${priorityWord}`;
  const [, sev, ownSev, sevWord] = SEV.exec(text) ?? [];
  if (sev !== undefined && words.topSev === 'sev0')
    return `${sev}${Math.min(9, Number(ownSev) + 1)}${sevWord}`;
  return text;
}

/** The label of the environment, as the rules are to read it. */
function environmentOf(labels: Labels, words: SenderWords): [string, string] | undefined {
  const { environmentLabels, nonProduction = [] } = words;
  const name = (environmentLabels ?? ENVIRONMENTS).find((label) => Object.hasOwn(labels, label));
  const value = name === undefined ? '' : (labels[name] ?? '').trim();
  if (name === undefined) return undefined;
  const isNone = nonProduction.some((word) => word.toLowerCase() === value.toLowerCase());
  if (isNone) return [name, NON_PRODUCTION];
  return environmentLabels === undefined ? undefined : [name, value];
}

/** Puts an alert into the words of the rules. What Piket says itself needs no translation. */
export function translate(alert: Alert, words: SenderWords): Translated {
  const isOwn = alert.fingerprint.startsWith(OWN_FINGERPRINT);
  if (isOwn || Object.keys(words).length === 0) return { alert, facts: [] };
  const facts: string[] = [];
  const labels: Record<string, string> = { ...alert.labels };
  for (const [name, text] of Object.entries(alert.labels)) {
    if (!/sev|prio/i.test(name)) continue;
    const ours = figure(text, words);
    if (ours === text) continue;
    labels[name] = ours;
    facts.push(`${name}=${text} counts as ${ours}`);
  }
  const [name, environment] = environmentOf(alert.labels, words) ?? [];
  if (name !== undefined && environment !== undefined) {
    labels['environment'] = environment;
    const own = alert.labels[name] ?? '';
    if (own !== environment || name !== 'environment')
      facts.push(`${name}=${own} counts as environment=${environment}`);
  }
  return { alert: { ...alert, labels }, facts: facts.map((fact) => `${alert.source}: ${fact}`) };
}
