import type { Answer } from '../core/answer.ts';
import type { IncomingText } from '../core/arrivals.ts';
import { openCodes } from '../core/known-codes.ts';
import { whoIsOnCall } from '../core/on-call.ts';
import type { Person } from '../core/people.ts';
import { parseReply, type Reply } from '../core/replies.ts';
import { answerText as wordAnswers } from '../core/wording.ts';
import type { Ports } from '../ports.ts';
import { closePhone } from './close-phone.ts';
import { mayHint, obeyUnlessLocked } from './guard-replies.ts';
import { knownTo, waitingOn } from './known-to.ts';
import { openLines } from './obey-text.ts';
import { type Sender, senderOf } from './sender.ts';

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

async function answersTo(reply: Reply, sender: Sender, ports: Ports): Promise<readonly Answer[]> {
  const { person, method } = sender;
  switch (reply.type) {
    case 'act':
      return obeyUnlessLocked(reply, sender, ports);
    case 'list':
      return [await list(person, ports)];
    case 'who':
      return [{ type: 'who', onCall: namesOnCall(ports) }];
    case 'help':
      return [{ type: 'help' }];
    case 'stop':
    case 'start': {
      if (reply.type === 'stop') await closePhone(person.id, method.id, ports);
      else await ports.optOuts.set(person.id, method.id, false);
      ports.log.info({ person: person.id, method: method.id }, `phone says ${reply.type}`);
      return reply.type === 'stop' ? [] : [{ type: 'welcome-back' }];
    }
    case 'carrier':
      return [];
    case 'empty':
    case 'unknown': {
      if (!(await mayHint(sender, ports))) return [];
      const [example] = openCodes(await knownTo(person.id, ports));
      return [{ type: 'not-understood', example }];
    }
  }
}

/** Everything open that this person was paged for; a code is given when it is shown. */
async function list(person: Person, ports: Ports): Promise<Answer> {
  const open = await waitingOn(person.id, ports);
  if (open.length === 0) return { type: 'nothing-open' };
  return { type: 'list', ...(await openLines(open, person, ports)) };
}

function namesOnCall(ports: Ports) {
  const rules = ports.rules();
  return whoIsOnCall(rules, ports.clock.now()).map(({ team, people }) => ({
    team,
    names: people.map((id) => rules.people[id]?.name ?? id),
  }));
}
