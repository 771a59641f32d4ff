import { RE2JS } from 're2js';
import type { Alert } from './alert.ts';
import { type Place, placesOf, type Subject } from './places.ts';
import type { Surroundings } from './surroundings.ts';
import { isWithin, type TimeWindow } from './time-window.ts';

/**
 * Holds when one of its subjects satisfies its operator: exactly one of is, in, matches and words.
 */
export interface TextMatcher {
  readonly on: readonly Subject[];
  readonly is?: string;
  readonly in?: readonly string[];
  /** RE2, found anywhere in the subject. */
  readonly matches?: string;
  /** Beside `matches`: RE2 that is not found in the same text. */
  readonly unless?: string;
  /** Whole words in any case, each an RE2. */
  readonly words?: readonly string[];
  readonly ignoreCase?: boolean;
}

/** What a rule looks at: a text of the alert, the other alerts of its group, or the clock. */
export type Matcher =
  | TextMatcher
  | { readonly firing: { readonly atLeast: number } }
  /** How many values a label has among the alerts of this body. */
  | { readonly spread: { readonly of: string; readonly atLeast: number } }
  | { readonly time: TimeWindow };

/** An alert in its surroundings, as one rule after the other looks at it. */
export interface Situation {
  readonly surroundings: Surroundings;
  readonly placesOf: (subject: Subject) => readonly Place[];
}

/** Tells what made a rule match: `severity=critical`, `"down" in PostgresqlDown`, `12 alerts fire`. */
export type Test = (situation: Situation) => string | undefined;

/** Each text is taken apart once, however many rules look at it. */
export function situationOf(alert: Alert, surroundings: Surroundings): Situation {
  const known = new Map<Subject, readonly Place[]>();
  return {
    surroundings,
    placesOf: (subject) => {
      const places = known.get(subject) ?? placesOf(alert, subject);
      known.set(subject, places);
      return places;
    },
  };
}

/** What of a place satisfies a matcher. */
type Find = (place: Place) => string | undefined;

type PatternFind = (text: string) => string | undefined;

/** The patterns of a file of rules by their text and flags: rules with the same one share it. */
export type Patterns = Map<string, PatternFind>;

/** The alerts of a storm say much the same; this many texts are remembered, a pattern each. */
const REMEMBERED = 16;

function patternFind(pattern: string, flags: number, patterns: Patterns): PatternFind {
  const key = `${flags} ${pattern}`;
  const find = patterns.get(key) ?? compilePattern(pattern, flags);
  patterns.set(key, find);
  return find;
}

function compilePattern(pattern: string, flags: number): PatternFind {
  const re = RE2JS.compile(pattern, flags);
  const found = new Map<string, string | undefined>();
  return (text) => {
    if (found.has(text)) return found.get(text);
    if (found.size >= REMEMBERED) found.clear();
    // Most texts do not match, and `test` says so four times faster than `find`.
    const matcher = re.test(text) ? re.matcher(text) : undefined;
    const what = matcher?.find() === true ? (matcher.group() ?? '') : undefined;
    found.set(text, what);
    return what;
  };
}

function findOf(matcher: TextMatcher, patterns: Patterns): Find {
  const ignoreCase = matcher.ignoreCase ?? false;
  if (matcher.words !== undefined) {
    const words = `\\b(?:${matcher.words.join('|')})\\b`;
    const find = patternFind(words, RE2JS.CASE_INSENSITIVE, patterns);
    return ({ prose }) => find(prose)?.toLowerCase();
  }
  if (matcher.matches !== undefined) {
    const flags = ignoreCase ? RE2JS.CASE_INSENSITIVE : 0;
    const find = patternFind(matcher.matches, flags, patterns);
    if (matcher.unless === undefined) return ({ text }) => find(text);
    const takesBack = patternFind(matcher.unless, flags, patterns);
    return ({ text }) => (takesBack(text) === undefined ? find(text) : undefined);
  }
  const fold = (text: string): string => (ignoreCase ? text.trim().toLowerCase() : text);
  const wanted = new Set(
    [...(matcher.in ?? []), ...(matcher.is === undefined ? [] : [matcher.is])].map(fold),
  );
  return ({ text }) => (wanted.has(fold(text)) ? text : undefined);
}

function textTest(matcher: TextMatcher, patterns: Patterns): Test {
  const find = findOf(matcher, patterns);
  return (situation) => {
    for (const subject of matcher.on)
      for (const place of situation.placesOf(subject)) {
        const found = find(place);
        if (found !== undefined) return place.fact(found);
      }
    return undefined;
  };
}

/** Counted once for all alerts of a group, which have their surroundings in common. */
function spreadTest(label: string, atLeast: number): Test {
  let last: { readonly alerts: readonly Alert[]; readonly values: number } | undefined;
  return ({ surroundings: { alerts } }) => {
    if (last?.alerts !== alerts) {
      const values = new Set(alerts.flatMap(({ labels }) => labels[label] ?? []));
      last = { alerts, values: values.size };
    }
    return last.values >= atLeast ? `${last.values} values of ${label}` : undefined;
  };
}

/** The question that a matcher asks of a situation. Throws at a pattern that is no RE2. */
export function testOf(matcher: Matcher, patterns: Patterns): Test {
  if ('on' in matcher) return textTest(matcher, patterns);
  if ('spread' in matcher)
    return spreadTest(matcher.spread.of.replace(/^label\./, ''), matcher.spread.atLeast);
  if ('time' in matcher) return ({ surroundings }) => isWithin(matcher.time, surroundings.now);
  const { atLeast } = matcher.firing;
  return ({ surroundings: { firing } }) =>
    firing >= atLeast ? `${firing} ${firing === 1 ? 'alert fires' : 'alerts fire'}` : undefined;
}
