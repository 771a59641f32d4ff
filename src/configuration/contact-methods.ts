import type { z } from 'zod';
import type { ContactMethod } from '../core/people.ts';
import { parseDuration } from './duration.ts';
import type { Mistake } from './mistake.ts';
import { parsePhone } from './phone-number.ts';
import { isObject, type Place, placesIn } from './places.ts';
import type { peopleSchema } from './schemas.ts';
import type { YamlFile } from './yaml-file.ts';

type WrittenPerson = z.output<typeof peopleSchema>['people'][string];

/** A person's methods in the order in which they are tried; `phone` is short for a list of one. */
export function toMethods({ phone, methods }: WrittenPerson): readonly ContactMethod[] {
  if (phone !== undefined) return [{ id: 'sms', channel: 'sms', to: phone, delayMs: 0 }];
  return (methods ?? []).map(
    ({ sms, after = 0, id }, index): ContactMethod => ({
      id: id ?? defaultId(index),
      channel: 'sms',
      to: sms,
      delayMs: after,
    }),
  );
}

/** `sms`, `sms-2`, and so on. */
const defaultId = (index: number): string => (index === 0 ? 'sms' : `sms-${index + 1}`);

/** What methods must not be: two of one name, out of order, somebody else's. */
export const methodMistakes = (file: YamlFile): readonly Mistake[] => [
  ...placesIn(file.value, 'people.*').flatMap((person) => [
    ...sameIds(file, placesIn(person.value, 'methods.*'), person.path),
    ...outOfOrder(file, placesIn(person.value, 'methods.*'), person.path),
  ]),
  ...sharedNumbers(file),
];

function sameIds(file: YamlFile, methods: readonly Place[], person: Place['path']) {
  const ids = methods.map(({ value }, index) =>
    isObject(value) && typeof value['id'] === 'string' ? value['id'] : defaultId(index),
  );
  return methods.flatMap(({ path }, index) =>
    ids.indexOf(ids[index] ?? '') < index
      ? [file.mistake([...person, ...path], `another method has the id ${ids[index]} already`)]
      : [],
  );
}

function outOfOrder(file: YamlFile, methods: readonly Place[], person: Place['path']) {
  let latest = 0;
  return methods.flatMap(({ path, value }) => {
    const after = isObject(value) ? (value['after'] ?? '0s') : undefined;
    const afterMs = typeof after === 'string' ? (parseDuration(after) ?? 0) : latest;
    if (afterMs < latest) {
      const message = 'tried before the method above it: put them in the order of their "after"';
      return [file.mistake([...person, ...path], message)];
    }
    latest = afterMs;
    return [];
  });
}

/** Nobody could tell whose reply a text from a shared number is. */
function sharedNumbers(file: YamlFile): readonly Mistake[] {
  const owners = new Map<string, Place['path']>();
  const written = ['people.*.phone', 'people.*.methods.*.sms'].flatMap((pattern) =>
    placesIn(file.value, pattern),
  );
  return written
    .toSorted((a, b) => file.lineOf(a.path) - file.lineOf(b.path))
    .flatMap(({ path, value }) => {
      const parsed = parsePhone(String(value));
      if (!parsed.ok) return [];
      const first = owners.get(parsed.number);
      if (first === undefined) {
        owners.set(parsed.number, path);
        return [];
      }
      const where = `the number of ${String(first[1])} (line ${file.lineOf(first)}) already`;
      const why = first[1] === path[1] ? '' : ': whose reply would it be?';
      return [file.mistake(path, where + why)];
    });
}
