import { stableFrom } from './flapping.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { Incident } from './incident.ts';
import { resolvedNotices } from './notices.ts';
import type { Rules } from './rules.ts';

/** Ends an incident that no person ends: a target that passed unseen is missed first. */
export function close(
  incident: Incident,
  by: 'source' | 'lease',
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const { counted, dueAt, flappingSince } = incident;
  const isMissed = !counted.target && !counted.acknowledged && now > dueAt;
  const missed: IncidentEvent[] = isMissed
    ? [{ type: 'target-missed', at: now, counted: true, pages: [], unpaged: [] }]
    : [];
  return [
    ...missed,
    {
      type: 'resolved',
      at: now,
      by,
      first: !counted.resolved,
      counted: false,
      met: false,
      // While it flaps, one page has said so; that it is over is told when it stays so.
      notices: flappingSince === undefined ? resolvedNotices(incident, {}, rules, now) : [],
      ...stableFrom(incident, now),
    },
  ];
}
