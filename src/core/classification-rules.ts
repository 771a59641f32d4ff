import { RE2JS } from 're2js';
import { type Alert, alertName } from './alert.ts';
import type { Category, Severity } from './severity.ts';

/**
 * Where a matcher looks: `label.x`, `annotation.x`, `name` (the alert's), `words` (the name in words:
 * `PostgresqlDown` is `Postgresql Down`), `summary` or `texts` (summary, description and the like).
 */
export type Subject = string;

/**
 * Holds when one of its subjects satisfies its operator: exactly one of is, in, matches and words.
 */
export interface Matcher {
  readonly on: readonly Subject[];
  readonly is?: string;
  readonly in?: readonly string[];
  /** RE2, found anywhere in the subject. */
  readonly matches?: string;
  /** Whole words in any case, each an RE2. */
  readonly words?: readonly string[];
  readonly ignoreCase?: boolean;
}

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

/** Tells what in an alert made a rule match: `severity=critical`, `"down" in PostgresqlDown`. */
type Test = (alert: Alert) => string | undefined;

type Compiled<T extends Rule> = Omit<T, 'when' | 'except'> & { readonly test: Test };

/** The rules, ready to be asked thousands of times. */
export interface ClassificationRules {
  readonly severity: readonly Compiled<SeverityRule>[];
  readonly category: readonly Compiled<CategoryRule>[];
  readonly adjust: readonly Compiled<AdjustRule>[];
}

/** Matching is linear in the text; this bounds it for the one alert with a novel in it. */
const LONGEST_TEXT = 1_000;
const LONGEST_FACT = 60;

const SUMMARIES = ['summary', 'title', 'message'];
const TEXTS = [...SUMMARIES, 'description'];

/** `KubeAPIDown_eu-1` as `Kube API Down eu 1`. */
export const asWords = (name: string): string =>
  name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replaceAll(/[_\-./:]+/g, ' ');

/** A text to look in, and how a fact about it is told. */
interface Place {
  readonly text: string;
  readonly fact: (found: string) => string;
}

const labelled = (alert: Alert, kind: 'labels' | 'annotations', name: string): Place[] => {
  if (!Object.hasOwn(alert[kind], name)) return [];
  const text = alert[kind][name] ?? '';
  if (kind === 'labels') return [{ text, fact: () => `${name}=${text.slice(0, LONGEST_FACT)}` }];
  return [{ text, fact: (found) => `"${found}" in ${name}` }];
};

function placesOf(alert: Alert, subject: Subject): Place[] {
  const [, kind, name = ''] = /^(label|annotation)\.(.+)$/.exec(subject) ?? [];
  if (kind !== undefined) return labelled(alert, kind === 'label' ? 'labels' : 'annotations', name);
  const title = alertName(alert);
  const fact = (found: string): string => `"${found}" in ${title.slice(0, LONGEST_FACT)}`;
  if (subject === 'name') return [{ text: title, fact }];
  if (subject === 'words') return [{ text: asWords(title), fact }];
  const annotations = subject === 'summary' ? SUMMARIES : TEXTS;
  return annotations.flatMap((annotation) => labelled(alert, 'annotations', annotation));
}

/** What of a text satisfies a matcher. */
type Find = (text: string) => string | undefined;

function patternFind(pattern: string, flags: number): Find {
  const re = RE2JS.compile(pattern, flags);
  return (text) => {
    // Most texts do not match, and `test` says so four times faster than `find`.
    if (!re.test(text)) return undefined;
    const matcher = re.matcher(text);
    return matcher.find() ? (matcher.group() ?? '') : undefined;
  };
}

function findOf(matcher: Matcher): Find {
  const ignoreCase = matcher.ignoreCase ?? false;
  if (matcher.words !== undefined) {
    const words = `\\b(?:${matcher.words.join('|')})\\b`;
    const find = patternFind(words, RE2JS.CASE_INSENSITIVE);
    return (text) => find(text)?.toLowerCase();
  }
  if (matcher.matches !== undefined)
    return patternFind(matcher.matches, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  const fold = (text: string): string => (ignoreCase ? text.trim().toLowerCase() : text);
  const wanted = new Set(
    [...(matcher.in ?? []), ...(matcher.is === undefined ? [] : [matcher.is])].map(fold),
  );
  return (text) => (wanted.has(fold(text)) ? text : undefined);
}

function compileMatcher(matcher: Matcher): Test {
  const find = findOf(matcher);
  return (alert) => {
    for (const subject of matcher.on)
      for (const place of placesOf(alert, subject)) {
        const found = find(place.text.slice(0, LONGEST_TEXT));
        if (found !== undefined) return place.fact(found.slice(0, LONGEST_FACT));
      }
    return undefined;
  };
}

function compileTest({ when, except }: Rule): Test {
  const all = when.map(compileMatcher);
  const none = except.map(compileMatcher);
  return (alert) => {
    const facts: string[] = [];
    for (const test of all) {
      const fact = test(alert);
      if (fact === undefined) return undefined;
      facts.push(fact);
    }
    return none.some((test) => test(alert) !== undefined) ? undefined : facts.join(', ');
  };
}

const compileAll = <T extends Rule>(rules: readonly T[]): Compiled<T>[] =>
  rules.map((rule) => ({ ...rule, test: compileTest(rule) }));

/** Throws at a pattern that is no RE2; the schema of the file has checked them. */
export const compileRules = (file: ClassificationFile): ClassificationRules => ({
  severity: compileAll(file.severity),
  category: compileAll(file.category),
  adjust: compileAll(file.adjust),
});
