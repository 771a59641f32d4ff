import type { Alert } from './alert.ts';
import { changes, UNKNOWN, unclassified } from './classification.ts';
import type { ClassificationRules } from './classification-rules.ts';
import { type Situation, situationOf } from './matchers.ts';
import { type SenderWords, translate } from './sender-words.ts';
import type { Category, Severity } from './severity.ts';
import type { Surroundings } from './surroundings.ts';

/** One rule that was tried on an alert, in the order of trying. */
export interface Tried {
  readonly list: 'source' | 'severity' | 'category' | 'adjust';
  readonly rule: string;
  /** The facts by which it had a say; null: it had none. */
  readonly matched: string | null;
  /** What it made of the alert, or why it had no say: `raises P2 to P1`, `no say: except env=dev`. */
  readonly outcome: string;
}

type Said = Pick<Tried, 'matched' | 'outcome'>;
type Rule = Pick<ClassificationRules['severity'][number], 'name' | 'when' | 'except'>;

const nothing = (why: string): Said => ({ matched: null, outcome: `no say: ${why}` });

/** `say` is asked only where the rule matches. */
function tryRule(rule: Rule, situation: Situation, say: (facts: string) => Said): Said {
  const facts = rule.when(situation);
  if (facts === undefined) return nothing('does not match');
  const exception = rule.except(situation);
  return exception === undefined ? say(facts) : nothing(`except ${exception}`);
}

/** In these lists the first match ends the trying. */
function untilMatch<T extends Rule & { readonly set: Severity | Category; final?: boolean }>(
  list: Tried['list'],
  rules: readonly T[],
  situation: Situation,
): { readonly tried: readonly Tried[]; readonly match?: T } {
  const tried: Tried[] = [];
  for (const rule of rules) {
    const { name, set, final } = rule;
    const outcome = `sets ${set}${final ? ', which nothing adjusts' : ''}`;
    const said = tryRule(rule, situation, (matched) => ({ matched, outcome }));
    tried.push({ list, rule: name, ...said });
    if (said.matched !== null) return { tried, match: rule };
  }
  return { tried };
}

/**
 * Every rule that was looked at in an alert's classification, and what came of it; first what its
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
  const severity = untilMatch('severity', rules.severity, situation);
  const category = untilMatch('category', rules.category, situation);
  const adjusted = adjustments(rules.adjust, situation, {
    severity: severity.match?.set ?? unclassified(alert, words).severity,
    category: category.match?.set ?? UNKNOWN.category,
    setBy: severity.match,
  });
  return [
    ...facts.map((matched): Tried => {
      return { list: 'source', rule: sent.source, matched, outcome: 'translates' };
    }),
    ...severity.tried,
    ...category.tried,
    ...adjusted,
  ];
}

interface Start {
  readonly severity: Severity;
  readonly category: Category;
  /** The rule that set the severity; undefined: none knows it. */
  readonly setBy: ClassificationRules['severity'][number] | undefined;
}

function adjustments(
  rules: ClassificationRules['adjust'],
  situation: Situation,
  { severity: first, category, setBy }: Start,
): readonly Tried[] {
  const tried: Tried[] = [];
  let severity = first;
  for (const rule of rules) {
    const to = rule.change[severity];
    const said = tryRule(rule, situation, (matched) => {
      if (setBy?.final === true) return nothing(`${severity} of ${setBy.name} is final`);
      if (rule.unclassified === true && setBy !== undefined)
        return nothing(`only where no severity rule matches, as ${setBy.name} does`);
      if (rule.category?.includes(category) === false)
        return nothing(`only for ${rule.category.join(', ')}, not ${category}`);
      if (to === undefined) return nothing(`leaves ${severity} as it is`);
      return { matched, outcome: changes(severity, to) };
    });
    tried.push({ list: 'adjust', rule: rule.name, ...said });
    if (said.matched !== null) severity = to ?? severity;
  }
  return tried;
}
