import type { Incident } from '../core/incident.ts';
import { STALE_MS } from '../core/lease.ts';
import type { AlertRecord, Ports } from '../ports.ts';

/** A firing alert, and when it was told last; absent where a crash has lost that. */
export interface Leased {
  readonly alert: AlertRecord;
  readonly toldAt?: number;
  /** When its lease ends; absent with `toldAt`. */
  readonly endsAt?: number;
}

/** The leases of an incident's firing alerts. Their clock stands still while no Piket was there to be told. */
export async function leasesOf(
  { number, source }: Incident,
  ports: Ports,
): Promise<readonly Leased[]> {
  const records = await ports.incidents.alerts(number);
  const firing = records.filter(({ status }) => status === 'firing');
  const fingerprints = firing.map(({ fingerprint }) => fingerprint);
  const seen = await ports.sightings.lastSeen(source, fingerprints);
  // Of a source that is not configured any more nobody can tell.
  const leaseMs = ports.rules().sources[source]?.leaseMs ?? STALE_MS;
  const now = ports.clock.now();
  const ends = new Map<number, number>();
  for (const toldAt of new Set(seen.values())) {
    ends.set(toldAt, toldAt + leaseMs + (await ports.uptime.downMs(toldAt, now)));
  }
  return firing.map((alert) => {
    const toldAt = seen.get(alert.fingerprint);
    const endsAt = ends.get(toldAt ?? NaN);
    return toldAt === undefined || endsAt === undefined ? { alert } : { alert, toldAt, endsAt };
  });
}

/** The incident counts it no longer: told again, it is news. */
export const givenUp = (alert: AlertRecord, now: number): AlertRecord => ({
  ...alert,
  status: 'resolved',
  endsAt: now,
});

/** The guards of alerts that are written into the incident that they are in. */
export const inIncident = (
  alerts: readonly AlertRecord[],
  number: number,
): ReadonlyMap<string, number> => new Map(alerts.map(({ fingerprint }) => [fingerprint, number]));
