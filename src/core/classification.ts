import type { Alert } from './alert.ts';
import type { ClassificationRules } from './classification-rules.ts';
import { OWN_FINGERPRINT } from './identity.ts';
import { type Situation, situationOf, type Test } from './matchers.ts';
import { type SenderWords, translate } from './sender-words.ts';
import { type Category, type SecondaryTeam, type Severity, teamOf } from './severity.ts';
import type { Surroundings } from './surroundings.ts';

/** What the rules make of one alert, and which of them decided. */
export interface Classified {
  readonly severity: Severity;
  readonly category: Category;
  readonly team: SecondaryTeam;
  /** The name of the rule that set the severity. */
  readonly rule: string;
  /** One sentence a rule that had a say: its name and the facts it used. */
  readonly because: readonly string[];
}

interface Match<T> {
  readonly rule: T;
  readonly because: string;
}

const told = (lead: string, facts: string): string => (facts === '' ? lead : `${lead}: ${facts}`);

/** `raises P2 to P1`. */
export const changes = (from: Severity, to: Severity): string =>
  `${to < from ? 'raises' : 'lowers'} ${from} to ${to}`;

function firstMatch<T extends { readonly name: string; readonly test: Test }>(
  rules: readonly T[],
  situation: Situation,
): Match<T> | undefined {
  for (const rule of rules) {
    const facts = rule.test(situation);
    if (facts !== undefined) return { rule, because: told(rule.name, facts) };
  }
  return undefined;
}

/**
 * What no rule knows is medium, and infrastructure's: seen within hours, by those who run the
 * monitoring.
 */
export const UNKNOWN = {
  severity: 'P2',
  category: 'infrastructure',
  rule: 'unclassified',
} as const;

/** The severity of what no severity rule matches, and why it is that. */
export function unclassified(alert: Alert, { defaultSeverity }: SenderWords) {
  const lead = `${UNKNOWN.rule}: no severity rule matches`;
  return defaultSeverity === undefined || alert.fingerprint.startsWith(OWN_FINGERPRINT)
    ? { severity: UNKNOWN.severity, because: lead }
    : {
        severity: defaultSeverity,
        because: `${lead}, ${defaultSeverity} is the default of ${alert.source}`,
      };
}

/**
 * The first matching rule sets the severity and the first one the category, then every adjustment
 * that fits changes the severity, in order; a final severity stands as it was set.
 */
export function classify(
  sent: Alert,
  rules: ClassificationRules,
  surroundings: Surroundings,
  words: SenderWords = {},
): Classified {
  const { alert, facts: translated } = translate(sent, words);
  const situation = situationOf(alert, surroundings);
  const set = firstMatch(rules.severity, situation);
  const kind = firstMatch(rules.category, situation);
  const category = kind?.rule.set ?? UNKNOWN.category;
  const otherwise = unclassified(alert, words);
  const because = [...translated, set?.because ?? otherwise.because];
  let severity: Severity = set?.rule.set ?? otherwise.severity;
  for (const rule of set?.rule.final === true ? [] : rules.adjust) {
    const to = rule.change[severity];
    if (to === undefined || !(rule.category ?? [category]).includes(category)) continue;
    if (rule.unclassified === true && set !== undefined) continue;
    const facts = rule.test(situation);
    if (facts === undefined) continue;
    because.push(told(`${rule.name} ${changes(severity, to)}`, facts));
    severity = to;
  }
  if (kind !== undefined) because.push(kind.because);
  return {
    severity,
    category,
    team: teamOf(category),
    rule: set?.rule.name ?? UNKNOWN.rule,
    because,
  };
}
