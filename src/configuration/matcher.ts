/** One condition of a classification rule, as people write it. */
import { RE2JS } from 're2js';
import { z } from 'zod';
import type { Matcher } from '../core/matchers.ts';
import { meantClock } from './meant.ts';
import { refuse, zone } from './values.ts';

/** One of a thing may be written without brackets. */
export const listOf = <T extends z.ZodType>(item: T) =>
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

const atLeast = z.int('expected a whole number').min(2, 'must be at least 2');
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const clock = z
  .string()
  .meta({ pattern: CLOCK.source })
  .superRefine((text, context) => {
    if (!CLOCK.test(text))
      refuse(context, 'expected a time such as "22:00", in quotes', meantClock(text));
  });

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const anyCase = (name: string) =>
  name.replaceAll(/./g, (letter) => `[${letter.toUpperCase()}${letter}]`);
const day = z
  .string()
  .meta({ pattern: `^(?:${DAYS.map(anyCase).join('|')})$` })
  .refine((text) => DAYS.includes(text.toLowerCase()), 'expected a weekday such as Monday')
  .transform((text) => DAYS.indexOf(text.toLowerCase()) + 1);

const time = z
  .strictObject({
    from: clock.exactOptional(),
    to: clock.exactOptional(),
    zone,
    days: listOf(day).exactOptional(),
  })
  .refine(({ from, to }) => (from === undefined) === (to === undefined), {
    error: 'needs both of from and to, or neither',
  })
  .refine(({ from, to }) => from === undefined || from !== to, {
    error: 'from and to must differ',
  })
  .refine(({ from, days }) => from !== undefined || days !== undefined, {
    error: 'needs from and to, or days',
  })
  .meta({
    dependencies: { from: ['to'], to: ['from'] },
    anyOf: [{ required: ['from'] }, { required: ['days'] }],
  });

const OPERATORS = ['is', 'in', 'matches', 'words'] as const;
const WAYS = ['on', 'firing', 'spread', 'time'] as const;
const WAY = 'must have exactly one of on, firing, spread and time';

/** A condition on a text of the alert (`on`), on how many fire, how widely, or when. */
export const matcher = z
  .strictObject({
    on: listOf(subject).exactOptional(),
    is: z.string().exactOptional(),
    in: z.array(z.string()).min(1).exactOptional(),
    matches: pattern.exactOptional(),
    unless: pattern.exactOptional(),
    words: z.array(pattern).min(1).exactOptional(),
    ignoreCase: z.boolean().exactOptional(),
    firing: z.strictObject({ 'at-least': atLeast }).exactOptional(),
    spread: z
      .strictObject({
        of: z.string().regex(/^label\..+$/, 'must be label.NAME'),
        'at-least': atLeast,
      })
      .exactOptional(),
    time: time.exactOptional(),
  })
  .refine((value) => WAYS.filter((way) => value[way] !== undefined).length === 1, { error: WAY })
  .refine(
    (value) =>
      OPERATORS.filter((operator) => value[operator] !== undefined).length ===
      (value.on === undefined ? 0 : 1),
    { error: 'must have exactly one of is, in, matches and words beside on, and none without' },
  )
  .refine(({ matches, unless }) => unless === undefined || matches !== undefined, {
    error: 'unless needs matches beside it',
  })
  .meta({
    title: 'condition',
    dependencies: { unless: ['matches'] },
    oneOf: [
      ...OPERATORS.map((operator) => ({ required: ['on', operator] })),
      ...WAYS.slice(1).map((way) => ({ required: [way] })),
    ],
  })
  .transform((written, context): Matcher => {
    const { on, firing, spread, time: window, ...text } = written;
    if (on !== undefined) return { on, ...text };
    if (firing !== undefined) return { firing: { atLeast: firing['at-least'] } };
    if (spread !== undefined) return { spread: { of: spread.of, atLeast: spread['at-least'] } };
    if (window !== undefined) return { time: window };
    context.issues.push({ code: 'custom', message: WAY, input: written });
    return z.NEVER;
  });
