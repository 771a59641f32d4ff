/** All instants in Piket are milliseconds since the Unix epoch; their names end in `At`. */
export type Labels = Readonly<Record<string, string>>;

/** One label set as a source told it. Its identity is (source, fingerprint), whatever route it came by. */
export interface Alert {
  readonly source: string;
  readonly fingerprint: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: number;
  /** Only on a resolved alert. */
  readonly endsAt?: number;
  /** Where the source shows it: http or https only. */
  readonly url?: string;
}

export const alertName = (alert: Alert): string => alert.labels['alertname'] || 'unnamed alert';
