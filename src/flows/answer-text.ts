import { type Answer, MOST_LISTED } from '../core/answer.ts';
import { whoIsOnCall } from '../core/on-call.ts';
import type { ContactMethod, Person } from '../core/people.ts';
import { parseReply, type Reply } from '../core/replies.ts';
import type { Rules } from '../core/rules.ts';
import { compareSeverity } from '../core/severity.ts';
import { answerText as wordAnswers } from '../core/wording.ts';
import type { Ports } from '../ports.ts';
import { giveCode } from './give-code.ts';
import { obey } from './obey-text.ts';
import { type Known, knownTo, openFor } from './open-for.ts';

export interface IncomingText {
  /** The provider's id: the same text may arrive twice. */
  readonly messageId: string;
  /** E.164. Secret. */
  readonly from: string;
  readonly body: string;
}

/** Answers a text once; a repeated one gets the same words. Undefined: nothing is to be said. */
export async function answerText(text: IncomingText, ports: Ports): Promise<string | undefined> {
  const kept = await ports.answered.recall(text.messageId);
  if (kept !== undefined) return kept || undefined;
  const sender = senderOf(text.from, ports.rules());
  // An unknown number is never answered: no loops between machines, no cost for strangers.
  if (sender === undefined) return undefined;
  const answers = await answersTo(parseReply(text.body), sender, ports);
  const { language, zone } = sender.person;
  const reader = { language, zone, now: ports.clock.now() };
  const reply = answers.length === 0 ? '' : wordAnswers(reader, ...answers);
  return (await ports.answered.keep(text.messageId, reply)) || undefined;
}

interface Sender {
  readonly person: Person;
  readonly method: ContactMethod;
}

function senderOf(number: string, rules: Rules): Sender | undefined {
  for (const person of Object.values(rules.people)) {
    const method = person.methods.find(({ channel, to }) => channel === 'sms' && to === number);
    if (method !== undefined) return { person, method };
  }
  return undefined;
}

async function answersTo(
  reply: Reply,
  { person, method }: Sender,
  ports: Ports,
): Promise<readonly Answer[]> {
  switch (reply.type) {
    case 'act':
      return obey(reply, person, ports);
    case 'list':
      return [await list(person, ports)];
    case 'who':
      return [{ type: 'who', onCall: namesOnCall(ports) }];
    case 'help':
      return [{ type: 'help' }];
    case 'stop':
    case 'start': {
      await ports.optOuts.set(person.id, method.id, reply.type === 'stop');
      ports.log.info({ person: person.id, method: method.id }, `phone says ${reply.type}`);
      return reply.type === 'stop' ? [] : [{ type: 'welcome-back' }];
    }
    case 'carrier':
      return [];
    case 'empty':
    case 'unknown': {
      const [example] = openFor(await knownTo(person.id, ports));
      return [{ type: 'not-understood', ...(example && { example: example.code }) }];
    }
  }
}

async function list(person: Person, ports: Ports): Promise<Answer> {
  const open = openFor(await knownTo(person.id, ports));
  if (open.length === 0) return { type: 'nothing-open' };
  const shown = mostUrgent(open).slice(0, MOST_LISTED);
  for (const { incident } of shown) await giveCode(person.id, incident.number, ports);
  return { type: 'list', open: shown.map(lineOf), more: open.length - shown.length };
}

const mostUrgent = (open: readonly Known[]) =>
  open.toSorted((a, b) => compareSeverity(a.incident.severity, b.incident.severity));

const lineOf = ({ code, incident: { title, severity } }: Known) => ({ code, title, severity });

function namesOnCall(ports: Ports) {
  const rules = ports.rules();
  return whoIsOnCall(rules, ports.clock.now()).map(({ team, people }) => ({
    team,
    names: people.map((id) => rules.people[id]?.name ?? id),
  }));
}
