import { type Matcher, type Patterns, type Test, testOf } from './matchers.ts';
import type { Category, Severity } from './severity.ts';

interface Rule {
  /** Unique; people read it. */
  readonly name: string;
  /** All of them have to hold. */
  readonly when: readonly Matcher[];
  /** None of them may hold. */
  readonly except: readonly Matcher[];
}

export interface SeverityRule extends Rule {
  readonly set: Severity;
  /** The sender's own word: no adjustment changes it. */
  readonly final?: boolean;
}

export interface CategoryRule extends Rule {
  readonly set: Category;
}

export interface AdjustRule extends Rule {
  /** Only for these categories. */
  readonly category?: readonly Category[];
  /** Only where no rule has set the severity. */
  readonly unclassified?: boolean;
  readonly change: Readonly<Partial<Record<Severity, Severity>>>;
}

/**
 * config/classification.yaml as data. The first match sets; then every adjustment that fits, in
 * order.
 */
export interface ClassificationFile {
  readonly severity: readonly SeverityRule[];
  readonly category: readonly CategoryRule[];
  readonly adjust: readonly AdjustRule[];
}

type Compiled<T extends Rule> = Omit<T, 'when' | 'except'> & {
  /** Tells the facts by which it matches. */
  readonly test: Test;
  /** The two halves of `test`: what has to hold, and what keeps it from matching all the same. */
  readonly when: Test;
  readonly except: Test;
};

/** The rules, ready to be asked thousands of times. */
export interface ClassificationRules {
  readonly severity: readonly Compiled<SeverityRule>[];
  readonly category: readonly Compiled<CategoryRule>[];
  readonly adjust: readonly Compiled<AdjustRule>[];
}

function compileRule<T extends Rule>(rule: T, patterns: Patterns): Compiled<T> {
  const all = rule.when.map((matcher) => testOf(matcher, patterns));
  const none = rule.except.map((matcher) => testOf(matcher, patterns));
  const except: Test = (situation) => {
    for (const test of none) {
      const fact = test(situation);
      if (fact !== undefined) return fact;
    }
    return undefined;
  };
  const when: Test = (situation) => {
    const facts: string[] = [];
    for (const holds of all) {
      const fact = holds(situation);
      if (fact === undefined) return undefined;
      facts.push(fact);
    }
    return facts.join(', ');
  };
  const test: Test = (situation) => {
    const facts = when(situation);
    return facts === undefined || except(situation) !== undefined ? undefined : facts;
  };
  return { ...rule, test, when, except };
}

const compileAll = <T extends Rule>(rules: readonly T[], patterns: Patterns): Compiled<T>[] =>
  rules.map((rule) => compileRule(rule, patterns));

/** Throws at a pattern that is no RE2; the schema of the file has checked them. */
export function compileRules(file: ClassificationFile): ClassificationRules {
  const patterns: Patterns = new Map();
  return {
    severity: compileAll(file.severity, patterns),
    category: compileAll(file.category, patterns),
    adjust: compileAll(file.adjust, patterns),
  };
}
