import { type Answer, MOST_LISTED, type OpenLine } from '../core/answer.ts';
import { whoIsOnCall } from '../core/on-call.ts';
import type { IncomingText } from '../core/arrivals.ts';
import type { ContactMethod, Person } from '../core/people.ts';
import { parseReply, type Reply } from '../core/replies.ts';
import type { Rules } from '../core/rules.ts';
import { compareSeverity } from '../core/severity.ts';
import { answerText as wordAnswers } from '../core/wording.ts';
import type { Ports } from '../ports.ts';
import { giveCode } from './give-code.ts';
import { obey } from './obey-text.ts';
import { knownTo, openFor } from './open-for.ts';

/** A list counts the open incidents up to this many. */
const MOST_OPEN = 200;

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

/** Everything open that this person was paged for; a code is given when it is shown. */
async function list(person: Person, ports: Ports): Promise<Answer> {
  const { incidents } = await ports.incidents.list({ status: 'triggered', limit: MOST_OPEN });
  const paged = incidents
    .filter((incident) => Object.hasOwn(incident.paged, person.id))
    .toSorted((a, b) => compareSeverity(a.severity, b.severity));
  if (paged.length === 0) return { type: 'nothing-open' };
  const open: OpenLine[] = [];
  for (const { number, title, severity } of paged.slice(0, MOST_LISTED)) {
    open.push({ code: await giveCode(person.id, number, ports), title, severity });
  }
  return { type: 'list', open, more: paged.length - open.length };
}

function namesOnCall(ports: Ports) {
  const rules = ports.rules();
  return whoIsOnCall(rules, ports.clock.now()).map(({ team, people }) => ({
    team,
    names: people.map((id) => rules.people[id]?.name ?? id),
  }));
}
