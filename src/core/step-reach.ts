import type { Person } from './people.ts';
import type { Step, Target } from './policy.ts';
import type { Rules } from './rules.ts';
import type { Category, SecondaryTeam } from './severity.ts';

/** What whom a step pages depends on, beside the hour. */
export interface Concerned {
  readonly category: Category;
  readonly team: SecondaryTeam;
}

/** People of whom a target pages all or none, depending on who is on call. */
export type Group = readonly Person[];

/** The targets of a step that apply to an incident. */
export const targetsFor = ({ targets }: Step, { category }: Concerned): readonly Target[] =>
  targets.filter(({ onlyFor }) => onlyFor === undefined || onlyFor === category);

/** The groups that a target may ever page, one at a time; those in which nobody can be are left out. */
export function groupsOf(target: Target, about: Concerned, rules: Rules): readonly Group[] {
  return idsOf(target, about, rules)
    .map((ids) =>
      ids.flatMap((id) => {
        const person = rules.people[id];
        return person === undefined || person.methods.length === 0 ? [] : [person];
      }),
    )
    .filter((group) => group.length > 0);
}

function idsOf(target: Target, about: Concerned, rules: Rules): readonly (readonly string[])[] {
  const turnsOf = (name: string) => {
    const { layers = [], overrides = [] } = rules.schedules[name] ?? {};
    return [...layers.flatMap(({ turns }) => turns), ...overrides.map(({ people }) => people)];
  };
  switch (target.type) {
    case 'person':
      return [[target.person]];
    case 'role':
      return turnsOf(rules.roles[target.role]);
    case 'schedule':
      return turnsOf(target.schedule);
    case 'on-call':
      return turnsOf(rules.teams[teamIn(target.team, about)].schedule);
    case 'everyone':
      return [rules.teams[teamIn(target.team, about)].members];
  }
}

const teamIn = (team: SecondaryTeam | 'secondary', about: Concerned): SecondaryTeam =>
  team === 'secondary' ? about.team : team;
