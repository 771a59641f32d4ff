import type { Answer } from '../core/answer.ts';
import { type Incident, pagedAt } from '../core/incident.ts';
import type { Person } from '../core/people.ts';
import type { Command } from '../core/replies.ts';
import { phoneLockedText } from '../core/wording.ts';
import {
  afterHint,
  afterRight,
  afterWrong,
  isFresh,
  isGuessing,
  lockedUntil,
  type WrongCodes,
} from '../core/wrong-codes.ts';
import type { Ports } from '../ports.ts';
import { knownTo } from './known-to.ts';
import { obey } from './obey-text.ts';
import { phoneOf, type Sender } from './sender.ts';
import { tellTeamLeads } from './team-leads.ts';

/**
 * Whoever guesses codes is locked out for a while. Somebody who is paged is not: from a locked phone,
 * too, the right code of a fresh page acknowledges, whatever else stands in the text.
 */
export async function obeyUnlessLocked(
  command: Command,
  sender: Sender,
  ports: Ports,
): Promise<readonly Answer[]> {
  const { person } = sender;
  const wrong = await unknownCodes(command, person, ports);
  const now = ports.clock.now();
  const { before, after } = await change(phoneOf(sender), ports, (tries) => {
    if (wrong.length > 0) return afterWrongs(tries, wrong.length, now);
    return command.codes.length > 0 ? afterRight(tries, now) : tries;
  });
  const until = lockedUntil(after, now);
  if (until === undefined) return obey(command, person, ports);
  if (lockedUntil(before, now) === undefined) tellOfLock(sender, until, ports);
  const mayAnswer = command.verb === 'acknowledge' && !isGuessing(after);
  const fresh = mayAnswer ? await freshCodes(person, ports) : new Set<string>();
  return obeyLocked(command, { person, fresh, until }, ports);
}

interface Locked {
  readonly person: Person;
  /** The codes that may still acknowledge. */
  readonly fresh: ReadonlySet<string>;
  readonly until: number;
}

/** What a locked phone may still do; the rest of its text is answered by the lock. */
async function obeyLocked(command: Command, { person, fresh, until }: Locked, ports: Ports) {
  const codes = command.codes.filter((code) => fresh.has(code));
  const isAll = codes.length > 0 && codes.length === command.codes.length;
  const answers = codes.length > 0 ? await obey({ ...command, codes }, person, ports) : [];
  return [
    ...answers.map((answer) => offering(answer, fresh)),
    ...(isAll ? [] : [{ type: 'locked', until } as const]),
  ];
}

/** From a locked phone an undo would be refused, and so would the codes of older pages. */
function offering(answer: Answer, fresh: ReadonlySet<string>): Answer {
  if (answer.type === 'bundle') return { ...answer, noUndo: true };
  if (answer.type !== 'acknowledged') return answer;
  const stillOpen = answer.stillOpen.filter((code) => fresh.has(code));
  return { ...answer, stillOpen, noUndo: true };
}

/** One text may hold several: each is a guess. */
function afterWrongs(tries: WrongCodes | undefined, count: number, now: number) {
  let after = tries;
  for (let i = 0; i < count; i++) after = afterWrong(after, now);
  return after;
}

async function unknownCodes({ codes }: Command, person: Person, ports: Ports) {
  if (codes.length === 0) return [];
  const known = new Set((await ports.codes.of(person.id)).map(({ code }) => code));
  return codes.filter((code) => !known.has(code));
}

/** Whether the phone is told once more how to reply: not without end, another machine may be at it. */
export async function mayHint(sender: Sender, ports: Ports): Promise<boolean> {
  let may = false;
  await change(phoneOf(sender), ports, (tries) => {
    const hinted = afterHint(tries, ports.clock.now());
    may = hinted !== undefined;
    return hinted ?? tries;
  });
  return may;
}

async function change(
  phone: string,
  { wrongCodes }: Ports,
  next: (tries: WrongCodes | undefined) => WrongCodes | undefined,
): Promise<Record<'before' | 'after', WrongCodes | undefined>> {
  for (;;) {
    const before = await wrongCodes.of(phone);
    const after = next(before);
    const isKept = after === before || (await wrongCodes.change(phone, before, after));
    if (isKept) return { before, after };
  }
}

/** A LIST shows codes as well, and whoever guesses may ask for one: only a page makes its code fresh. */
async function freshCodes({ id }: Person, ports: Ports): Promise<ReadonlySet<string>> {
  const known = await knownTo(id, ports);
  const now = ports.clock.now();
  const isPagedNow = (incident: Incident) => isFresh(pagedAt(incident, id), now);
  return new Set(
    known.flatMap(({ code, incidents }) => (incidents.some(isPagedNow) ? [code] : [])),
  );
}

function tellOfLock({ person, method }: Sender, until: number, ports: Ports): void {
  const now = ports.clock.now();
  ports.log.warn({ person: person.id, method: method.id }, 'a phone is locked: wrong reply codes');
  const text = (lead: Person) => phoneLockedText({ ...lead, now }, person.name, until);
  tellTeamLeads('lock', text, ports, { except: person.id });
}
