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

type Compiled<T extends Rule> = Omit<T, 'when' | 'except'> & { readonly test: Test };

/** The rules, ready to be asked thousands of times. */
export interface ClassificationRules {
  readonly severity: readonly Compiled<SeverityRule>[];
  readonly category: readonly Compiled<CategoryRule>[];
  readonly adjust: readonly Compiled<AdjustRule>[];
}

function compileTest({ when, except }: Rule, patterns: Patterns): Test {
  const all = when.map((matcher) => testOf(matcher, patterns));
  const none = except.map((matcher) => testOf(matcher, patterns));
  return (situation) => {
    const facts: string[] = [];
    for (const test of all) {
      const fact = test(situation);
      if (fact === undefined) return undefined;
      facts.push(fact);
    }
    return none.some((test) => test(situation) !== undefined) ? undefined : facts.join(', ');
  };
}

const compileAll = <T extends Rule>(rules: readonly T[], patterns: Patterns): Compiled<T>[] =>
  rules.map((rule) => ({ ...rule, test: compileTest(rule, patterns) }));

/** Throws at a pattern that is no RE2; the schema of the file has checked them. */
export function compileRules(file: ClassificationFile): ClassificationRules {
  const patterns: Patterns = new Map();
  return {
    severity: compileAll(file.severity, patterns),
    category: compileAll(file.category, patterns),
    adjust: compileAll(file.adjust, patterns),
  };
}
