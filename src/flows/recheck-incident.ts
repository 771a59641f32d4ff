import { advance } from '../core/advance.ts';
import type { Classified } from '../core/classification.ts';
import { mention } from '../core/intake.ts';
import { teamOf } from '../core/severity.ts';
import { stillFiringTitle } from '../core/title.ts';
import type { AlertRecord, Change, Ports, Stored } from '../ports.ts';
import { perform } from './perform.ts';
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
    const alerts = await stillFiring(stored, ports);
    const now = ports.clock.now();
    const news = { type: 'rechecked', stillFiring: alerts.length } as const;
    const letGo = advance(stored.incident, news, ports.rules(), now);
    if (letGo === undefined) return { saved: undefined };
    const old: Change = { ...letGo, before: stored, alerts: [], alertsBefore: new Map() };
    const successor = alerts.length === 0 ? [] : await takeOver(stored, alerts, now, ports);
    const numbers = await ports.incidents.commit([old, ...successor]);
    if (numbers === undefined) return 'lost-race';
    const [, next] = numbers;
    const [taken] = successor;
    if (next !== undefined && taken !== undefined) {
      perform(next, taken.before?.incident, taken, ports);
      ports.log.info({ incidentId: next, after: number }, 'still firing after a resolve');
    }
    return { saved: undefined };
  });
}

async function stillFiring({ incident }: Stored, ports: Ports): Promise<readonly AlertRecord[]> {
  const source = ports.rules().sources[incident.source];
  const records = await ports.incidents.alerts(incident.number);
  const firing = records.filter(({ status }) => status === 'firing');
  const seen = await ports.sightings.lastSeen(
    incident.source,
    firing.map(({ fingerprint }) => fingerprint),
  );
  const oldest = ports.clock.now() - (source?.leaseMs ?? Infinity);
  // When it was last told is lost only in a crash: rather a page too many than a silence.
  return firing.filter(({ fingerprint }) => (seen.get(fingerprint) ?? Infinity) >= oldest);
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
  const fired = alerts.map((alert) => ({ ...mention(alert, classifiedAs(alert, ports)), title }));
  const told = {
    type: 'alerts-told',
    source,
    groupKey,
    fired,
    cleared: [],
    after: number,
  } as const;
  const change = advance(open?.incident, told, ports.rules(), now);
  if (change === undefined) return [];
  return [
    {
      ...change,
      ...(open === undefined ? {} : { before: open }),
      alerts: alerts.map((alert) => ({ ...alert, incident: open?.incident.number ?? 0 })),
      alertsBefore: new Map(alerts.map(({ fingerprint }) => [fingerprint, number])),
      ...(latest === undefined ? {} : { groupBefore: latest }),
    },
  ];
}

/** What the alert counts as: as it was told, whatever the rules say by now. */
function classifiedAs(alert: AlertRecord, ports: Ports): Classified {
  const { severity, category } = alert;
  return { ...ports.classify(alert), severity, category, team: teamOf(category) };
}

async function openOne(number: number, ports: Ports): Promise<Stored | undefined> {
  const stored = await ports.incidents.load(number);
  return stored?.incident.status === 'resolved' ? undefined : stored;
}
