import type { z } from 'zod';

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
};

/** A schema's complaint in the words of somebody who edits YAML; never with the value, it may be private. */
export function explain(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_value')
    return issue.input === undefined ? 'missing' : `expected ${oneOf(issue.values.map(String))}`;
  if (issue.code === 'invalid_key') return issue.issues[0]?.message;
  if (issue.code === 'unrecognized_keys') return 'not a known key';
  if (issue.code === 'too_small')
    return issue.origin === 'array' ? 'expected at least one' : 'empty';
  return issue.code === 'invalid_type' ? explainType(issue.expected, issue.input) : undefined;
}

const oneOf = (values: readonly string[]): string =>
  values.length === 1 ? values.join('') : `one of ${values.join(', ')}`;

function explainType(expected: string, input: unknown): string {
  if (input === undefined) return 'missing';
  const noun = NOUNS[expected] ?? expected;
  if (input === null) return `empty, expected ${noun}`;
  const found = Array.isArray(input) ? 'a list' : (NOUNS[typeof input] ?? typeof input);
  const quotes = expected === 'string' && typeof input !== 'object';
  return `expected ${noun}, found ${found}${quotes ? ': put it in quotes' : ''}`;
}
