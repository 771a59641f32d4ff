import { CODE_KEPT_MS, chooseCode } from '../core/codes.ts';
import type { Code, Ports } from '../ports.ts';
import { untilSaved } from './until-saved.ts';

const SHORTEST = 3;

/** The code that a text is about to show: one for each person and incident, for its whole life. */
export async function giveCode(person: string, incident: number, ports: Ports): Promise<string> {
  return untilSaved(async () => {
    const now = ports.clock.now();
    const known = await ports.codes.of(person);
    const fresh = chooseCode(known, incident, () => true, now);
    const { code, replaces } =
      fresh.code.length === SHORTEST ? fresh : await reusable(known, incident, now, ports);
    const own = known.some((shown) => shown.code === code && shown.incident === incident);
    const before = own ? incident : replaces;
    const given = await ports.codes.give(person, { code, incident, shownAt: now }, before);
    return given ? { saved: code } : 'lost-race';
  });
}

/** All short codes are used up: the one longest out of use, when its incident is over. */
async function reusable(known: readonly Code[], incident: number, now: number, ports: Ports) {
  const old = known.filter(({ shownAt }) => now - shownAt > CODE_KEPT_MS);
  const stored = await Promise.all(old.map((code) => ports.incidents.load(code.incident)));
  const open = new Set(
    stored.flatMap((it) => (it && it.incident.status !== 'resolved' ? it.incident.number : [])),
  );
  return chooseCode(known, incident, (number) => open.has(number), now);
}
