import type { Classified } from '../core/classification.ts';
import { mention } from '../core/intake.ts';
import { teamOf } from '../core/severity.ts';
import { around, type Surroundings, surroundingsOf } from '../core/surroundings.ts';
import { stillFiringTitle } from '../core/title.ts';
import type { AlertRecord, Change, Ports, Stored } from '../ports.ts';
import { decideOn } from './decide-on.ts';
import { givenUp, inIncident, type Leased, leasesOf } from './lease-of.ts';
import { saveChanges } from './save-changes.ts';
import { untilSaved } from './until-saved.ts';

/**
 * A person resolved what was still firing, and a lease later it fires yet: a new incident, or the
 * group's open one, takes the alerts over, in the same write in which the old one lets go of them.
 */
export async function recheckIncident(number: number, ports: Ports): Promise<void> {
  await untilSaved(async () => {
    const stored = await ports.incidents.load(number);
    if (stored === undefined) {
      await ports.owed.drop({ type: 'timer', incident: number, timer: 'recheck', dueAt: 0 });
      return { saved: undefined };
    }
    const now = ports.clock.now();
    const leases = await leasesOf(stored.incident, ports);
    // When it was last told is lost only in a crash: rather a page too many than a silence.
    const isTold = ({ endsAt = Infinity }: Leased) => endsAt >= now;
    const alerts = leases.filter(isTold).map(({ alert }) => alert);
    const silent = leases.filter((lease) => !isTold(lease)).map(({ alert }) => givenUp(alert, now));
    const news = { type: 'rechecked', stillFiring: alerts.length } as const;
    const letGo = await decideOn(stored.incident, news, ports, now);
    if (letGo === undefined) return { saved: undefined };
    const alertsBefore = inIncident(silent, number);
    const old: Change = { ...letGo, before: stored, alerts: silent, alertsBefore };
    const successor = alerts.length === 0 ? [] : await takeOver(stored, alerts, now, ports);
    const saved = await saveChanges([old, ...successor], ports);
    return saved === undefined ? 'lost-race' : { saved: undefined };
  });
}

async function takeOver(
  { incident }: Stored,
  alerts: readonly AlertRecord[],
  now: number,
  ports: Ports,
): Promise<Change[]> {
  const { source, groupKey, number } = incident;
  const latest = await ports.incidents.latestInGroup(source, groupKey);
  const open = latest === undefined || latest === number ? undefined : await openOne(latest, ports);
  const resolver = ports.rules().people[incident.resolver ?? '']?.name ?? 'somebody';
  const title = stillFiringTitle(incident.title, resolver, number);
  const surroundings = around(surroundingsOf(alerts, now), open?.incident, alerts.length);
  const classified = (alert: AlertRecord) => classifiedAs(alert, surroundings, ports);
  const fired = alerts.map((alert) => ({ ...mention(alert, classified(alert)), title }));
  const told = {
    type: 'alerts-told',
    source,
    groupKey,
    fired,
    cleared: [],
    after: number,
  } as const;
  const change = await decideOn(open?.incident, told, ports, now);
  if (change === undefined) return [];
  return [
    {
      ...change,
      ...(open === undefined ? {} : { before: open }),
      alerts: alerts.map((alert) => ({ ...alert, incident: open?.incident.number ?? 0 })),
      alertsBefore: inIncident(alerts, number),
      ...(latest === undefined ? {} : { groupBefore: latest }),
    },
  ];
}

/** What the alert counts as: as it was told, whatever the rules say by now. */
function classifiedAs(alert: AlertRecord, surroundings: Surroundings, ports: Ports): Classified {
  const { severity, category } = alert;
  const classified = ports.classify(alert, surroundings);
  return { ...classified, severity, category, team: teamOf(category) };
}

async function openOne(number: number, ports: Ports): Promise<Stored | undefined> {
  const stored = await ports.incidents.load(number);
  return stored?.incident.status === 'resolved' ? undefined : stored;
}
