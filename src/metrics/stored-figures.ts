import type { Labels } from '../core/alert.ts';
import { parseField, seriesName } from '../core/figures.ts';

export interface Value {
  readonly labels: Labels;
  readonly value: number;
}

/** What the store counted, by the name before the braces. */
export type StoredFigures = ReadonlyMap<string, readonly Value[]>;

export interface StoredHistogram {
  readonly labels: Labels;
  /** Not cumulative: upper bound in seconds, observations. */
  readonly buckets: readonly (readonly [number, number])[];
  readonly sum: number;
  readonly count: number;
}

export const parseFigures = (fields: Readonly<Record<string, number>>): StoredFigures => {
  const figures = new Map<string, Value[]>();
  for (const [stored, value] of Object.entries(fields)) {
    const parsed = parseField(stored);
    if (parsed === undefined || !Number.isFinite(value)) continue;
    const values = figures.get(parsed.name) ?? [];
    values.push({ labels: parsed.labels, value });
    figures.set(parsed.name, values);
  }
  return figures;
};

/** The values of a series whose labels are the declared ones: an older version may have had others. */
export const valuesOf = (
  figures: StoredFigures,
  name: string,
  labels: readonly string[],
): readonly Value[] =>
  (figures.get(name) ?? []).filter(
    (value) =>
      Object.keys(value.labels).length === labels.length &&
      labels.every((label) => Object.hasOwn(value.labels, label)),
  );

/** Every label set of a histogram, `zeros` included, in a steady order. */
export const histogramsOf = (
  figures: StoredFigures,
  name: string,
  labels: readonly string[],
  zeros: readonly Labels[],
): readonly StoredHistogram[] => {
  const found = new Map<string, StoredHistogram>();
  const change = (set: Labels, to: (histogram: StoredHistogram) => StoredHistogram) => {
    const key = seriesName(name, set);
    found.set(key, to(found.get(key) ?? { labels: set, buckets: [], sum: 0, count: 0 }));
  };
  for (const set of zeros) change(set, (histogram) => histogram);
  for (const { labels: set, value } of valuesOf(figures, `${name}_count`, labels)) {
    change(set, (histogram) => ({ ...histogram, count: value }));
  }
  for (const { labels: set, value } of valuesOf(figures, `${name}_sum`, labels)) {
    change(set, (histogram) => ({ ...histogram, sum: value }));
  }
  for (const { labels: all, value } of valuesOf(figures, `${name}_bucket`, [...labels, 'le'])) {
    const { le, ...set } = all;
    change(set, (histogram) => ({
      ...histogram,
      buckets: [...histogram.buckets, [Number(le), value]],
    }));
  }
  return [...found.values()];
};
