/** Values that several files have in common, each with what was probably meant where it is wrong. */
import { z } from 'zod';
import { DURATION_PATTERN, parseDuration } from './duration.ts';
import { meantDuration, meantZone } from './meant.ts';
import { isName, meantName } from './name.ts';
import { isZone } from './zone.ts';

const DURATION = 'expected a duration such as 45s, 5m, 1h30m or 1d';

/** What people call each other by: it is a part of page ids and of addresses. */
export const id = z
  .string()
  .superRefine((text, context) => {
    if (!isName(text)) refuse(context, 'expected a name of a-z, 0-9 and hyphens', meantName(text));
  })
  .meta({ pattern: '^[a-z0-9-]+$' });

/** `suggestion`: what was probably meant; never anything private. */
export function refuse(
  context: z.RefinementCtx<string>,
  message: string,
  suggestion?: string,
): never {
  context.issues.push({ code: 'custom', message, input: context.value, params: { suggestion } });
  return z.NEVER;
}

/** A text that is told of in other words; where there is none at all, it is just missing. */
export const textOf = (expected: string) =>
  z.string({ error: ({ input }) => (input === undefined ? undefined : expected) });

/** A bare 5 is a number to YAML. */
export const duration = z.preprocess(
  (written) => (typeof written === 'number' ? String(written) : written),
  textOf(DURATION)
    .meta({ pattern: DURATION_PATTERN, description: 'A duration such as 45s, 5m, 1h30m or 1d.' })
    .transform(
      (text, context): number =>
        parseDuration(text) ?? refuse(context, DURATION, meantDuration(text)),
    ),
);

export const zone = z
  .string()
  .meta({
    pattern: '^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$',
    description: 'A time zone such as Europe/Amsterdam.',
  })
  .transform((text, context): string =>
    isZone(text)
      ? text
      : refuse(context, 'expected a time zone such as Europe/Amsterdam', meantZone(text)),
  );

/** A list, or its only item by itself; an editor is told so by json-schemas.ts. */
export const oneOrMore = <S extends z.ZodType>(item: S) =>
  z.preprocess((written) => (Array.isArray(written) ? written : [written]), z.array(item).min(1));
