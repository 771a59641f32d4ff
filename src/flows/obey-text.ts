import { type Answer, MOST_LISTED } from '../core/answer.ts';
import { pagesOf } from '../core/owes.ts';
import type { Person } from '../core/people.ts';
import type { Reply } from '../core/replies.ts';
import type { Ports } from '../ports.ts';
import { type Acted, actOnIncident, type GivenAct } from './act-on-incident.ts';
import { type Known, knownTo, openFor } from './open-for.ts';

type Command = Extract<Reply, { type: 'act' }>;
const SNOOZE_MINUTES = 30;

/** Does what a text asks for and says what came of it, an answer for each code. */
export async function obey(
  command: Command,
  person: Person,
  ports: Ports,
): Promise<readonly Answer[]> {
  const known = await knownTo(person.id, ports);
  if (command.all && command.verb === 'acknowledge') return acknowledgeAll(person, known, ports);
  if (command.codes.length === 0) {
    const [only, ...others] = candidates(command, known, person);
    if (only === undefined || others.length > 0) return [ask(command, known)];
    return [await obeyOne(command, only.code, known, person, ports)];
  }
  const answers: Answer[] = [];
  for (const code of command.codes) {
    answers.push(await obeyOne(command, code, known, person, ports));
  }
  return answers;
}

async function acknowledgeAll(person: Person, known: readonly Known[], ports: Ports) {
  const open = openFor(known);
  if (open.length === 0) return [{ type: 'nothing-open' } as const];
  for (const { incident } of open) {
    await actOnIncident(
      incident.number,
      { type: 'acknowledged', by: person.id, via: 'sms' },
      ports,
    );
  }
  const [codes, at] = [open.map(({ code }) => code), ports.clock.now()];
  return [{ type: 'acknowledged-several', codes, at, stillOpen: [] } as const];
}

async function obeyOne(
  command: Command,
  code: string,
  known: readonly Known[],
  person: Person,
  ports: Ports,
): Promise<Answer> {
  const meant = known.find((shown) => shown.code === code);
  if (meant === undefined) return { type: 'unknown-code', code };
  const acted = await actOnIncident(meant.incident.number, actOf(command, person), ports);
  if (acted === undefined) return { type: 'unknown-code', code };
  const stillOpen = openFor(known)
    .map((open) => open.code)
    .filter((open) => open !== code);
  return answerTo(command, { code, acted, stillOpen, reader: person }, ports);
}

/** What a text without a code can only mean. */
function candidates({ verb }: Command, known: readonly Known[], person: Person): readonly Known[] {
  switch (verb) {
    case 'acknowledge':
      return openFor(known);
    case 'undo':
      return known.filter(
        ({ incident }) =>
          incident.undoable !== undefined &&
          person.id === (incident.resolver ?? incident.acknowledgedBy),
      );
    case 'resolve':
    case 'escalate':
    case 'snooze':
      return known.filter(({ incident }) => incident.status !== 'resolved');
  }
}

function ask({ verb }: Command, known: readonly Known[]): Answer {
  const open = openFor(known);
  if (verb !== 'acknowledge') return { type: 'needs-code', verb };
  if (open.length === 0) return { type: 'nothing-open' };
  const lines = open.slice(0, MOST_LISTED).map(({ code, incident: { title, severity } }) => ({
    code,
    title,
    severity,
  }));
  return { type: 'which-one', open: lines, more: open.length - lines.length };
}

function actOf({ verb, minutes = SNOOZE_MINUTES }: Command, { id: by }: Person): GivenAct {
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

interface Outcome {
  readonly code: string;
  readonly acted: Acted;
  readonly stillOpen: readonly string[];
  readonly reader: Person;
}

function answerTo({ verb }: Command, outcome: Outcome, ports: Ports): Answer {
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
