import { whoIsOnCall } from '../core/on-call.ts';
import type { Person } from '../core/people.ts';
import type { Ports } from '../ports.ts';
import { errorName } from './error-name.ts';
import { tellPerson } from './tell-person.ts';

/** Tells those who lead the primary team now of something about Piket itself. Nobody waits for it. */
export function tellTeamLeads(
  about: 'lock' | 'trouble',
  text: (lead: Person) => string,
  ports: Ports,
  { except, by = () => true }: { except?: string; by?: (channel: string) => boolean } = {},
): void {
  const { rules, clock, log } = ports;
  const rows = whoIsOnCall(rules(), clock.now());
  for (const id of rows.find(({ team }) => team === 'team-lead')?.people ?? []) {
    const lead = rules().people[id];
    if (lead === undefined || id === except) continue;
    const methods = lead.methods.filter(({ channel }) => by(channel));
    if (methods.length === 0) continue;
    tellPerson({ ...lead, methods }, about, text(lead), ports).catch((error: unknown) =>
      log.error({ person: id, about, error: errorName(error) }, 'a team lead was not told'),
    );
  }
}
