import type { Unpaged } from './incident-event.ts';
import type { Person } from './people.ts';
import type { Policy, Target } from './policy.ts';
import { policiesInUse, policyFor, type Routed } from './route.ts';
import type { Rules } from './rules.ts';
import { onCall, type Schedule } from './schedule.ts';
import type { Category, SecondaryTeam } from './severity.ts';

/** What targets depend on, beside the hour. */
export interface Concerned {
  readonly category: Category;
  readonly team: SecondaryTeam;
}

/** Some people by themselves, or whoever a schedule has on call. */
type Meant =
  | { readonly type: 'people'; readonly people: readonly string[] }
  | { readonly type: 'on-call'; readonly schedule: Schedule | undefined };

/** Whom targets stand for right now, each person once, and which of them stand for nobody. */
export interface Found {
  readonly people: readonly Person[];
  readonly unpaged: readonly Unpaged[];
}

export function findPeople(
  targets: readonly Target[],
  about: Concerned,
  rules: Rules,
  now: number,
): Found {
  const people = new Map<string, Person>();
  const unpaged: Unpaged[] = [];
  for (const target of targetsFor(targets, about)) {
    const ids = idsOf(meantBy(target, about, rules), now);
    if (ids.length === 0) unpaged.push({ target: nameOf(target, about), reason: 'nobody-on-call' });
    for (const id of ids) {
      const person = rules.people[id];
      if (person === undefined) unpaged.push({ target: id, reason: 'unknown-person' });
      else if (person.methods.length === 0) {
        unpaged.push({ target: id, reason: 'no-contact-method' });
      } else people.set(id, person);
    }
  }
  return { people: [...people.values()], unpaged };
}

/** The policy that an incident started with; undefined where it is not known here. */
export const knownPolicyOf = (
  { policy }: { readonly policy: string },
  rules: Rules,
): Policy | undefined => policiesInUse(rules).find(({ id }) => id === policy) ?? rules.kept[policy];

/** The policy that an incident started with, or today's for it where that one is lost. */
export const policyOf = (incident: Routed & { readonly policy: string }, rules: Rules): Policy =>
  knownPolicyOf(incident, rules) ?? policyFor(incident, rules);

/** The targets that apply to an incident. */
export const targetsFor = (
  targets: readonly Target[],
  { category }: Concerned,
): readonly Target[] =>
  targets.filter(({ onlyFor }) => onlyFor === undefined || onlyFor === category);

/** Whom a target means, at whatever hour. */
export function meantBy(target: Target, about: Concerned, rules: Rules): Meant {
  const onCallBy = (name: string): Meant => ({ type: 'on-call', schedule: rules.schedules[name] });
  switch (target.type) {
    case 'person':
      return { type: 'people', people: [target.person] };
    case 'role':
      return onCallBy(rules.roles[target.role]);
    case 'on-call':
      return onCallBy(rules.teams[teamIn(target.team, about)].schedule);
    case 'schedule':
      return onCallBy(target.schedule);
    case 'everyone':
      return { type: 'people', people: rules.teams[teamIn(target.team, about)].members };
  }
}

function idsOf(meant: Meant, now: number): readonly string[] {
  if (meant.type === 'people') return meant.people;
  return meant.schedule === undefined ? [] : onCall(meant.schedule, now);
}

function nameOf(target: Target, about: Concerned): string {
  switch (target.type) {
    case 'person':
      return target.person;
    case 'role':
      return `role ${target.role}`;
    case 'on-call':
      return `on call ${teamIn(target.team, about)}`;
    case 'schedule':
      return `on call ${target.schedule}`;
    case 'everyone':
      return `everyone in ${teamIn(target.team, about)}`;
  }
}

const teamIn = (team: SecondaryTeam | 'secondary', about: Concerned): SecondaryTeam =>
  team === 'secondary' ? about.team : team;
