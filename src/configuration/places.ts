/** The keys and, in lists, the indexes that lead to something in a file. */
export type Path = readonly PropertyKey[];

/** Something a file says, and where. */
export interface Place {
  readonly path: Path;
  readonly value: unknown;
}

/** Every place that a pattern such as `teams.*.members.*` leads to, also in a file with mistakes. */
export const placesIn = (value: unknown, pattern: string): readonly Place[] =>
  pattern
    .split('.')
    .reduce<readonly Place[]>(
      (places, step) => places.flatMap((place) => below(place, step)),
      [{ path: [], value }],
    );

function below({ path, value }: Place, step: string): readonly Place[] {
  if (Array.isArray(value))
    return step === '*' ? value.map((item, at) => ({ path: [...path, at], value: item })) : [];
  if (!isObject(value)) return [];
  const keys = step === '*' ? Object.keys(value) : [step];
  return keys
    .filter((key) => Object.hasOwn(value, key))
    .map((key) => ({ path: [...path, key], value: value[key] }));
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
