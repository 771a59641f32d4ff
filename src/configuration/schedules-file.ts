/** What schedules.yaml may say: a rotation by itself, or several as layers. */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { holdToSchema } from './hold-to-schema.ts';
import { meantDateAndTime, meantHandOver, meantTime, meantTurnHours } from './meant.ts';
import { id, oneOrMore, refuse, zone } from './values.ts';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const HAND_OVER = new RegExp(`^(?:([a-z]+) )?(${TIME})$`, 'i');
const HOURS = new RegExp(`^(${TIME})-(${TIME}|24:00)$`);
const EVERY = /^([1-9]\d?\d?)([wdh])$/;
/** Shifts of hours divide a day, so that they begin at the same times on each. */
const SHIFT_HOURS: ReadonlySet<number> = new Set([1, 2, 3, 4, 6, 8, 12]);
const INSTANT = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d$/;
const UNIT_HOURS: Readonly<Record<string, number>> = { w: 168, d: 24, h: 1 };

/** For editors, whose patterns know no flag for any case. */
const anyCase = (text: string): string =>
  text.replaceAll(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`);
const DAY = `(?:${WEEKDAYS.map((name) => `${anyCase(name.slice(0, 3))}(?:${anyCase(name.slice(3))})?`).join('|')})`;
const EVERY_PATTERN = '^(?:[1-9][0-9]{0,2}[wd]|(?:1|2|3|4|6|8|12)h)$';

/** ISO weekday, 1 = Monday, of a name or its first three letters; 0 for what is neither. */
const weekdayOf = (name: string): number => {
  const day = name.trim().toLowerCase();
  return WEEKDAYS.findIndex((weekday) => weekday === day || weekday.slice(0, 3) === day) + 1;
};

const every = z
  .string()
  .meta({ pattern: EVERY_PATTERN })
  .transform((text, context) => {
    const [, count = '', unit = ''] = EVERY.exec(text) ?? [];
    const hours = Number(count) * (UNIT_HOURS[unit] ?? 0);
    return hours > 0 && (unit !== 'h' || SHIFT_HOURS.has(hours))
      ? { hours, inWeeks: unit === 'w' }
      : refuse(
          context,
          'expected turns such as 1w, 2w, 1d or 3d, or of 1h, 2h, 3h, 4h, 6h, 8h or 12h',
        );
  });

const handOver = z
  .string()
  .meta({ pattern: `^(?:${DAY} )?${TIME}$` })
  .transform((text, context) => {
    const [, day, time = ''] = HAND_OVER.exec(text) ?? [];
    const weekday = day === undefined ? undefined : weekdayOf(day);
    return time === '' || weekday === 0
      ? refuse(
          context,
          'expected a weekday and a time such as Monday 09:00, or a time such as 09:00',
          meantHandOver(text) ?? meantTime(text),
        )
      : { weekday, time };
  });

const days = z
  .string()
  .meta({ pattern: `^ *${DAY} *(?:- *${DAY} *)?$` })
  .transform((text, context) => {
    const [first = 0, last = first, ...more] = text.split('-').map(weekdayOf);
    return first === 0 || last === 0 || more.length > 0
      ? refuse(context, 'expected weekdays such as Saturday or Monday-Friday')
      : Array.from(
          { length: ((last - first + 7) % 7) + 1 },
          (_, index) => ((first - 1 + index) % 7) + 1,
        );
  });

const hours = z
  .string()
  .meta({ pattern: HOURS.source })
  .transform((text, context) => {
    const [, from = '', until = ''] = HOURS.exec(text) ?? [];
    return from === until
      ? refuse(context, 'expected hours such as 09:00-17:00 or 22:00-06:00', meantTurnHours(text))
      : { from, until: until === '24:00' ? '00:00' : until };
  });

const layerKeys = {
  every: every.optional(),
  'hand-over': handOver,
  since: z.iso.date('expected a date such as 2026-01-05'),
  people: z.array(z.union([id, z.array(id).min(1)], 'expected a name, or a list of names')),
  only: z
    .array(
      z
        .strictObject({ days: oneOrMore(days).optional(), hours: hours.optional() })
        .refine((written) => written.days || written.hours, 'expected days, hours or both'),
    )
    .min(1)
    .optional(),
};

interface Turned {
  readonly every?: { readonly inWeeks: boolean } | undefined;
  readonly 'hand-over': { readonly weekday: number | undefined };
}
const isHandOverOfTurns = ({ every: turns, 'hand-over': { weekday } }: Turned): boolean =>
  (turns?.inWeeks ?? true) === (weekday !== undefined);
const handOverMismatch = {
  path: ['hand-over'],
  error: 'turns of weeks want a weekday and a time, turns of days or hours a time alone',
};

const instant = z
  .string()
  .meta({ pattern: INSTANT.source })
  .transform((text, context) => {
    try {
      if (!INSTANT.test(text)) throw new RangeError();
      return Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toString();
    } catch {
      const expected = 'expected a date and a time such as 2026-12-24 09:00';
      return refuse(context, expected, meantDateAndTime(text));
    }
  });

const common = {
  zone,
  overrides: z
    .array(
      z
        .strictObject({ from: instant, until: instant, people: z.array(id).min(1) })
        .refine(({ from, until }) => from < until, {
          path: ['until'],
          error: 'has to end after it begins',
        }),
    )
    .optional(),
};

const layer = z.strictObject(layerKeys).refine(isHandOverOfTurns, handOverMismatch);
const oneRotation = z
  .strictObject({ ...common, ...layerKeys })
  .refine(isHandOverOfTurns, handOverMismatch);
const layered = z.strictObject({ ...common, layers: z.array(layer).min(1) });

export const forms = { layered, oneRotation };

export type WrittenLayer = z.output<typeof layer>;

/** Read by the one form or the other, so that a complaint is about what is written. */
export const schedule = z.looseObject({}).transform((written, context) => {
  const form = 'layers' in written ? forms.layered : forms.oneRotation;
  const { data, complaints } = holdToSchema(written, form);
  if (data !== undefined) return data;
  for (const { path, message, suggestion } of complaints)
    context.issues.push({
      code: 'custom',
      path: [...path],
      message,
      input: written,
      params: { suggestion },
    });
  return z.NEVER;
});

export const schedulesSchema = z.strictObject({ schedules: z.record(id, schedule) });
