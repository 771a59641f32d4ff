import type { ContactMethod, Person } from '../core/people.ts';
import type { Rules } from '../core/rules.ts';

/** Whose phone a text came from. */
export interface Sender {
  readonly person: Person;
  readonly method: ContactMethod;
}

/** The person with this number, E.164; undefined for a stranger. */
export function senderOf(number: string, rules: Rules): Sender | undefined {
  for (const person of Object.values(rules.people)) {
    const method = person.methods.find(({ channel, to }) => channel === 'sms' && to === number);
    if (method !== undefined) return { person, method };
  }
  return undefined;
}

/** `ada.sms`. */
export const phoneOf = ({ person, method }: Sender): string => `${person.id}.${method.id}`;
