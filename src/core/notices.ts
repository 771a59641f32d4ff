import { type Incident, peopleTold } from './incident.ts';
import type { Mark, Page } from './page.ts';
import type { Person } from './people.ts';
import type { Rules } from './rules.ts';
import { findPeople } from './targets.ts';
import { type WakingHours, wakingFrom } from './waking-hours.ts';

const MINUTE = 60_000;
/** A resolve may be taken back by the next body, and other news for the same phone goes before it. */
const RESOLVED_AFTER_MS = MINUTE;
/** Nobody is woken for a notice. Whoever was paged so recently is awake. */
const QUIET: WakingHours = { from: '08:00', to: '22:00' };
const AWAKE_MS = 60 * MINUTE;

/** Tells those who were told of this episode that it is over, but for whoever ended it. */
export function resolvedNotices(
  incident: Incident,
  { by, resolver }: Pick<Extract<Mark, { type: 'resolved' }>, 'by'> & { resolver?: string },
  rules: Rules,
  now: number,
): readonly Page[] {
  const { paged, flappingSince } = incident;
  const people = peopleTold(incident)
    .filter((id) => id !== resolver)
    .flatMap((id) => rules.people[id] ?? [])
    .filter((person) => person.resolvedNotices);
  const mark: Mark = { type: 'resolved', at: now, ...(by === undefined ? {} : { by }) };
  const isAwake = ({ id }: Person) =>
    flappingSince !== undefined || now - (paged[id]?.at ?? 0) < AWAKE_MS;
  const dueAt = now + RESOLVED_AFTER_MS;
  return people.flatMap((person) =>
    orderNotice(person, mark, isAwake(person) ? dueAt : wakingFor(person, dueAt), incident, now),
  );
}

/** Of a page that was on its way when the incident was resolved: its reader is told, too. */
export function lateNotices(
  incident: Incident,
  { cycle, person: id }: Page,
  rules: Rules,
  now: number,
): readonly Page[] {
  const { status, flappingSince, paged, resolver, resolvedAt = now } = incident;
  const person = rules.people[id];
  const isHeld = status !== 'resolved' || cycle !== incident.cycle || flappingSince !== undefined;
  // Whoever heard of it before is told of its end already.
  if (isHeld || paged[id]?.toldAt !== undefined || person?.resolvedNotices !== true) return [];
  const by = resolver === undefined ? {} : { by: resolver };
  const mark: Mark = { type: 'resolved', at: resolvedAt, ...by };
  return id === resolver ? [] : orderNotice(person, mark, now + RESOLVED_AFTER_MS, incident, now);
}

/** Who is asked whether a stale incident is over: whoever has it in hand, or was paged last. */
export function askedWhenStale(incident: Incident, rules: Rules, now: number): readonly Person[] {
  const { acknowledgedBy = '', ordinal, paged } = incident;
  const last = Object.keys(paged).filter((id) => paged[id]?.ordinal === ordinal);
  const ids = rules.people[acknowledgedBy] === undefined ? last : [acknowledgedBy];
  const known = ids.flatMap((id) => rules.people[id] ?? []);
  if (known.length > 0) return known;
  return findPeople([{ type: 'role', role: 'team-lead' }], incident, rules, now).people;
}

export function staleNotices(
  incident: Incident,
  lastToldAt: number,
  rules: Rules,
  now: number,
): readonly Page[] {
  const mark: Mark = { type: 'stale', since: lastToldAt };
  return askedWhenStale(incident, rules, now).flatMap((person) =>
    orderNotice(person, mark, wakingFor(person, now), incident, now),
  );
}

const wakingFor = ({ zone }: Person, at: number): number => wakingFrom(at, QUIET, zone);

/** On the first of the person's methods; none where they have none. */
function orderNotice(
  person: Person,
  mark: Mark,
  dueAt: number,
  { cycle, run, severity, ordinal }: Incident,
  now: number,
): readonly Page[] {
  const [method] = person.methods;
  if (method === undefined) return [];
  return [
    {
      id: [cycle, run, mark.type, person.id, method.id].join('.'),
      cycle,
      run,
      step: mark.type,
      isNotice: true,
      severity,
      person: person.id,
      method: method.id,
      channel: method.channel,
      ordinal,
      mark,
      orderedAt: now,
      dueAt,
      state: 'owed',
      reached: {},
    },
  ];
}
