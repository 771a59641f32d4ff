import { testPageText } from '../core/wording.ts';
import type { Ports } from '../ports.ts';
import { type TellOutcome, tellByMethod } from './tell-person.ts';

/** Says a few words on a person's contact methods, or on one of them, to show that they work. */
export async function sendTestPage(
  id: string,
  only: string | undefined,
  ports: Ports,
): Promise<readonly TellOutcome[]> {
  const person = ports.rules().people[id];
  if (person === undefined) return [];
  const text = testPageText(person, person.name);
  const wanted = person.methods.filter((method) => only === undefined || method.id === only);
  return Promise.all(wanted.map((method) => tellByMethod(person, method, 'test', text, ports)));
}
