/** Milliseconds on a clock that all processes of a machine share and that nobody sets. */
export const millis = () => Number(process.hrtime.bigint()) / 1e6;

/** Of sorted figures. */
export const quantile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export const median = (figures) =>
  quantile(
    figures.toSorted((a, b) => a - b),
    0.5,
  );
