import { orderPages } from './escalation.ts';
import type { Unpaged } from './incident-event.ts';
import type { Incident } from './incident.ts';
import type { Mark, Page } from './page.ts';
import type { Target } from './policy.ts';
import type { Rules } from './rules.ts';
import { findPeople, policyOf } from './targets.ts';

const TEAM_LEAD: readonly Target[] = [{ type: 'role', role: 'team-lead' }];

/** `t80`: four fifths of the response target have passed; `missed`: all of it. */
export type Alarm = 't80' | 'missed';

/** Which alarm a page was, if any. */
export const alarmOf = ({ step }: Page): Alarm | undefined =>
  (['t80', 'missed'] as const).find((alarm) => step === alarm || step.startsWith(`${alarm}-`));

/**
 * Near the target one more person is paged: the next of the policy who was not paged in this episode.
 * After it the team lead is. Whoever could not be reached by the same alarm is passed over.
 */
export function pageAboutTarget(
  incident: Incident,
  alarm: Alarm,
  rules: Rules,
  now: number,
): { readonly pages: readonly Page[]; readonly unpaged: readonly Unpaged[] } {
  const { steps, hours } = policyOf(incident, rules);
  const targets = steps.flatMap((step) => step.targets);
  const lead = findPeople(TEAM_LEAD, incident, rules, now);
  const all = findPeople(targets, incident, rules, now).people;
  const fresh = all.filter(({ id }) => incident.paged[id] === undefined);
  const inOrder =
    alarm === 't80' ? [...fresh, ...lead.people, ...all] : [...lead.people, ...fresh, ...all];
  const tried = new Set(
    Object.values(incident.live).flatMap((page) => (alarmOf(page) === alarm ? page.person : [])),
  );
  const person = inOrder.find(({ id }) => !tried.has(id));
  const mark: Mark =
    alarm === 't80' ? { type: 'time-left', dueAt: incident.dueAt } : { type: 'target-missed' };
  const times = incident.alarms[alarm];
  const step = times === 0 ? alarm : `${alarm}-${times + 1}`;
  return {
    pages: person === undefined ? [] : orderPages([person], { step, mark, hours }, incident, now),
    unpaged: lead.unpaged,
  };
}
