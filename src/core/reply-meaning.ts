import type { GivenAct } from './act.ts';
import type { Incident } from './incident.ts';
import { isTypoOf } from './codes.ts';
import { incidentsOf, type KnownCode, openFor } from './known-codes.ts';
import { askedWhenStale } from './notices.ts';
import type { Person } from './people.ts';
import { type Command, SNOOZE_MINUTES } from './replies.ts';
import type { Rules } from './rules.ts';

/** A page so fresh may not have been seen by whoever answers without a code. */
const UNSEEN_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

/** The incident that a text without a code can only mean; undefined where that has to be asked. */
export function meantWithoutCode(
  { verb }: Command,
  known: readonly KnownCode[],
  person: Person,
  now: number,
): Incident | undefined {
  const [only, ...others] = candidates(verb, known, person);
  if (only === undefined || others.length > 0) return undefined;
  if (verb === 'acknowledge' && mayBeUnseen(only, known, person, now)) return undefined;
  return only;
}

/** An undo without a code, by somebody who has nothing to take back. */
export const hasNothingToUndo = (
  { verb }: Command,
  known: readonly KnownCode[],
  person: Person,
): boolean => verb === 'undo' && candidates(verb, known, person).length === 0;

/** The minutes of a snooze may be a mistyped code, of what is open or was told within a day. */
export const mayBeMistyped = (
  { likeCode }: Command,
  known: readonly KnownCode[],
  now: number,
): boolean =>
  likeCode !== undefined &&
  known.some(
    ({ code, shownAt, incidents }) =>
      isTypoOf(likeCode, code) &&
      (now - shownAt < DAY_MS || incidents.some(({ status }) => status !== 'resolved')),
  );

function candidates(
  verb: Command['verb'],
  known: readonly KnownCode[],
  { id }: Person,
): readonly Incident[] {
  if (verb === 'acknowledge') return openFor(known, id);
  const all = incidentsOf(known);
  return verb === 'undo'
    ? all.filter(
        ({ undoable, resolver, acknowledgedBy }) =>
          undoable !== undefined && id === (resolver ?? acknowledgedBy),
      )
    : all.filter(({ status }) => status !== 'resolved');
}

/** The only one open came a moment ago, and an older one was taken by others: which is meant? */
function mayBeUnseen(
  only: Incident,
  known: readonly KnownCode[],
  { id }: Person,
  now: number,
): boolean {
  const isOnly = ({ number }: Incident) => number === only.number;
  const isJustShown = known.some(
    ({ incidents, shownAt }) => incidents.some(isOnly) && now - shownAt < UNSEEN_MS,
  );
  const wasTaken = ({ acknowledgedAt = 0, resolvedAt = 0, ...by }: Incident) =>
    now - Math.max(acknowledgedAt, resolvedAt) < UNSEEN_MS &&
    (by.resolver ?? by.acknowledgedBy) !== id;
  return isJustShown && incidentsOf(known).some((it) => !isOnly(it) && wasTaken(it));
}

/**
 * A sender can be forged: what is urgent is resolved by text only by whoever said to have it in
 * hand; what is stale, by whoever is asked about it.
 */
export function mustAcknowledgeFirst(
  { verb }: Command,
  incident: Incident,
  { id }: Person,
  rules: Rules,
  now: number,
): boolean {
  const { severity, status, acknowledgedBy, staleSince } = incident;
  const isUrgent = severity === 'P0' || severity === 'P1';
  if (verb !== 'resolve' || !isUrgent || status === 'resolved') return false;
  if (acknowledgedBy === id) return false;
  const asked = staleSince === undefined ? [] : askedWhenStale(incident, rules, now);
  return !asked.some((person) => person.id === id);
}

/** What a reply does to an incident that it means. */
export function actOf({ verb, minutes = SNOOZE_MINUTES }: Command, { id: by }: Person): GivenAct {
  const via = 'sms';
  switch (verb) {
    case 'acknowledge':
      return { type: 'acknowledged', by, via };
    case 'resolve':
      return { type: 'resolved', by, via };
    case 'escalate':
      return { type: 'escalated', by, via };
    case 'snooze':
      return { type: 'snoozed', by, via, minutes };
    case 'undo':
      return { type: 'undone', by, via };
  }
}
