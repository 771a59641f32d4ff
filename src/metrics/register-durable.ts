import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { BUCKETS, type HistogramName } from '../core/figures.ts';
import { type Declaration, durableSeries } from './durable.ts';
import {
  type StoredFigures,
  type StoredHistogram,
  histogramsOf,
  valuesOf,
} from './stored-figures.ts';

const isHistogram = (name: string): name is HistogramName => Object.hasOwn(BUCKETS, name);

const exposed = (name: string, bounds: readonly number[], histogram: StoredHistogram) => {
  const { labels, buckets, sum, count } = histogram;
  const upTo = (bound: number): number =>
    buckets.reduce((total, [le, value]) => (le <= bound ? total + value : total), 0);
  return [
    ...bounds.map((le) => ({
      metricName: `${name}_bucket`,
      labels: { le },
      sharedLabels: labels,
      value: upTo(le),
    })),
    { metricName: `${name}_bucket`, labels: { le: '+Inf' }, sharedLabels: labels, value: count },
    { metricName: `${name}_sum`, labels: {}, sharedLabels: labels, value: sum },
    { metricName: `${name}_count`, labels: {}, sharedLabels: labels, value: count },
  ];
};

/** A histogram whose observations were made elsewhere: prom-client has no other way to set one. */
class DurableHistogram extends Histogram {
  readonly #name: HistogramName;
  readonly #declaration: Declaration;
  readonly #read: () => StoredFigures | undefined;

  constructor(
    registry: Registry,
    name: HistogramName,
    declaration: Declaration,
    read: () => StoredFigures | undefined,
  ) {
    const { help, labels } = declaration;
    super({ name, help, labelNames: labels, buckets: [...BUCKETS[name]], registers: [registry] });
    this.#name = name;
    this.#declaration = declaration;
    this.#read = read;
  }

  /** What prom-client 15's `Registry.metrics()` asks a histogram for; missing in its types. */
  getForPromString() {
    const { help, labels, zeros } = this.#declaration;
    const figures = this.#read();
    const histograms = figures ? histogramsOf(figures, this.#name, labels, zeros) : [];
    const values = histograms.flatMap((histogram) =>
      exposed(this.#name, BUCKETS[this.#name], histogram),
    );
    return Promise.resolve({ name: this.#name, help, type: 'histogram', values });
  }
}

const registerSum = (
  registry: Registry,
  name: string,
  { type, help, labels, zeros }: Declaration,
  read: () => StoredFigures | undefined,
): void => {
  const config = { name, help, labelNames: labels, registers: [registry] };
  const values = () => {
    const figures = read();
    if (figures === undefined) return [];
    return [
      ...zeros.map((set) => ({ labels: set, value: 0 })),
      ...valuesOf(figures, name, labels).filter(({ value }) => value >= 0),
    ];
  };
  if (type === 'gauge') {
    const collect = function (this: Gauge): void {
      this.reset();
      for (const { labels: set, value } of values()) this.set(set, value);
    };
    void new Gauge({ ...config, collect });
    return;
  }
  const collect = function (this: Counter): void {
    this.reset();
    for (const { labels: set, value } of values()) this.inc(set, value);
  };
  void new Counter({ ...config, collect });
};

/** Registers every durable series; `read` answers the figures as last read; undefined: never. */
export const registerDurable = (
  registry: Registry,
  channels: readonly string[],
  read: () => StoredFigures | undefined,
): void => {
  for (const [name, declaration] of Object.entries(durableSeries(channels))) {
    if (isHistogram(name)) void new DurableHistogram(registry, name, declaration, read);
    else registerSum(registry, name, declaration, read);
  }
};
