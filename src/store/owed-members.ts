import { type Timer, TIMERS } from '../core/incident.ts';
import type { OwedPage, OwedWork } from '../core/owed-work.ts';
import type { Numbered } from './keys.ts';

/** How work is named in the owed set, `t:42:step` or `p:42:1.1.0.ada.sms`, and a page among the claims. */
export const timerMember = (number: Numbered, timer: string): string => `t:${number}:${timer}`;
export const pageMember = (number: Numbered, page: string): string => `p:${number}:${page}`;
export const claimOf = (number: Numbered, page: string): string => `${number}:${page}`;

const isTimer = (name: string): name is Timer => TIMERS.some((timer) => timer === name);

/** Undefined for a member that this version does not know. */
export const readMember = (member: string, dueAt: number): OwedWork | undefined => {
  const [, kind, digits, name] = /^([tp]):(\d+):(.+)$/su.exec(member) ?? [];
  if (digits === undefined || name === undefined) return undefined;
  const incident = Number(digits);
  return kind === 'p'
    ? { type: 'page', incident, dueAt, page: name }
    : isTimer(name)
      ? { type: 'timer', incident, dueAt, timer: name }
      : undefined;
};

/** Of a phone's waiting pages, named as among the claims. */
export const readWaiting = (member: string): OwedPage => {
  const colon = member.indexOf(':');
  return { incident: Number(member.slice(0, colon)), page: member.slice(colon + 1) };
};
