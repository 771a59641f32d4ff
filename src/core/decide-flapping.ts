/**
 * An incident that comes and goes is held: it pages no step until it is stable, gets worse, or its
 * response target is missed. The target runs on through its reopenings, as nobody answers.
 */
import { orderPages, startRun } from './escalation.ts';
import { beginsToFlap, stableAfter } from './flapping.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { Incident } from './incident.ts';
import { resolvedNotices } from './notices.ts';
import type { Page } from './page.ts';
import type { Target } from './policy.ts';
import type { Rules } from './rules.ts';
import { isMoreUrgent } from './severity.ts';
import { findPeople, policyOf } from './targets.ts';
import { unfold } from './unfold.ts';

const ENDED = { type: 'flapping-ended', notices: [] } as const;
const AGAIN = { type: 'again' } as const;

/** Whom a reopening pages: those of the episode before first, all of them by one page, or nobody. */
export function pageReopened(
  before: Incident,
  reopened: Incident,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const again = (then: Incident) =>
    startRun(then, { cause: 'again', mark: AGAIN, first: then.before }, rules, now);
  if (before.flappingSince !== undefined) {
    return isMoreUrgent(reopened.severity, before.severity)
      ? unfold(reopened, [{ ...ENDED, at: now }], again)
      : [];
  }
  const said = beginsToFlap(before, now) ? sayItFlaps(reopened, rules, now) : undefined;
  return said === undefined ? again(reopened) : [said];
}

/** One page, to those who heard of it last, or to whom the policy's first step names; undefined: to nobody. */
function sayItFlaps(incident: Incident, rules: Rules, now: number): IncidentEvent | undefined {
  const last = incident.before.map((person): Target => ({ type: 'person', person }));
  const [step] = policyOf(incident, rules).steps;
  const found = findPeople(last, incident, rules, now);
  const { people, unpaged } =
    found.people.length > 0 ? found : findPeople(step?.targets ?? [], incident, rules, now);
  const asked = { step: 'flapping', mark: { type: 'flapping' } } as const;
  const pages = orderPages(people, asked, incident, now);
  if (pages.length === 0) return undefined;
  return { type: 'flapping', at: now, pages, unpaged, stableAt: stableAfter(now) };
}

/** It is stable: what was held is paged now, if it fires and nobody has it; or told, if it is over. */
export function endFlapping(incident: Incident, rules: Rules, now: number): IncidentEvent[] {
  const { status, resolver } = incident;
  const by = resolver === undefined ? {} : { by: resolver, resolver };
  const notices = status === 'resolved' ? resolvedNotices(incident, by, rules, now) : [];
  return unfold(incident, [{ ...ENDED, at: now, notices }], (then) =>
    status === 'triggered' ? startRun(then, { cause: 'again', mark: AGAIN }, rules, now) : [],
  );
}

/** Its response target is missed, and still nobody answers: it is held no longer. */
export function endHoldMissed(incident: Incident, rules: Rules, now: number): IncidentEvent[] {
  if (incident.flappingSince === undefined || incident.status !== 'triggered') return [];
  return unfold(incident, [{ ...ENDED, at: now }], (then) =>
    startRun(then, { cause: 'again', mark: { type: 'target-missed' } }, rules, now),
  );
}

/** Nobody could be told that it flaps: then it is paged as if it did not. */
export function endHoldUnheard(
  incident: Incident,
  { step }: Page,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const isHeld = incident.flappingSince !== undefined && incident.status === 'triggered';
  if (step !== 'flapping' || !isHeld) return [];
  const told = Object.values(incident.live).filter((page) => page.step === 'flapping');
  if (told.some(({ state }) => state !== 'failed' && state !== 'skipped')) return [];
  return unfold(incident, [{ ...ENDED, at: now }], (then) =>
    startRun(then, { cause: 'unreachable', mark: AGAIN }, rules, now),
  );
}
