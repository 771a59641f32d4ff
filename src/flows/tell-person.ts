import type { Person } from '../core/people.ts';
import { DeliveryError, type Ports } from '../ports.ts';

const VALID_MS = 300_000;

/** What became of a few words on one contact method. */
export interface TellOutcome {
  readonly method: string;
  readonly outcome: 'sent' | 'failed';
  readonly reason?: string;
}

/**
 * Says something on one contact method that belongs to no incident: nothing is owed, nothing escalates,
 * and a failure is an answer.
 */
export async function tellByMethod(
  person: Person,
  method: Person['methods'][number],
  about: 'test' | 'lock' | 'trouble',
  text: string,
  ports: Ports,
): Promise<TellOutcome> {
  const channel = ports.channels[method.channel];
  if (channel === undefined) return { method: method.id, outcome: 'failed', reason: 'no-channel' };
  try {
    const pageId = `0.0.0.${about}.${person.id}.${method.id}`;
    await channel.send({ pageId, to: method.to, text, validMs: VALID_MS });
    return { method: method.id, outcome: 'sent' };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return { method: method.id, outcome: 'failed', reason: error.reason };
  }
}

/** On the person's methods, one after the other until one has taken it; that none has is logged. */
export async function tellPerson(
  person: Person,
  about: 'test' | 'lock' | 'trouble',
  text: string,
  ports: Ports,
): Promise<void> {
  for (const method of person.methods) {
    const { outcome } = await tellByMethod(person, method, about, text, ports);
    if (outcome === 'sent') return;
  }
  ports.log.error({ person: person.id, about }, 'somebody could not be told');
}
