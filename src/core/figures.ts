/** Upper bounds in seconds of every durable histogram; each includes the four response targets. */
export const BUCKETS = {
  piket_time_to_first_page_seconds: [1, 2, 5, 10, 30, 60, 120, 300, 900, 3600, 14_400, 86_400],
  piket_time_to_acknowledge_seconds: [
    30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400,
  ],
  piket_time_to_resolve_seconds: [
    60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400, 259_200, 604_800,
  ],
  piket_page_delivery_seconds: [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 900, 3600, 14_400, 86_400],
} as const satisfies Readonly<Record<string, readonly number[]>>;

export type HistogramName = keyof typeof BUCKETS;

/** The durable series that are counted up, and `piket_incidents_open`, a sum that also falls. */
export type CountName =
  | 'piket_incidents_opened_total'
  | 'piket_incidents_reopened_total'
  | 'piket_incidents_open'
  | 'piket_response_targets_total'
  | 'piket_escalations_total'
  | 'piket_pages_total'
  | 'piket_delivery_failures_total';

/** A step of a durable counter, gauge or histogram, written with the events that caused it. */
export type Figure =
  | {
      readonly type: 'count';
      readonly name: CountName;
      readonly labels: Readonly<Record<string, string>>;
      readonly by: number;
    }
  | {
      readonly type: 'observe';
      readonly name: HistogramName;
      readonly labels: Readonly<Record<string, string>>;
      readonly seconds: number;
    };

const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const unescaped = (value: string): string =>
  value.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));

/** The exposition's own name of one series, labels in alphabetical order. */
export const seriesName = (name: string, labels: Readonly<Record<string, string>>): string => {
  const parts = Object.keys(labels)
    .toSorted()
    .map((label) => `${label}="${escaped(labels[label] ?? '')}"`);
  return parts.length === 0 ? name : `${name}{${parts.join(',')}}`;
};

/**
 * What a store adds up for a figure, as `[field, increment]`, fields in the exposition's own words:
 * `name{a="x"}`. A histogram's buckets are not cumulative here: an observation is one `_bucket` (none
 * when it is above them all), its `_sum` (a fraction, to the millisecond) and its `_count`.
 */
export const figureFields = (figure: Figure): readonly (readonly [string, number])[] => {
  const { name, labels } = figure;
  if (figure.type === 'count') return [[seriesName(name, labels), figure.by]];
  // A clock that was set back gives less than nothing, and a sum must never fall.
  const seconds = Math.max(0, Math.round(figure.seconds * 1000) / 1000);
  const bound = BUCKETS[figure.name].find((le) => seconds <= le);
  return [
    ...(bound === undefined
      ? []
      : [[seriesName(`${name}_bucket`, { ...labels, le: String(bound) }), 1] as const]),
    [seriesName(`${name}_sum`, labels), seconds],
    [seriesName(`${name}_count`, labels), 1],
  ];
};

/** A stored field taken apart again; undefined for what `figureFields` never wrote. */
export const parseField = (
  stored: string,
): { readonly name: string; readonly labels: Readonly<Record<string, string>> } | undefined => {
  const [, name, inner = ''] = /^([a-z_]+)(?:\{(.*)\})?$/s.exec(stored) ?? [];
  if (name === undefined) return undefined;
  const pairs = [...inner.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)];
  return {
    name,
    labels: Object.fromEntries(
      pairs.map(([, label = '', value = '']) => [label, unescaped(value)]),
    ),
  };
};
