import type { Alert } from './alert.ts';
import type { ClassificationRules } from './classification-rules.ts';

/** One rule that was tried on an alert, in the order of trying. */
export interface Tried {
  readonly list: 'severity' | 'category' | 'adjust';
  readonly rule: string;
  /** The facts by which it matched; null: it did not. */
  readonly matched: string | null;
}

type Rule = Pick<ClassificationRules['severity'][number], 'name' | 'test'>;

const tryRule = (list: Tried['list'], rule: Rule, alert: Alert): Tried => ({
  list,
  rule: rule.name,
  matched: rule.test(alert) ?? null,
});

/** In these lists the first match ends the trying. */
function untilMatch(list: Tried['list'], rules: readonly Rule[], alert: Alert): Tried[] {
  const tried: Tried[] = [];
  for (const rule of rules) {
    const one = tryRule(list, rule, alert);
    tried.push(one);
    if (one.matched !== null) break;
  }
  return tried;
}

/** Every rule that has a say in an alert's classification, whether or not it matched. */
export const explain = (alert: Alert, rules: ClassificationRules): readonly Tried[] => [
  ...untilMatch('severity', rules.severity, alert),
  ...untilMatch('category', rules.category, alert),
  ...rules.adjust.map((rule) => tryRule('adjust', rule, alert)),
];
