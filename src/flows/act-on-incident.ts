import type { Acted, GivenAct } from '../core/act.ts';
import { mayUndo } from '../core/undo.ts';
import type { Ports } from '../ports.ts';
import { advanceIncident, advanceReading } from './advance-incident.ts';

/** A person, or a program on their behalf, does something. Undefined when there is no such incident. */
export async function actOnIncident(
  number: number,
  act: GivenAct,
  ports: Ports,
): Promise<Acted | undefined> {
  if (act.type !== 'undone') return advanceIncident(number, act, ports);
  let otherOpen = false;
  const undo = async () => {
    const stored = await ports.incidents.load(number);
    if (stored === undefined) return undefined;
    const { source, groupKey } = stored.incident;
    const latest = await ports.incidents.latestInGroup(source, groupKey);
    otherOpen = latest !== undefined && latest !== number;
    const group = latest === undefined ? {} : { groupBefore: latest };
    return { stored, happening: { ...act, otherOpen }, ...group };
  };
  const advanced = await advanceReading(number, undo, ports);
  if (advanced === undefined || advanced.events.length > 0) return advanced;
  const verdict = mayUndo(advanced.before, otherOpen, ports.clock.now());
  return verdict.allowed ? advanced : { ...advanced, refused: verdict.reason };
}
