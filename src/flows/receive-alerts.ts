import type { Alert } from '../core/alert.ts';
import type { ReceivedBody } from '../core/arrivals.ts';
import { groupKeyOf, syntheticUnreadable } from '../core/identity.ts';
import { type Intake, isForPeople, sortIntake } from '../core/intake.ts';
import type { Source } from '../core/rules.ts';
import type { AlertRecord, Change, Lookup, Ports } from '../ports.ts';
import { decideOn } from './decide-on.ts';
import { saveChanges } from './save-changes.ts';
import { recordOf } from './record-alert.ts';
import { type GroupOutcome, recallAlerts, rememberBody } from './told-before.ts';
import { untilSaved } from './until-saved.ts';

/** What a body came to. */
export interface Received {
  /** Every incident that its alerts belong to, ascending. */
  readonly incidents: readonly number[];
  /** How many of its alerts were told before. */
  readonly repeats: number;
}

/** Takes in one body: when this resolves, all of it is stored durably. */
export async function receiveAlerts(
  sourceName: string,
  body: ReceivedBody,
  ports: Ports,
): Promise<Received> {
  const source = ports.rules().sources[sourceName];
  if (source === undefined) throw new Error('alerts of a source that is not configured');
  const now = ports.clock.now();
  for (const { body: text, reason } of body.unreadable) {
    await ports.unreadable.keep(sourceName, text, reason, now);
  }
  const alerts = body.alerts.filter(isForPeople);
  if (body.unreadable.length > 0) alerts.push(syntheticUnreadable(sourceName, now));
  ports.sightings.note(
    sourceName,
    alerts.filter(({ status }) => status === 'firing').map(({ fingerprint }) => fingerprint),
    now,
  );
  const recalled = await recallAlerts(sourceName, body, alerts, ports);
  if (recalled !== undefined) return recalled;
  const received = await Promise.all(
    byGroup(alerts, source).map(([key, group]) =>
      ports.inTurn(`group ${sourceName} ${key}`, () => receiveGroup(source, key, group, ports)),
    ),
  );
  rememberBody(sourceName, body, alerts, received, ports);
  return {
    incidents: ascending(received.flatMap(({ incidents }) => incidents)),
    repeats: received.reduce((sum, { repeats }) => sum + repeats, 0),
  };
}

function byGroup(alerts: readonly Alert[], { groupBy }: Source): [string, Alert[]][] {
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const key = groupKeyOf(alert, groupBy);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [alert]);
    else group.push(alert);
  }
  return [...groups];
}

const ascending = (numbers: readonly number[]): readonly number[] =>
  [...new Set(numbers)].toSorted((a, b) => a - b);

async function receiveGroup(
  source: Source,
  groupKey: string,
  alerts: readonly Alert[],
  ports: Ports,
): Promise<Received & GroupOutcome> {
  const fingerprints = alerts.map(({ fingerprint }) => fingerprint);
  const touched = new Set<number>();
  let news = 0;
  return untilSaved(async () => {
    const now = ports.clock.now();
    const known = await ports.incidents.lookUp(source.name, fingerprints, [groupKey]);
    const intakes = sortIntake(alerts, known, source, ports.classify, now);
    for (const intake of intakes) {
      const number = await save(intake, known, groupKey, now, ports);
      // What another writer knows by now decides; what was saved already is no news the second time.
      if (number === undefined) return 'lost-race';
      touched.add(number);
      news += intake.alerts.length;
    }
    const told = new Set(intakes.flatMap((it) => it.alerts.map(({ alert }) => alert.fingerprint)));
    for (const [fingerprint, { incident }] of known.alerts) {
      if (!told.has(fingerprint)) touched.add(incident);
    }
    const received = { incidents: [...touched], repeats: alerts.length - news };
    return { saved: intakes.length === 0 ? { ...received, unchanged: known } : received };
  });
}

async function save(
  intake: Intake,
  known: Lookup,
  groupKey: string,
  now: number,
  ports: Ports,
): Promise<number | undefined> {
  const before = intake.number === undefined ? undefined : known.incidents.get(intake.number);
  const change = await decideOn(before?.incident, intake.told, ports, now);
  if (change === undefined) return intake.number ?? 0;
  // An alert may clear in an incident of another group, from before the grouping was changed.
  const isOfGroup = change.incident.groupKey === groupKey;
  const group = isOfGroup ? known.groups.get(groupKey) : undefined;
  const saved = await saveChanges(
    [
      {
        ...change,
        ...(before === undefined ? {} : { before }),
        ...keptAlerts(intake, known),
        ...(group === undefined ? {} : { groupBefore: group }),
      },
    ],
    ports,
  );
  return saved?.[0];
}

function keptAlerts(intake: Intake, known: Lookup): Pick<Change, 'alerts' | 'alertsBefore'> {
  const before = intake.alerts.flatMap(({ alert: { fingerprint } }): [string, number][] => {
    const record = known.alerts.get(fingerprint);
    return record === undefined ? [] : [[fingerprint, record.incident]];
  });
  const alerts = intake.alerts.map(
    ({ alert, classified }): AlertRecord => recordOf(alert, classified, intake.number ?? 0),
  );
  return { alerts, alertsBefore: new Map(before) };
}
