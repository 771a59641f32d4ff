import type { Rules } from './rules.ts';

/** A stale incident of P2 or P3 closes after this time; that it is stale is asked again as often. */
export const STALE_MS = 24 * 3_600_000;

/** When a firing alert of the source turns stale unless it is told again by then. */
export function leaseFrom(source: string, rules: Rules, now: number): { leaseAt?: number } {
  const leaseMs = rules.sources[source]?.leaseMs;
  return leaseMs === undefined ? {} : { leaseAt: now + leaseMs };
}
