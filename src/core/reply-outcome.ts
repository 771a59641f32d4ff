import type { Acted } from './act.ts';
import type { Answer } from './answer.ts';
import type { Incident } from './incident.ts';
import { pagesOf } from './owes.ts';
import type { Person } from './people.ts';
import type { Command } from './replies.ts';
import type { Rules } from './rules.ts';

type People = Rules['people'];

interface Outcome {
  readonly code: string;
  readonly acted: Acted;
  readonly stillOpen: readonly string[];
  readonly reader: Person;
}

/** What came of a reply about one incident. */
export function answerFor(
  { verb }: Command,
  outcome: Outcome,
  people: People,
  now: number,
): Answer {
  const { code, acted, stillOpen } = outcome;
  const { incident, events } = acted;
  if (acted.refused !== undefined) return { type: 'cannot-undo', code, reason: acted.refused };
  if (verb === 'undo') {
    return {
      type: 'undone',
      code,
      back: incident.status === 'triggered' ? 'triggered' : 'acknowledged',
    };
  }
  if (events.length === 0 && verb !== 'escalate') return nothingToDo(outcome, people);
  switch (verb) {
    case 'acknowledge':
      return { type: 'acknowledged', code, at: now, stillOpen };
    case 'resolve':
      return { type: 'resolved', code, at: now, stillOpen };
    case 'snooze':
      return { type: 'snoozed', code, until: incident.snoozedUntil ?? now };
    case 'escalate':
      return incident.status === 'resolved'
        ? nothingToDo(outcome, people)
        : { type: 'escalated', code, to: pagedBy(acted, people) };
  }
}

/** Somebody was faster, or it is over. */
function nothingToDo({ code, acted: { incident }, reader }: Outcome, people: People): Answer {
  const { status, resolvedAt, acknowledgedAt, acknowledgedBy = '', openedAt } = incident;
  if (status === 'resolved') return { type: 'already-resolved', code, at: resolvedAt ?? openedAt };
  const name = people[acknowledgedBy]?.name ?? acknowledgedBy;
  const by = acknowledgedBy === reader.id ? {} : { by: name };
  return { type: 'already-acknowledged', code, at: acknowledgedAt ?? openedAt, ...by };
}

/** An urgent incident is resolved by text by whoever has it in hand: the reader may take it, if nobody has. */
export function mayNotResolve(
  code: string,
  { status, acknowledgedBy = 'api' }: Incident,
  people: People,
): Answer {
  if (status !== 'acknowledged' || acknowledgedBy === 'api') return { type: 'ack-first', code };
  return { type: 'theirs-to-resolve', code, by: people[acknowledgedBy]?.name ?? acknowledgedBy };
}

interface BundleOutcome {
  readonly code: string;
  /** Those that were acted on, changed or not. */
  readonly acted: readonly Acted[];
  readonly of: number;
  /** Others are to be acknowledged first. */
  readonly ackFirst: boolean;
  readonly reader: Person;
}

/** What came of a reply about a bundle: how many of its incidents it changed, out of how many. */
export function answerForBundle(
  { verb }: Command,
  outcome: BundleOutcome,
  people: People,
  now: number,
): Answer {
  const { code, acted, of, ackFirst } = outcome;
  const isAsked = ({ incident }: Acted) => verb === 'escalate' && incident.status !== 'resolved';
  const done = acted.filter((it) => it.events.length > 0 || isAsked(it));
  if (done.length === 0 && ackFirst) return { type: 'ack-first', code };
  if (done.length === 0 && acted.length > 0) return nothingToDoInBundle(outcome, people);
  const [first] = done;
  const at = (verb === 'snooze' ? first?.incident.snoozedUntil : undefined) ?? now;
  const to = verb === 'escalate' ? [...new Set(done.flatMap((it) => pagedBy(it, people)))] : [];
  const told = { type: 'bundle', verb, code, done: done.length, of, at, to } as const;
  return ackFirst ? { ...told, ackFirst } : told;
}

/** Nothing was to be undone, all is over, or those that are open are in hand already. */
function nothingToDoInBundle({ code, acted, reader }: BundleOutcome, people: People): Answer {
  const reason = acted.find(({ refused }) => refused !== undefined)?.refused;
  if (reason !== undefined) return { type: 'cannot-undo', code, reason };
  const incidents = acted.map(({ incident }) => incident);
  const open = incidents.filter(({ status }) => status !== 'resolved');
  if (open.length === 0) {
    const at = Math.max(...incidents.map(({ resolvedAt = 0 }) => resolvedAt));
    return { type: 'already-resolved', code, at };
  }
  const at = Math.max(...open.map(({ acknowledgedAt = 0 }) => acknowledgedAt));
  const owners = [...new Set(open.map(({ acknowledgedBy = '' }) => acknowledgedBy))];
  const isReaders = owners.every((id) => id === reader.id);
  const by = owners.map((id) => people[id]?.name ?? id).join(', ');
  return { type: 'already-acknowledged', code, at, ...(isReaders ? {} : { by }) };
}

/** The names of whom this has paged; of a request asked twice, whom the first one paged. */
function pagedBy({ events, incident }: Acted, people: People): string[] {
  const ids =
    events.length > 0
      ? events.flatMap(pagesOf).map(({ person }) => person)
      : Object.keys(incident.paged).filter(
          (id) => incident.paged[id]?.ordinal === incident.ordinal,
        );
  return [...new Set(ids)].map((id) => people[id]?.name ?? id);
}
