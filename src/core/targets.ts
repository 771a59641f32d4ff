import type { Unpaged } from './incident-event.ts';
import type { Person } from './people.ts';
import type { Policy, Target } from './policy.ts';
import { policiesInUse, policyFor, type Routed } from './route.ts';
import type { Rules } from './rules.ts';
import { onCall } from './schedule.ts';
import type { Category, SecondaryTeam } from './severity.ts';

interface About {
  readonly category: Category;
  readonly team: SecondaryTeam;
}

/** Whom targets stand for right now, each person once, and which of them stand for nobody. */
export interface Found {
  readonly people: readonly Person[];
  readonly unpaged: readonly Unpaged[];
}

export function findPeople(
  targets: readonly Target[],
  about: About,
  rules: Rules,
  now: number,
): Found {
  const people = new Map<string, Person>();
  const unpaged: Unpaged[] = [];
  for (const target of targets) {
    if (target.onlyFor !== undefined && target.onlyFor !== about.category) continue;
    const ids = idsOf(target, about, rules, now);
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

/** The policy that an incident started with, or today's for it where that one is lost. */
export const policyOf = (incident: Routed & { readonly policy: string }, rules: Rules): Policy =>
  policiesInUse(rules).find(({ id }) => id === incident.policy) ??
  rules.kept[incident.policy] ??
  policyFor(incident, rules);

function idsOf(target: Target, about: About, rules: Rules, now: number): readonly string[] {
  switch (target.type) {
    case 'person':
      return [target.person];
    case 'role':
      return scheduled(rules.roles[target.role], rules, now);
    case 'on-call':
      return scheduled(rules.teams[teamIn(target.team, about)].schedule, rules, now);
    case 'schedule':
      return scheduled(target.schedule, rules, now);
    case 'everyone':
      return rules.teams[teamIn(target.team, about)].members;
  }
}

function nameOf(target: Target, about: About): string {
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

const teamIn = (team: SecondaryTeam | 'secondary', about: About): SecondaryTeam =>
  team === 'secondary' ? about.team : team;

function scheduled(name: string, rules: Rules, now: number): readonly string[] {
  const schedule = rules.schedules[name];
  return schedule === undefined ? [] : onCall(schedule, now);
}
