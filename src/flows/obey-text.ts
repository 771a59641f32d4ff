import { type Answer, MOST_LISTED, type OpenLine } from '../core/answer.ts';
import type { Incident } from '../core/incident.ts';
import { askedWhenStale } from '../core/notices.ts';
import type { Person } from '../core/people.ts';
import type { Command } from '../core/replies.ts';
import { compareSeverity } from '../core/severity.ts';
import type { Ports } from '../ports.ts';
import { type Acted, actOnIncident, type GivenAct } from './act-on-incident.ts';
import { giveCode } from './give-code.ts';
import { inBatches } from './in-batches.ts';
import { type Known, knownTo, openCodes, openFor, waitingOn } from './open-for.ts';
import { answerFor, answerForBundle } from './tell-outcome.ts';

const SNOOZE_MINUTES = 30;
/** A page so fresh may not have been seen by whoever answers without a code. */
const UNSEEN_MS = 60_000;

/** Does what a text asks for and says what came of it, an answer for each code. */
export async function obey(
  command: Command,
  person: Person,
  ports: Ports,
): Promise<readonly Answer[]> {
  const known = await knownTo(person.id, ports);
  if (command.all && command.verb === 'acknowledge') return acknowledgeAll(person, known, ports);
  if (command.codes.length > 0) {
    const answers: Answer[] = [];
    for (const code of command.codes) {
      answers.push(await obeyCode(command, code, { known, person }, ports));
    }
    return answers;
  }
  const [only, ...others] = candidates(command, known, person);
  if (
    only === undefined ||
    others.length > 0 ||
    mayBeUnseen(command, only, { known, person }, ports)
  ) {
    return [await ask(command, person, known, ports)];
  }
  const code = known.find(({ incidents, isBundle }) => !isBundle && incidents.includes(only))?.code;
  const shown = code ?? (await giveCode(person.id, only.number, ports));
  return [await obeyOne(command, only, { code: shown, known, person }, ports)];
}

async function acknowledgeAll(person: Person, known: readonly Known[], ports: Ports) {
  const open = openFor(known, person.id);
  if (open.length === 0) return [await whichOne(person, known, ports)];
  const act = { type: 'acknowledged', by: person.id, via: 'sms' } as const;
  await inBatches(open, ({ number }) => actOnIncident(number, act, ports));
  const numbers = new Set(open.map(({ number }) => number));
  const toldOf = known.map((shown) => ({
    ...shown,
    incidents: shown.incidents.filter(({ number }) => numbers.has(number)),
  }));
  const [codes, at] = [openCodes(toldOf), ports.clock.now()];
  return [{ type: 'acknowledged-several', codes, at, stillOpen: [] } as const];
}

interface Context {
  readonly known: readonly Known[];
  readonly person: Person;
}

async function obeyCode(
  command: Command,
  code: string,
  { known, person }: Context,
  ports: Ports,
): Promise<Answer> {
  const meant = known.find((shown) => shown.code === code);
  const [first] = meant?.incidents ?? [];
  if (meant === undefined || first === undefined) return { type: 'unknown-code', code };
  if (!meant.isBundle) return obeyOne(command, first, { code, known, person }, ports);
  const outcomes = await inBatches(meant.incidents, async (incident) =>
    mustAcknowledgeFirst(command, incident, person, ports)
      ? undefined
      : actOnIncident(incident.number, actOf(command, person), ports),
  );
  const acted = outcomes.filter((outcome): outcome is Acted => outcome !== undefined);
  return answerForBundle(command, { code, acted, of: meant.incidents.length }, ports);
}

async function obeyOne(
  command: Command,
  incident: Incident,
  { code, known, person }: Context & { readonly code: string },
  ports: Ports,
): Promise<Answer> {
  if (mustAcknowledgeFirst(command, incident, person, ports)) return { type: 'ack-first', code };
  const acted = await actOnIncident(incident.number, actOf(command, person), ports);
  if (acted === undefined) return { type: 'unknown-code', code };
  const others = known.map((shown) => ({
    ...shown,
    incidents: shown.incidents.filter(({ number }) => number !== incident.number),
  }));
  return answerFor(command, { code, acted, stillOpen: openCodes(others), reader: person }, ports);
}

/**
 * A sender can be forged: what is urgent is resolved by text only by whoever said to have it in
 * hand; what is stale, by whoever is asked about it.
 */
function mustAcknowledgeFirst(
  { verb }: Command,
  incident: Incident,
  { id }: Person,
  ports: Ports,
): boolean {
  const { severity, status, acknowledgedBy, staleSince } = incident;
  const isUrgent = severity === 'P0' || severity === 'P1';
  if (verb !== 'resolve' || !isUrgent || status === 'resolved') return false;
  if (acknowledgedBy === id) return false;
  const asked =
    staleSince === undefined ? [] : askedWhenStale(incident, ports.rules(), ports.clock.now());
  return !asked.some((person) => person.id === id);
}

/** What a text without a code can only mean. */
function candidates({ verb }: Command, known: readonly Known[], person: Person) {
  if (verb === 'acknowledge') return openFor(known, person.id);
  const all = known.flatMap(({ incidents }) => incidents);
  const distinct = [...new Map(all.map((incident) => [incident.number, incident])).values()];
  return verb === 'undo'
    ? distinct.filter(
        ({ undoable, resolver, acknowledgedBy }) =>
          undoable !== undefined && person.id === (resolver ?? acknowledgedBy),
      )
    : distinct.filter(({ status }) => status !== 'resolved');
}

/** The only one open came a moment ago, and an older one was taken by others: which is meant? */
function mayBeUnseen(
  { verb }: Command,
  only: Incident,
  { known, person }: Context,
  ports: Ports,
): boolean {
  if (verb !== 'acknowledge') return false;
  const now = ports.clock.now();
  const isJustShown = known.some(
    ({ incidents, shownAt }) => incidents.includes(only) && now - shownAt < UNSEEN_MS,
  );
  const wasTaken = ({ number, acknowledgedAt = 0, resolvedAt = 0, ...by }: Incident) =>
    number !== only.number &&
    now - Math.max(acknowledgedAt, resolvedAt) < UNSEEN_MS &&
    (by.resolver ?? by.acknowledgedBy) !== person.id;
  return isJustShown && known.some(({ incidents }) => incidents.some(wasTaken));
}

async function ask(
  { verb }: Command,
  person: Person,
  known: readonly Known[],
  ports: Ports,
): Promise<Answer> {
  if (verb !== 'acknowledge') return { type: 'needs-code', verb };
  return whichOne(person, known, ports);
}

/** What waits for this person: what they were told of, or else what was held so far. */
async function whichOne(person: Person, known: readonly Known[], ports: Ports): Promise<Answer> {
  const told = openFor(known, person.id);
  const open = told.length > 0 ? told : await waitingOn(person.id, ports);
  if (open.length === 0) return { type: 'nothing-open' };
  return { type: 'which-one', ...(await openLines(open, person, ports)) };
}

/** The most urgent of them with their codes, which are given when they are shown, and the number of the rest. */
export async function openLines(
  open: readonly Incident[],
  { id }: Person,
  ports: Ports,
): Promise<{ readonly open: readonly OpenLine[]; readonly more: number }> {
  const listed = open
    .toSorted((a, b) => compareSeverity(a.severity, b.severity))
    .slice(0, MOST_LISTED);
  const lines: OpenLine[] = [];
  for (const { number, title, severity } of listed) {
    lines.push({ code: await giveCode(id, number, ports), title, severity });
  }
  return { open: lines, more: open.length - lines.length };
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
