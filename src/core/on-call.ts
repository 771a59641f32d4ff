import type { Rules } from './rules.ts';
import { onCall } from './schedule.ts';
import { ROLES, SECONDARY_TEAMS } from './severity.ts';
import { shiftEnd } from './shifts.ts';

/** Who fills a role or is on call for a team, and until when. */
export interface OnCall {
  /** A role of the primary team, a secondary team, or the schedule that belongs to neither. */
  readonly team: string;
  readonly schedule: string;
  /** Person ids; empty: nobody is. */
  readonly people: readonly string[];
  /** When others take over; the next hand-over where that is not in sight; absent without a schedule. */
  readonly untilAt?: number;
}

/** The roles first, then the secondary teams. */
export const whoIsOnCall = (rules: Rules, now: number): readonly OnCall[] => [
  ...ROLES.map((role) => onCallFor(role, rules.roles[role], rules, now)),
  ...SECONDARY_TEAMS.map((team) => onCallFor(team, rules.teams[team].schedule, rules, now)),
];

/** Who is on call on the schedules that belong to no role or team: policies name them. */
export function onCallElsewhere(rules: Rules, now: number): readonly OnCall[] {
  const named = new Set(whoIsOnCall(rules, now).map(({ schedule }) => schedule));
  const others = Object.keys(rules.schedules).filter((name) => !named.has(name));
  return others.map((name) => onCallFor(name, name, rules, now));
}

function onCallFor(team: string, name: string, rules: Rules, now: number): OnCall {
  const schedule = rules.schedules[name];
  if (schedule === undefined) return { team, schedule: name, people: [] };
  const untilAt = shiftEnd(schedule, now);
  const people = onCall(schedule, now);
  return { team, schedule: name, people, ...(untilAt === undefined ? {} : { untilAt }) };
}
