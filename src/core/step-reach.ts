import type { Person } from './people.ts';
import type { Target } from './policy.ts';
import type { Rules } from './rules.ts';
import { type Concerned, meantBy } from './targets.ts';

/** People of whom a target pages all or none, depending on who is on call. */
export type Group = readonly Person[];

/** The groups that a target may ever page, one at a time; those in which nobody can be are left out. */
export function groupsOf(target: Target, about: Concerned, rules: Rules): readonly Group[] {
  return turnsOf(target, about, rules)
    .map((ids) =>
      ids.flatMap((id) => {
        const person = rules.people[id];
        return person === undefined || person.methods.length === 0 ? [] : [person];
      }),
    )
    .filter((group) => group.length > 0);
}

function turnsOf(target: Target, about: Concerned, rules: Rules): readonly (readonly string[])[] {
  const meant = meantBy(target, about, rules);
  if (meant.type === 'people') return [meant.people];
  const { layers = [], overrides = [] } = meant.schedule ?? {};
  return [...layers.flatMap(({ turns }) => turns), ...overrides.map(({ people }) => people)];
}
