import type { Rules } from './rules.ts';
import type { Severity } from './severity.ts';

/** The part of a response target after which one more person is paged. */
const WARN_AFTER = 0.8;

/** When a target that began at `from` ends, and when four fifths of it have passed. */
export function targetFrom(from: number, severity: Severity, rules: Rules) {
  const ms = rules.targetMs[severity];
  return { dueAt: from + ms, warnAt: from + ms * WARN_AFTER };
}

/** A raised severity never gives more time than there was. */
export function targetAfterRaise(dueAt: number, now: number, severity: Severity, rules: Rules) {
  const raised = targetFrom(now, severity, rules);
  if (raised.dueAt <= dueAt) return raised;
  return { dueAt, warnAt: dueAt - rules.targetMs[severity] * (1 - WARN_AFTER) };
}
