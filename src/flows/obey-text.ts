import type { Acted } from '../core/act.ts';
import { type Answer, listed, type OpenLine } from '../core/answer.ts';
import type { Incident } from '../core/incident.ts';
import { type KnownCode, limitedTo, openCodes, openFor, ownCodeOf } from '../core/known-codes.ts';
import type { Person } from '../core/people.ts';
import type { Command } from '../core/replies.ts';
import {
  actOf,
  hasNothingToUndo,
  mayBeMistyped,
  meantWithoutCode,
  mustAcknowledgeFirst,
} from '../core/reply-meaning.ts';
import { answerFor, answerForBundle, mayNotResolve } from '../core/reply-outcome.ts';
import type { Ports } from '../ports.ts';
import { actOnIncident } from './act-on-incident.ts';
import { giveCode } from './give-code.ts';
import { inBatches } from './in-batches.ts';
import { knownTo, waitingOn } from './known-to.ts';

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
  const now = ports.clock.now();
  const only = mayBeMistyped(command, known, now)
    ? undefined
    : meantWithoutCode(command, known, person, now);
  if (only === undefined) return [await ask(command, person, known, ports)];
  const code = ownCodeOf(only, known) ?? (await giveCode(person.id, only.number, ports));
  return [await obeyOne(command, only, { code, known, person }, ports)];
}

async function acknowledgeAll(person: Person, known: readonly KnownCode[], ports: Ports) {
  const open = openFor(known, person.id);
  if (open.length === 0) return [await whichOne(person, known, ports)];
  const act = { type: 'acknowledged', by: person.id, via: 'sms' } as const;
  const acted = await inBatches(open, ({ number }) => actOnIncident(number, act, ports));
  // What somebody else took in the meantime is not this person's.
  const taken = new Set(
    acted.flatMap((it) => (it && it.events.length > 0 ? it.incident.number : [])),
  );
  if (taken.size === 0) return [await whichOne(person, await knownTo(person.id, ports), ports)];
  const codes = openCodes(limitedTo(known, ({ number }) => taken.has(number)));
  const at = ports.clock.now();
  return [{ type: 'acknowledged-several', codes, at, stillOpen: [] } as const];
}

interface Context {
  readonly known: readonly KnownCode[];
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
  const mustWait = (incident: Incident) =>
    mustAcknowledgeFirst(command, incident, person, ports.rules(), ports.clock.now());
  const waiting = meant.incidents.filter(mustWait);
  const outcomes = await inBatches(
    meant.incidents.filter((incident) => !waiting.includes(incident)),
    (incident) => actOnIncident(incident.number, actOf(command, person), ports),
  );
  const acted = outcomes.filter((outcome): outcome is Acted => outcome !== undefined);
  const outcome = { code, acted, of: meant.incidents.length, ackFirst: waiting.length > 0 };
  const { people } = ports.rules();
  return answerForBundle(command, { ...outcome, reader: person }, people, ports.clock.now());
}

async function obeyOne(
  command: Command,
  incident: Incident,
  { code, known, person }: Context & { readonly code: string },
  ports: Ports,
): Promise<Answer> {
  const rules = ports.rules();
  if (mustAcknowledgeFirst(command, incident, person, rules, ports.clock.now())) {
    return mayNotResolve(code, incident, rules.people);
  }
  const acted = await actOnIncident(incident.number, actOf(command, person), ports);
  if (acted === undefined) return { type: 'unknown-code', code };
  const stillOpen = openCodes(limitedTo(known, ({ number }) => number !== incident.number));
  const outcome = { code, acted, stillOpen, reader: person };
  return answerFor(command, outcome, rules.people, ports.clock.now());
}

async function ask(
  command: Command,
  person: Person,
  known: readonly KnownCode[],
  ports: Ports,
): Promise<Answer> {
  const { verb } = command;
  if (hasNothingToUndo(command, known, person)) return { type: 'nothing-to-undo' };
  if (verb !== 'acknowledge') return { type: 'needs-code', verb };
  return whichOne(person, known, ports);
}

/** What waits for this person: what they were told of, or else what was held so far. */
async function whichOne(
  person: Person,
  known: readonly KnownCode[],
  ports: Ports,
): Promise<Answer> {
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
  const lines: OpenLine[] = [];
  for (const { number, title, severity } of listed(open)) {
    lines.push({ code: await giveCode(id, number, ports), title, severity });
  }
  return { open: lines, more: open.length - lines.length };
}
