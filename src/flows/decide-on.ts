import { advance, type Advance } from '../core/advance.ts';
import type { Happening } from '../core/happening.ts';
import type { Incident } from '../core/incident.ts';
import { knownPolicyOf } from '../core/targets.ts';
import type { Ports } from '../ports.ts';

/**
 * What a happening comes to by the configuration in force; undefined: nothing. A replica that was given
 * its configuration earlier may have started the incident by a policy that is new here.
 */
export async function decideOn(
  incident: Incident | undefined,
  happening: Happening,
  ports: Ports,
  now: number,
): Promise<Advance | undefined> {
  const isKnown = incident === undefined || knownPolicyOf(incident, ports.rules()) !== undefined;
  if (!isKnown) await ports.learnPolicies();
  return advance(incident, happening, ports.rules(), now);
}
