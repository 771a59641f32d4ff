import type { Alert, Labels } from '../core/alert.ts';
import type { Classified } from '../core/classification.ts';
import type { AlertRecord } from '../ports.ts';

/** Annotations may hold 10 kB and more; what people read of an alert is kept, the rest cut. */
const LONGEST_TEXT = 1000;
const MOST_LABELS = 64;

const cut = (labels: Labels): Labels =>
  Object.fromEntries(
    Object.entries(labels)
      .slice(0, MOST_LABELS)
      .map(([name, value]) => [
        name.slice(0, LONGEST_TEXT),
        value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value,
      ]),
  );

/** The alert as it is kept. */
export const recordOf = (alert: Alert, classified: Classified, incident: number): AlertRecord => ({
  ...alert,
  labels: cut(alert.labels),
  annotations: cut(alert.annotations),
  incident,
  severity: classified.severity,
  category: classified.category,
  rule: classified.rule,
});
