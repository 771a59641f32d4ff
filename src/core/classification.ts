import type { Alert } from './alert.ts';
import type { ClassificationRules } from './classification-rules.ts';
import { type Category, type SecondaryTeam, type Severity, teamOf } from './severity.ts';

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

function firstMatch<T extends { readonly name: string; test(alert: Alert): string | undefined }>(
  rules: readonly T[],
  alert: Alert,
): Match<T> | undefined {
  for (const rule of rules) {
    const facts = rule.test(alert);
    if (facts !== undefined) return { rule, because: told(rule.name, facts) };
  }
  return undefined;
}

/**
 * What no rule knows is medium, and infrastructure's: seen within hours, by those who run the
 * monitoring.
 */
const UNKNOWN = { severity: 'P2', category: 'infrastructure', rule: 'unclassified' } as const;

/**
 * The first matching rule sets the severity and the first one the category, then every adjustment
 * that fits changes the severity, in order; a final severity stands as it was set.
 */
export function classify(alert: Alert, rules: ClassificationRules): Classified {
  const set = firstMatch(rules.severity, alert);
  const kind = firstMatch(rules.category, alert);
  const category = kind?.rule.set ?? UNKNOWN.category;
  const because = [set?.because ?? `${UNKNOWN.rule}: no severity rule matches`];
  let severity: Severity = set?.rule.set ?? UNKNOWN.severity;
  for (const rule of set?.rule.final === true ? [] : rules.adjust) {
    const to = rule.change[severity];
    if (to === undefined || !(rule.category ?? [category]).includes(category)) continue;
    const facts = rule.test(alert);
    if (facts === undefined) continue;
    const verb = to < severity ? 'raises' : 'lowers';
    because.push(told(`${rule.name} ${verb} ${severity} to ${to}`, facts));
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
