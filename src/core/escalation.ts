import type { IncidentEvent, StepCause, Unpaged } from './incident-event.ts';
import type { Incident } from './incident.ts';
import type { Mark, Page } from './page.ts';
import type { Person } from './people.ts';
import type { Policy, Target } from './policy.ts';
import type { Rules } from './rules.ts';
import { findPeople, policyOf } from './targets.ts';
import { unfold } from './unfold.ts';
import { wakingFrom, type WakingHours } from './waking-hours.ts';

const MINUTE = 60_000;
/** A round that reached nobody does not start again sooner. */
const SHORTEST_ROUND_MS = MINUTE;
/** While nobody has heard of an incident, its policy starts again this often, whatever it says of repeating. */
const UNHEARD_ROUND_MS = 15 * MINUTE;
/** Nobody is paged twice for the same words within this time. */
const SAME_WORDS_MS = MINUTE;

interface StepAsked {
  readonly run: number;
  readonly step: number;
  readonly cause: StepCause;
  readonly mark?: Mark;
  /** People who are paged first, whatever the step says. */
  readonly first?: readonly string[];
}

/** The policy from its first step, as a new run. */
export const startRun = (
  incident: Incident,
  ask: Pick<StepAsked, 'cause' | 'mark' | 'first'>,
  rules: Rules,
  now: number,
): IncidentEvent[] => takeStep(incident, { ...ask, run: incident.run + 1, step: 0 }, rules, now);

/** The step after the running one; after the last one the first again, as a new run. */
export function takeNextStep(
  incident: Incident,
  cause: 'no-answer' | 'asked' | 'unreachable',
  from: readonly string[],
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const { steps } = policyOf(incident, rules);
  const mark: Mark = { type: 'escalated', from };
  if (incident.step + 1 < steps.length) {
    const ask = { run: incident.run, step: incident.step + 1, cause, mark };
    return takeStep(incident, ask, rules, now);
  }
  if (cause !== 'no-answer') return startRun(incident, { cause, mark }, rules, now);
  const round = incident.run + 1;
  return startRun(incident, { cause: 'repeat', mark: { type: 'repeat', round } }, rules, now);
}

/**
 * When nobody of the running step can be reached any more, the next step is taken at once; for somebody who
 * was paged by name, too, where no step is to come.
 */
export function passOn(
  incident: Incident,
  failed: Page,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const isByName = failed.step.startsWith(BY_NAME);
  const here = `${incident.cycle}.${incident.run}.${isByName ? failed.step : incident.step}.`;
  if (!failed.id.startsWith(here)) return [];
  const running = Object.entries(incident.live).filter(([id]) => id.startsWith(here));
  if (incident.status !== 'triggered' || running.length === 0) return [];
  if (running.some(([, { state }]) => state !== 'failed' && state !== 'skipped')) return [];
  const from = [...new Set(running.map(([, { person }]) => person))];
  if (isByName) {
    const isGoingOn = incident.timers.step !== undefined;
    return isGoingOn ? [] : takeNextStep(incident, 'unreachable', from, rules, now);
  }
  const mark: Mark = { type: 'escalated', from };
  const ask = { run: incident.run, step: incident.step + 1, cause: 'unreachable', mark } as const;
  return takeStep(incident, ask, rules, now);
}

/** How the step is called of somebody who was paged by name. */
const BY_NAME = 'manual-';

/** Pages one person by name, beside the policy. */
export function pagePerson(
  incident: Incident,
  person: string,
  from: readonly string[],
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const target: Target = { type: 'person', person };
  const { people, unpaged } = findPeople([target], incident, rules, now);
  const step = `${BY_NAME}${incident.ordinal + 1}`;
  const mark: Mark = { type: 'escalated', from };
  const policy = policyOf(incident, rules);
  const running = incident.timers.step;
  const next = running === undefined ? afterStep(policy, incident.step, now) : { nextAt: running };
  const pages = orderPages(people, { step, mark }, incident, now);
  const paged = { type: 'person-paged', at: now, pages, unpaged, ...next } as const;
  return unfold(incident, [paged], (then) =>
    people.length > 0 ? [] : takeNextStep(then, 'unreachable', from, rules, now),
  );
}

function takeStep(incident: Incident, ask: StepAsked, rules: Rules, now: number): IncidentEvent[] {
  const policy = policyOf(incident, rules);
  const step = policy.steps[ask.step];
  if (step === undefined)
    return [{ type: 'policy-ended', at: now, ...afterEnd(policy, incident, now) }];
  const first = (ask.first ?? []).map((person): Target => ({ type: 'person', person }));
  const { people, unpaged } = findPeople([...first, ...step.targets], incident, rules, now);
  const fresh = people.filter(({ id }) => !pagedJustNow(incident, id, ask.mark, now));
  const pages = orderPages(
    fresh,
    { step: String(ask.step), mark: ask.mark, hours: policy.hours },
    { ...incident, run: ask.run },
    now,
  );
  const justNow = people
    .filter((person) => !fresh.includes(person))
    .map(({ id }): Unpaged => ({ target: id, reason: 'paged-just-now' }));
  const taken = {
    type: 'step-taken',
    at: now,
    cause: ask.cause,
    run: ask.run,
    step: ask.step,
    pages,
    unpaged: [...unpaged, ...justNow],
  } as const;
  // Whoever asks for somebody else does not mean those who were paged just now.
  if (people.length === 0 || (ask.cause === 'asked' && fresh.length === 0)) {
    const next: StepAsked = { ...ask, step: ask.step + 1, cause: 'unreachable', first: [] };
    return unfold(incident, [taken], (then) => takeStep(then, next, rules, now));
  }
  // Pages may wait for waking hours, and an answer cannot come before them.
  const from = pages.length === 0 ? now : Math.min(...pages.map(({ dueAt }) => dueAt));
  return [{ ...taken, ...afterStep(policy, ask.step, from) }];
}

interface PagesAsked {
  /** A step's index, or the name of what pages beside the policy. */
  readonly step: string;
  readonly mark?: Mark | undefined;
  readonly hours?: WakingHours | undefined;
}

const inHours = (at: number, { zone }: Person, hours: WakingHours | undefined): number =>
  hours === undefined ? at : wakingFrom(at, hours, zone);

/** When a page that is ordered already may go out at the soonest: a step's in its policy's hours. */
export function soonestDue(page: Page, incident: Incident, rules: Rules, now: number): number {
  const person = rules.people[page.person];
  const { hours } = policyOf(incident, rules);
  const isOfStep = /^\d+$/.test(page.step);
  return person !== undefined && isOfStep ? inHours(now, person, hours) : now;
}

/** One page for each contact method, due after the method's delay, or when the hours begin. */
export function orderPages(
  people: readonly Person[],
  { step, mark, hours }: PagesAsked,
  incident: Incident,
  now: number,
): Page[] {
  const { cycle, run, severity } = incident;
  return people.flatMap((person) =>
    person.methods.map((method) => ({
      id: [cycle, run, step, person.id, method.id].join('.'),
      cycle,
      run,
      step,
      severity,
      person: person.id,
      method: method.id,
      channel: method.channel,
      ordinal: incident.ordinal + 1,
      ...(mark === undefined ? {} : { mark }),
      orderedAt: now,
      dueAt: inHours(now + method.delayMs, person, hours),
      state: 'owed',
      reached: {},
    })),
  );
}

function pagedJustNow(
  incident: Incident,
  person: string,
  mark: Mark | undefined,
  now: number,
): boolean {
  const last = incident.paged[person];
  if (last === undefined || Math.abs(now - last.at) >= SAME_WORDS_MS) return false;
  return last.severity === incident.severity && last.mark === mark?.type;
}

/** When the step after this one is due; after the last, the first again, or nothing. */
const afterStep = (policy: Policy, step: number, from: number) => {
  const isLast = step >= policy.steps.length - 1;
  return isLast ? repeatFrom(policy, from) : { nextAt: from + (policy.steps[step]?.waitMs ?? 0) };
};

/** A policy that ended and reached nobody: a provider may be back by then, or somebody have a phone again. */
const afterEnd = (policy: Policy, { paged }: Incident, now: number) => {
  const isHeard = Object.values(paged).some(({ toldAt }) => toldAt !== undefined);
  return repeatFrom(isHeard ? policy : { repeatMs: UNHEARD_ROUND_MS, ...policy }, now);
};

const repeatFrom = ({ repeatMs }: Pick<Policy, 'repeatMs'>, from: number) =>
  repeatMs === undefined ? {} : { nextAt: from + Math.max(repeatMs, SHORTEST_ROUND_MS) };
