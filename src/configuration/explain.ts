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
  if (issue.code === 'invalid_value') return `expected one of ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_key') return 'expected a name of a-z, 0-9 and hyphens';
  if (issue.code === 'too_small' && issue.origin === 'array') return 'expected at least one';
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.input === undefined) return 'missing';
  const noun = NOUNS[issue.expected] ?? issue.expected;
  if (issue.input === null) return `empty, expected ${noun}`;
  const quotes = issue.expected === 'string' && typeof issue.input !== 'object';
  return quotes ? 'expected a text: put it in quotes' : `expected ${noun}`;
}
