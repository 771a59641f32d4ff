import { OWN_FINGERPRINT } from '../core/identity.ts';
import type { OwedWork } from '../core/owed-work.ts';
import type { Ports } from '../ports.ts';
import { decideOn } from './decide-on.ts';
import { givenUp, inIncident, leasesOf } from './lease-of.ts';
import { saveChanges } from './save-changes.ts';
import { untilSaved } from './until-saved.ts';

type LeaseTimer = OwedWork & { readonly type: 'timer' };

/**
 * Looks whether any firing alert of an incident was told within its source's lease. When it was last
 * told is no event and moves no record: the timer is put off to when the lease ends.
 */
export const checkLease = (work: LeaseTimer, ports: Ports): Promise<void> =>
  ports.inTurn(`incident ${work.incident}`, () =>
    untilSaved(async () => ((await check(work, ports)) ? { saved: undefined } : 'lost-race')),
  );

/** Of more than a function takes arguments, too. */
const latestOf = (instants: readonly number[]): number =>
  instants.reduce((latest, at) => Math.max(latest, at), -Infinity);

/** False when another writer was faster. */
async function check(work: LeaseTimer, ports: Ports): Promise<boolean> {
  const stored = await ports.incidents.load(work.incident);
  if (stored === undefined) {
    await ports.owed.drop(work);
    return true;
  }
  const { incident } = stored;
  const leases = await leasesOf(incident, ports);
  const now = ports.clock.now();
  // A stale one that was told again would be stale no more: its timer closes it, or asks again.
  const isStale = incident.staleSince !== undefined;
  const endsAt = latestOf(leases.map((lease) => lease.endsAt ?? -Infinity));
  if (!isStale && endsAt > now) {
    await ports.owed.postpone(work, endsAt);
    ports.hints.schedule({ ...work, dueAt: endsAt }, { severity: incident.severity });
    return true;
  }
  const isOwn = leases.every(({ alert }) => alert.fingerprint.startsWith(OWN_FINGERPRINT));
  const lastToldAt = latestOf([incident.episodeAt, ...leases.map(({ toldAt = 0 }) => toldAt)]);
  const passed = { type: 'lease-passed', lastToldAt, isOwn } as const;
  const change = await decideOn(incident, passed, ports, now);
  if (change === undefined) return true;
  const isClosed = change.incident.status === 'resolved';
  const alerts = isClosed ? leases.map(({ alert }) => givenUp(alert, now)) : [];
  const alertsBefore = inIncident(alerts, work.incident);
  const saved = await saveChanges([{ ...change, before: stored, alerts, alertsBefore }], ports);
  return saved !== undefined;
}
