import type { Acted } from '../core/act.ts';
import type { Answer } from '../core/answer.ts';
import { pagesOf } from '../core/owes.ts';
import type { Person } from '../core/people.ts';
import type { Command } from '../core/replies.ts';
import type { Ports } from '../ports.ts';

interface Outcome {
  readonly code: string;
  readonly acted: Acted;
  readonly stillOpen: readonly string[];
  readonly reader: Person;
}

/** What came of a reply about one incident. */
export function answerFor({ verb }: Command, outcome: Outcome, ports: Ports): Answer {
  const { code, acted, stillOpen } = outcome;
  const { incident, events } = acted;
  const at = ports.clock.now();
  if (acted.refused !== undefined) return { type: 'cannot-undo', code, reason: acted.refused };
  if (verb === 'undo') {
    return {
      type: 'undone',
      code,
      back: incident.status === 'triggered' ? 'triggered' : 'acknowledged',
    };
  }
  if (events.length === 0 && verb !== 'escalate') return nothingToDo(outcome, ports);
  switch (verb) {
    case 'acknowledge':
      return { type: 'acknowledged', code, at, stillOpen };
    case 'resolve':
      return { type: 'resolved', code, at, stillOpen };
    case 'snooze':
      return { type: 'snoozed', code, until: incident.snoozedUntil ?? at };
    case 'escalate':
      return incident.status === 'resolved'
        ? nothingToDo(outcome, ports)
        : { type: 'escalated', code, to: pagedBy(acted, ports) };
  }
}

/** Somebody was faster, or it is over. */
function nothingToDo({ code, acted: { incident }, reader }: Outcome, ports: Ports): Answer {
  const { status, resolvedAt, acknowledgedAt, acknowledgedBy = '', openedAt } = incident;
  if (status === 'resolved') return { type: 'already-resolved', code, at: resolvedAt ?? openedAt };
  const name = ports.rules().people[acknowledgedBy]?.name ?? acknowledgedBy;
  const by = acknowledgedBy === reader.id ? {} : { by: name };
  return { type: 'already-acknowledged', code, at: acknowledgedAt ?? openedAt, ...by };
}

/** What came of a reply about a bundle: how many of its incidents it changed, out of how many. */
export function answerForBundle(
  { verb }: Command,
  { code, acted, of }: { code: string; acted: readonly Acted[]; of: number },
  ports: Ports,
): Answer {
  const done = acted.filter(({ events }) => events.length > 0);
  const [first] = done;
  const at = verb === 'snooze' ? first?.incident.snoozedUntil : undefined;
  const to = verb === 'escalate' ? [...new Set(done.flatMap((it) => pagedBy(it, ports)))] : [];
  return { type: 'bundle', verb, code, done: done.length, of, at: at ?? ports.clock.now(), to };
}

/** The names of whom this has paged; of a request asked twice, whom the first one paged. */
function pagedBy({ events, incident }: Acted, ports: Ports): string[] {
  const { people } = ports.rules();
  const ids =
    events.length > 0
      ? events.flatMap(pagesOf).map(({ person }) => person)
      : Object.keys(incident.paged).filter(
          (id) => incident.paged[id]?.ordinal === incident.ordinal,
        );
  return [...new Set(ids)].map((id) => people[id]?.name ?? id);
}
