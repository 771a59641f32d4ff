/** What is wrong with policies that are right by themselves: whom and when they serve. */
import { firstLate } from '../core/policy-speed.ts';
import type { Policy } from '../core/policy.ts';
import { policyFor, type Route, routeOf, type Routed } from '../core/route.ts';
import type { Rules } from '../core/rules.ts';
import { CATEGORIES, SECONDARY_TEAMS, SEVERITIES, type Severity } from '../core/severity.ts';
import { groupsOf } from '../core/step-reach.ts';
import { targetsFor } from '../core/targets.ts';
import { dateAndTime } from '../core/wall-clock.ts';
import type { Mistake } from './mistake.ts';
import type { YamlFile } from './yaml-file.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A policy in the form that a severity gives it, and the incidents that start with it. */
interface Service {
  readonly policy: Policy;
  readonly severity: Severity;
  readonly abouts: readonly Routed[];
}

/** Policies that reach their last step when the response target of a severity they serve has passed. */
export const lateSteps = (file: YamlFile, rules: Rules, now: number): readonly Mistake[] =>
  servicesOf(rules).flatMap(({ policy, severity, abouts }) => {
    const targetMs = rules.targetMs[severity];
    const complain = (message: string) => [
      file.mistake(['policies', policy.name, 'steps', policy.steps.length - 1], message),
    ];
    const waitsMs = policy.steps.reduce((sum, { waitMs }) => sum + waitMs, 0);
    const by = routesTold(file, abouts, rules);
    if (waitsMs >= targetMs)
      return complain(
        `the last step comes ${timeTold(waitsMs)} after the first, ` +
          `too late for ${severity}${by}, which wants an answer within ${timeTold(targetMs)}`,
      );
    const { hours } = policy;
    if (hours === undefined) return [];
    const late = firstLate({ ...policy, hours }, abouts, rules, targetMs, now);
    if (late === undefined) return [];
    const { openedAt, lastStepAt, zone } = late;
    const [opened, reached] = [openedAt, lastStepAt].map((at) => dateAndTime(at, zone));
    return complain(
      `the last step of a ${severity}${by} that opens ${opened} comes ${reached} (${zone}), ` +
        `after ${timeTold(lastStepAt - openedAt)}: too late for an answer within ` +
        timeTold(targetMs),
    );
  });

/** Which routes give the policy to these incidents; nothing where it is their severity's own. */
function routesTold(file: YamlFile, abouts: readonly Routed[], rules: Rules): string {
  const taken = new Set(abouts.map((about) => routeOf(about, rules)));
  const told = rules.routes.flatMap((route, index) =>
    taken.has(route) ? [`routes.${index}, line ${file.lineOf(['routes', index])}`] : [],
  );
  return told.length === 0 ? '' : ` (${taken.has(undefined) ? 'also ' : ''}by ${told.join('; ')})`;
}

/** `24 h`, `1 h 30 min`, `1 s`. */
function timeTold(ms: number): string {
  const parts = [
    [Math.floor(ms / HOUR), 'h'],
    [Math.floor((ms % HOUR) / MINUTE), 'min'],
    [Math.ceil((ms % MINUTE) / 1000), 's'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${count} ${unit}`] : [])).join(' ');
}

/** Routes that no incident takes, and steps that page nobody, at any hour. */
export const deadEnds = (file: YamlFile, rules: Rules): readonly Mistake[] => {
  const taken = new Set<Route | undefined>(
    everyIncident(rules).map((about) => routeOf(about, rules)),
  );
  return [
    ...rules.routes.flatMap((route, index) =>
      taken.has(route)
        ? []
        : [file.mistake(['routes', index], 'no incident takes it: earlier ones take them all')],
    ),
    ...[...groupedBy(servicesOf(rules), ({ policy }) => policy.name)].flatMap(([name, services]) =>
      (services[0]?.policy.steps ?? []).flatMap((step, index) => {
        const abouts = services.flatMap((service) => service.abouts);
        const message = whyNobody(step, abouts, rules);
        const path = ['policies', name, 'steps', index];
        return message === undefined ? [] : [file.mistake(path, message)];
      }),
    ),
  ];
};

function whyNobody(
  step: Policy['steps'][number],
  abouts: readonly Routed[],
  rules: Rules,
): string | undefined {
  const concerned = abouts.filter((about) => targetsFor(step.targets, about).length > 0);
  if (concerned.length === 0) return 'pages nobody: no incident of its categories has this policy';
  const teams = new Set(
    concerned
      .filter((about) =>
        targetsFor(step.targets, about).every(
          (target) => groupsOf(target, about, rules).length === 0,
        ),
      )
      .map(({ team }) => team),
  );
  if (teams.size === 0) return undefined;
  const isAll = concerned.every(({ team }) => teams.has(team));
  const whom = isAll ? 'nobody' : `nobody when the team is ${[...teams].join(' or ')}`;
  return `pages ${whom}: its teams and schedules have no people`;
}

/** Every policy in use, once for each severity that it serves. */
function servicesOf(rules: Rules): readonly Service[] {
  const groups = groupedBy(
    everyIncident(rules),
    (about) => `${about.severity} ${policyFor(about, rules).id}`,
  );
  return [...groups.values()].flatMap((abouts) => {
    const [first] = abouts;
    return first === undefined
      ? []
      : [{ policy: policyFor(first, rules), severity: first.severity, abouts }];
  });
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** All that routes can tell apart. */
const everyIncident = ({ sources }: Rules): readonly Routed[] =>
  SEVERITIES.flatMap((severity) =>
    CATEGORIES.flatMap((category) =>
      SECONDARY_TEAMS.flatMap((team) =>
        Object.keys(sources).map((source): Routed => ({ severity, category, team, source })),
      ),
    ),
  );
