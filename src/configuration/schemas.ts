/**
 * One schema a configuration file, as people write it: kebab-case keys, durations such as 5m. What
 * the files say of each other (who is a known person, which schedule exists) is checked after.
 */
import { z } from 'zod';
import { CATEGORIES, ROLES, SECONDARY_TEAMS, SEVERITIES } from '../core/severity.ts';
import { meantHours } from './meant.ts';
import { parsePhone, PHONE, PHONE_PATTERN } from './phone-number.ts';
import { isObject } from './places.ts';
import { duration, id, oneOrMore, refuse, textOf, zone } from './values.ts';

const phone = textOf(PHONE)
  .meta({ pattern: PHONE_PATTERN, description: 'An international number in quotes.' })
  .transform((text, context): string => {
    const parsed = parsePhone(text);
    return parsed.ok ? parsed.number : refuse(context, parsed.message);
  });

/** In an editor's words: exactly one of these keys. */
const oneOf = (...keys: readonly string[]) => ({ oneOf: keys.map((key) => ({ required: [key] })) });

const language = z.enum(['en', 'nl']);

/** One channel a method: beside texts there will be others. */
const method = z.strictObject({
  sms: phone,
  after: duration.optional(),
  id: id.optional(),
});

/** Asked of every person, also where something else is wrong with them. */
const always = { when: ({ value }: { readonly value: unknown }) => isObject(value) };

const person = z
  .strictObject({
    name: z.string().min(1, 'empty'),
    phone: phone.optional(),
    methods: z.array(method).min(1).optional(),
    language: language.optional(),
    zone: zone.optional(),
    'resolved-notices': z.boolean().optional(),
  })
  .refine((written) => 'phone' in written || 'methods' in written, {
    ...always,
    path: ['phone'],
    error: 'missing',
  })
  .refine((written) => !('phone' in written && 'methods' in written), {
    ...always,
    path: ['methods'],
    error: 'expected phone or methods, not both',
  })
  .meta(oneOf('phone', 'methods'));

export const peopleSchema = z.strictObject({
  defaults: z.strictObject({ language, zone, 'resolved-notices': z.boolean().default(true) }),
  people: z.record(id, person),
});

export const teamsSchema = z.strictObject({
  roles: z.record(z.enum(ROLES), z.strictObject({ schedule: id })),
  teams: z.record(z.enum(SECONDARY_TEAMS), z.strictObject({ schedule: id, members: z.array(id) })),
});

export const severitiesSchema = z.strictObject({
  severities: z.record(
    z.enum(SEVERITIES),
    z.strictObject({ 'respond-within': duration, policy: id }),
  ),
});

const team = z.enum([...SECONDARY_TEAMS, 'secondary']);

const COUNTS = ['two', 'three', 'four', 'five'];

const target = z
  .strictObject({
    person: id.optional(),
    role: z.enum(ROLES).optional(),
    'on-call': team.optional(),
    everyone: team.optional(),
    schedule: id.optional(),
    'only-for': z.enum(CATEGORIES).optional(),
  })
  .superRefine((written, context) => {
    const names = Object.keys(written).filter((key) => key !== 'only-for');
    if (names.length === 1) return;
    const message =
      names.length === 0
        ? 'expected one of person, role, on-call, everyone or schedule'
        : `says ${COUNTS[names.length - 2]}: ${names.join(' and ')}; one each`;
    context.addIssue({ code: 'custom', message, input: written });
  })
  .meta(oneOf('person', 'role', 'on-call', 'everyone', 'schedule'));

const HOURS = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;
const WHOLE_DAY = /^0?0:00\s*-\s*24:00$/;
const EXPECTED_HOURS = 'expected hours such as 08:00-22:00';
const hours = z
  .string()
  .meta({ pattern: HOURS.source, description: 'Hours such as 08:00-22:00.' })
  .transform((text, context) =>
    HOURS.test(text)
      ? { from: text.slice(0, 5), to: text.slice(6) }
      : WHOLE_DAY.test(text)
        ? refuse(context, `${EXPECTED_HOURS}; for the whole day leave them out`)
        : refuse(context, EXPECTED_HOURS, meantHours(text)),
  )
  .refine(({ from, to }) => from < to, 'has to begin before it ends');

const route = z
  .strictObject({
    severity: oneOrMore(z.enum(SEVERITIES)).optional(),
    category: oneOrMore(z.enum(CATEGORIES)).optional(),
    team: oneOrMore(z.enum(SECONDARY_TEAMS)).optional(),
    source: oneOrMore(id).optional(),
    policy: id,
  })
  .refine(
    (written) => Object.keys(written).length > 1,
    'expected at least one of severity, category, team or source',
  )
  .meta({ minProperties: 2 });

export const policiesSchema = z.strictObject({
  routes: z.array(route).optional(),
  policies: z.record(
    id,
    z.strictObject({
      steps: z
        .array(z.strictObject({ page: z.array(target).min(1), wait: duration.optional() }))
        .min(1),
      repeat: duration.refine((ms) => ms >= 60_000, 'expected at least 1m').optional(),
      hours: hours.optional(),
    }),
  ),
});

const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'expected the name of a variable');
const header = z.string().regex(/^[A-Za-z0-9-]+$/, 'expected the name of a header');

const words = z
  .strictObject({
    'top-priority': z.enum(['P0', 'P1']).optional(),
    'top-sev': z.enum(['sev0', 'sev1']).optional(),
    'default-severity': z.enum(SEVERITIES).optional(),
    'environment-labels': z.array(z.string().min(1, 'empty')).min(1).optional(),
    'non-production': z.array(z.string().min(1, 'empty')).min(1).optional(),
  })
  .refine((written) => Object.keys(written).length > 0, 'expected at least one of its keys')
  .meta({ minProperties: 1 });

export const sourcesSchema = z.strictObject({
  sources: z.record(
    id,
    z
      .strictObject({
        kind: z.enum(['alertmanager', 'grafana']),
        'group-by': z.array(z.string().min(1)).min(1).optional(),
        lease: duration.optional(),
        classification: words.optional(),
        'token-env': variable.optional(),
        'token-file': z.string().min(1).optional(),
        hmac: z
          .strictObject({
            'secret-env': variable.optional(),
            'secret-file': z.string().min(1).optional(),
            header,
            'timestamp-header': header.optional(),
          })
          .refine(
            (hmac) => (hmac['secret-env'] === undefined) !== (hmac['secret-file'] === undefined),
            'expected one of secret-env or secret-file',
          )
          .meta(oneOf('secret-env', 'secret-file'))
          .optional(),
      })
      .refine(
        (source) => source['token-env'] === undefined || source['token-file'] === undefined,
        'expected at most one of token-env and token-file',
      )
      .meta({ not: { required: ['token-env', 'token-file'] } }),
  ),
});
