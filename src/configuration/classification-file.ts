import { RE2JS } from 're2js';
import { z } from 'zod';
import { CATEGORIES, SEVERITIES } from '../core/severity.ts';

const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(item).min(1));

const subject = z.string().regex(/^(name|words|summary|texts|(label|annotation)\..+)$/, {
  error: 'must be name, words, summary, texts, label.NAME or annotation.NAME',
});

const pattern = z.string().check((context) => {
  try {
    RE2JS.compile(context.value);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'no RE2 pattern';
    context.issues.push({ code: 'custom', input: context.value, message });
  }
});

const OPERATORS = ['is', 'in', 'matches', 'words'] as const;

const matcher = z
  .strictObject({
    on: listOf(subject),
    is: z.string().exactOptional(),
    in: z.array(z.string()).min(1).exactOptional(),
    matches: pattern.exactOptional(),
    words: z.array(pattern).min(1).exactOptional(),
    ignoreCase: z.boolean().exactOptional(),
  })
  .refine((value) => OPERATORS.filter((operator) => value[operator] !== undefined).length === 1, {
    error: 'must have exactly one of is, in, matches and words',
  });

const rule = {
  name: z.string().min(1),
  when: listOf(matcher).default([]),
  except: listOf(matcher).default([]),
};
const severity = z.enum(SEVERITIES);
const category = z.enum(CATEGORIES);

const unique = (rules: readonly { readonly name: string }[]): boolean =>
  new Set(rules.map(({ name }) => name)).size === rules.length;

const list = <T extends { readonly name: string }>(item: z.ZodType<T>) =>
  z.array(item).refine(unique, { error: 'every rule must have a name of its own' });

/**
 * config/classification.yaml; what comes out is a ClassificationFile whose patterns are all RE2.
 */
export const classificationSchema = z.strictObject({
  severity: list(z.strictObject({ ...rule, set: severity, final: z.boolean().exactOptional() })),
  category: list(z.strictObject({ ...rule, set: category })),
  adjust: list(
    z.strictObject({
      ...rule,
      category: listOf(category).exactOptional(),
      change: z.partialRecord(severity, severity),
    }),
  ),
});
