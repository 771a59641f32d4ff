import type { Policy } from './policy.ts';
import type { Rules } from './rules.ts';
import type { Category, SecondaryTeam, Severity } from './severity.ts';

/** What routes ask of an incident. */
export interface Routed {
  readonly severity: Severity;
  readonly category: Category;
  readonly team: SecondaryTeam;
  readonly source: string;
}

/** A policy for some incidents: those that agree with one value of each list that is there. */
export interface Route {
  readonly severities?: readonly Severity[];
  readonly categories?: readonly Category[];
  readonly teams?: readonly SecondaryTeam[];
  readonly sources?: readonly string[];
  /** One policy, in the form that each severity gives it. */
  readonly policies: Readonly<Record<Severity, Policy>>;
}

/** The route that an incident takes; undefined: its severity's own policy. */
export const routeOf = (about: Routed, { routes }: Pick<Rules, 'routes'>): Route | undefined =>
  routes.find(
    ({ severities, categories, teams, sources }) =>
      (severities?.includes(about.severity) ?? true) &&
      (categories?.includes(about.category) ?? true) &&
      (teams?.includes(about.team) ?? true) &&
      (sources?.includes(about.source) ?? true),
  );

/** The policy with which an incident starts, or starts anew, now. */
export const policyFor = (about: Routed, rules: Pick<Rules, 'policies' | 'routes'>): Policy =>
  (routeOf(about, rules) ?? rules).policies[about.severity];

/** Every policy that an incident may start with. */
export const policiesInUse = ({
  policies,
  routes,
}: Pick<Rules, 'policies' | 'routes'>): readonly Policy[] =>
  [{ policies }, ...routes].flatMap((way) => Object.values(way.policies));
