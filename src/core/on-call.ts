import type { Rules } from './rules.ts';
import { nextHandover, onCall } from './schedule.ts';
import { ROLES, SECONDARY_TEAMS } from './severity.ts';

/** Who fills a role or is on call for a team, and until when. */
export interface OnCall {
  /** A role of the primary team, or a secondary team. */
  readonly team: string;
  readonly schedule: string;
  /** Person ids; empty: nobody is. */
  readonly people: readonly string[];
  /** The next hand-over; absent where there is no such schedule. */
  readonly untilAt?: number;
}

/** The roles first, then the secondary teams. */
export function whoIsOnCall(rules: Rules, now: number): readonly OnCall[] {
  const row = (team: string, name: string): OnCall => {
    const schedule = rules.schedules[name];
    if (schedule === undefined) return { team, schedule: name, people: [] };
    const untilAt = nextHandover(schedule, now);
    return { team, schedule: name, people: onCall(schedule, now), untilAt };
  };
  return [
    ...ROLES.map((role) => row(role, rules.roles[role])),
    ...SECONDARY_TEAMS.map((team) => row(team, rules.teams[team].schedule)),
  ];
}
