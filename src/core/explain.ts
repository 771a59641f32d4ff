import type { Alert } from './alert.ts';
import type { ClassificationRules } from './classification-rules.ts';
import { type Situation, situationOf } from './matchers.ts';
import { type SenderWords, translate } from './sender-words.ts';
import type { Surroundings } from './surroundings.ts';

/** One rule that was tried on an alert, in the order of trying. */
export interface Tried {
  readonly list: 'source' | 'severity' | 'category' | 'adjust';
  readonly rule: string;
  /** The facts by which it matched; null: it did not. */
  readonly matched: string | null;
}

type Rule = Pick<ClassificationRules['severity'][number], 'name' | 'test'>;

const tryRule = (list: Tried['list'], rule: Rule, situation: Situation): Tried => ({
  list,
  rule: rule.name,
  matched: rule.test(situation) ?? null,
});

/** In these lists the first match ends the trying. */
function untilMatch(list: Tried['list'], rules: readonly Rule[], situation: Situation): Tried[] {
  const tried: Tried[] = [];
  for (const rule of rules) {
    const one = tryRule(list, rule, situation);
    tried.push(one);
    if (one.matched !== null) break;
  }
  return tried;
}

/**
 * Every rule that has a say in an alert's classification, whether or not it matched; first what its
 * source's own words were taken for.
 */
export function explain(
  sent: Alert,
  rules: ClassificationRules,
  surroundings: Surroundings,
  words: SenderWords = {},
): readonly Tried[] {
  const { alert, facts } = translate(sent, words);
  const situation = situationOf(alert, surroundings);
  return [
    ...facts.map((matched): Tried => ({ list: 'source', rule: sent.source, matched })),
    ...untilMatch('severity', rules.severity, situation),
    ...untilMatch('category', rules.category, situation),
    ...rules.adjust.map((rule) => tryRule('adjust', rule, situation)),
  ];
}
