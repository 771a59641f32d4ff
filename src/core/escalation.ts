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
  cause: 'no-answer' | 'asked',
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
  if (cause === 'asked') return startRun(incident, { cause, mark }, rules, now);
  const round = incident.run + 1;
  return startRun(incident, { cause: 'repeat', mark: { type: 'repeat', round } }, rules, now);
}

/** When nobody of the running step can be reached any more, the next step is taken at once. */
export function passOn(
  incident: Incident,
  failed: Page,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const here = `${incident.cycle}.${incident.run}.${incident.step}.`;
  if (!failed.id.startsWith(here)) return [];
  const running = Object.entries(incident.live).filter(([id]) => id.startsWith(here));
  if (incident.status !== 'triggered' || running.length === 0) return [];
  if (running.some(([, { state }]) => state !== 'failed' && state !== 'skipped')) return [];
  const mark: Mark = { type: 'escalated', from: [...new Set(running.map(([, p]) => p.person))] };
  const ask = { run: incident.run, step: incident.step + 1, cause: 'unreachable', mark } as const;
  return takeStep(incident, ask, rules, now);
}

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
  const step = `manual-${incident.ordinal + 1}`;
  const mark: Mark = { type: 'escalated', from };
  const policy = policyOf(incident, rules);
  const running = incident.timers.step;
  const next = running === undefined ? afterStep(policy, incident.step, now) : { nextAt: running };
  const pages = orderPages(people, { step, mark }, incident, now);
  return [{ type: 'person-paged', at: now, pages, unpaged, ...next }];
}

function takeStep(incident: Incident, ask: StepAsked, rules: Rules, now: number): IncidentEvent[] {
  const policy = policyOf(incident, rules);
  const step = policy.steps[ask.step];
  if (step === undefined) return [{ type: 'policy-ended', at: now, ...repeatAt(policy, now) }];
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
  if (people.length === 0) {
    const next: StepAsked = { ...ask, step: ask.step + 1, first: [] };
    return unfold(incident, [taken], (then) => takeStep(then, next, rules, now));
  }
  return [{ ...taken, ...afterStep(policy, ask.step, now) }];
}

interface PagesAsked {
  /** A step's index, or the name of what pages beside the policy. */
  readonly step: string;
  readonly mark?: Mark | undefined;
  readonly hours?: WakingHours | undefined;
}

const inHours = (at: number, { zone }: Person, hours: WakingHours | undefined): number =>
  hours === undefined ? at : wakingFrom(at, hours, zone);

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
const afterStep = (policy: Policy, step: number, now: number) => {
  const isLast = step >= policy.steps.length - 1;
  return isLast ? repeatAt(policy, now) : { nextAt: now + (policy.steps[step]?.waitMs ?? 0) };
};

const repeatAt = ({ repeatMs }: Policy, now: number) =>
  repeatMs === undefined ? {} : { nextAt: now + Math.max(repeatMs, SHORTEST_ROUND_MS) };
