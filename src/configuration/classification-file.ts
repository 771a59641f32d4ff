import { z } from 'zod';
import { CATEGORIES, SEVERITIES } from '../core/severity.ts';
import { listOf, matcher } from './matcher.ts';

const rule = {
  name: z.string().min(1),
  when: listOf(matcher).default([]),
  except: listOf(matcher).default([]),
};
const severity = z.enum(SEVERITIES);
const category = z.enum(CATEGORIES);

const list = <T extends { readonly name: string }>(item: z.ZodType<T>) =>
  z.array(item).superRefine((rules, context) => {
    const names = rules.map(({ name }) => name);
    for (const [index, name] of names.entries()) {
      const first = names.indexOf(name);
      if (first === index) continue;
      const message = `rule ${first + 1} of this list is called ${name} already`;
      context.addIssue({ code: 'custom', path: [index, 'name'], message, input: name });
    }
  });

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
      unclassified: z.literal(true).exactOptional(),
      change: z.partialRecord(severity, severity),
    }),
  ),
});
