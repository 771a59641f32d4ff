/**
 * One schema a configuration file, as people write it: kebab-case keys, durations such as 5m. What
 * the files say of each other (who is a known person, which schedule exists) is checked after.
 */
import { z } from 'zod';
import { CATEGORIES, ROLES, SECONDARY_TEAMS, SEVERITIES } from '../core/severity.ts';
import { parseDuration } from './duration.ts';

const DURATION = 'expected a duration such as 45s, 5m, 1h30m or 1d';
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const HANDOVER = /^([a-z]+) ((?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** What people call each other by: it is a part of page ids and of addresses. */
const id = z.string().regex(/^[a-z0-9-]+$/, 'expected a name of a-z, 0-9 and hyphens');

const refuse = (context: z.RefinementCtx<string>, message: string): never => {
  context.issues.push({ code: 'custom', message, input: context.value });
  return z.NEVER;
};

const duration = z
  .string(DURATION)
  .transform((text, context): number => parseDuration(text) ?? refuse(context, DURATION));

const zone = z.string().refine(isZone, 'expected a time zone such as Europe/Amsterdam');

const PHONE = 'expected a number in international form, in quotes, such as "+1 212 555 0100"';
const phone = z
  .string(PHONE)
  .transform((text) => text.replaceAll(/[\s().-]/g, ''))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, PHONE));

const language = z.enum(['en', 'nl']);

export const peopleSchema = z.strictObject({
  defaults: z.strictObject({ language, zone }),
  people: z.record(
    id,
    z.strictObject({
      name: z.string().min(1, 'empty'),
      phone,
      language: language.optional(),
      zone: zone.optional(),
    }),
  ),
});

export const teamsSchema = z.strictObject({
  roles: z.record(z.enum(ROLES), z.strictObject({ schedule: id })),
  teams: z.record(z.enum(SECONDARY_TEAMS), z.strictObject({ schedule: id, members: z.array(id) })),
});

export const schedulesSchema = z.strictObject({
  schedules: z.record(
    id,
    z.strictObject({
      zone,
      'hand-over': z.string().transform((text, context) => {
        const [, day = '', time = ''] = HANDOVER.exec(text) ?? [];
        const weekday = WEEKDAYS.indexOf(day.toLowerCase()) + 1;
        return weekday > 0
          ? { weekday, time }
          : refuse(context, 'expected a weekday and a time such as Monday 09:00');
      }),
      since: z.iso.date('expected a date such as 2026-01-05'),
      people: z.array(id),
    }),
  ),
});

export const severitiesSchema = z.strictObject({
  severities: z.record(
    z.enum(SEVERITIES),
    z.strictObject({ 'respond-within': duration, policy: id }),
  ),
});

const team = z.enum([...SECONDARY_TEAMS, 'secondary']);

const target = z
  .strictObject({
    person: id.optional(),
    role: z.enum(ROLES).optional(),
    'on-call': team.optional(),
    everyone: team.optional(),
    'only-for': z.enum(CATEGORIES).optional(),
  })
  .refine(
    (written) => Object.keys(written).filter((key) => key !== 'only-for').length === 1,
    'expected one of person, role, on-call or everyone',
  );

const hours = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'expected hours such as 08:00-22:00')
  .transform((text) => ({ from: text.slice(0, 5), to: text.slice(6) }))
  .refine(({ from, to }) => from < to, 'has to begin before it ends');

export const policiesSchema = z.strictObject({
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

export const sourcesSchema = z.strictObject({
  sources: z.record(
    id,
    z
      .strictObject({
        kind: z.enum(['alertmanager', 'grafana']),
        'group-by': z.array(z.string().min(1)).min(1).optional(),
        lease: duration.optional(),
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
          .optional(),
      })
      .refine(
        (source) => source['token-env'] === undefined || source['token-file'] === undefined,
        'expected at most one of token-env and token-file',
      ),
  ),
});

/** A bare offset is refused: it knows no summer time. */
function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions();
    return !/^[+-]/.test(text);
  } catch {
    return false;
  }
}
