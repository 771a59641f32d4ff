import type { Timer } from '../core/incident.ts';
import type { OwedWork } from '../ports.ts';
import type { Numbered } from './keys.ts';

/** How work is named in the owed set, `t:42:step` or `p:42:1.1.0.ada.sms`, and a page among the claims. */
export const timerMember = (number: Numbered, timer: string): string => `t:${number}:${timer}`;
export const pageMember = (number: Numbered, page: string): string => `p:${number}:${page}`;
export const claimOf = (number: Numbered, page: string): string => `${number}:${page}`;

const TIMERS: Readonly<Record<Timer, true>> = {
  step: true,
  'target-80': true,
  target: true,
  snooze: true,
  recheck: true,
};
const isTimer = (name: string): name is Timer => Object.hasOwn(TIMERS, name);

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
