import { startRun, takeNextStep } from './escalation.ts';
import type { LeasePassed, Rechecked, TimerElapsed } from './happening.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { Incident, Timer } from './incident.ts';
import type { Rules } from './rules.ts';
import { close } from './close.ts';
import { endFlapping, endHoldMissed } from './decide-flapping.ts';
import { STALE_MS } from './lease.ts';
import { staleNotices } from './notices.ts';
import { pageAboutTarget } from './target-pages.ts';
import { unfold } from './unfold.ts';

/** The timer behind each happening: an early, late or repeated call finds it moved or gone. */
const TIMERS: Record<(TimerElapsed | LeasePassed | Rechecked)['type'], Timer> = {
  'step-elapsed': 'step',
  'target-80-passed': 'target-80',
  'target-passed': 'target',
  'snooze-ended': 'snooze',
  rechecked: 'recheck',
  'lease-passed': 'lease',
  'stayed-stable': 'stable',
};
const NOBODY = { pages: [], unpaged: [] };

export function decideTimer(
  incident: Incident,
  happening: TimerElapsed | LeasePassed | Rechecked,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const dueAt = incident.timers[TIMERS[happening.type]];
  if (dueAt === undefined || dueAt > now) return [];
  const waiting = incident.status === 'triggered';
  switch (happening.type) {
    case 'step-elapsed':
      return takeNextStep(incident, 'no-answer', peopleOfStep(incident), rules, now);
    case 'target-80-passed': {
      // After an outage the target may have passed as well: that is told, not the time left.
      const isNear = waiting && now < incident.dueAt;
      const paged = isNear ? pageAboutTarget(incident, 't80', rules, now) : NOBODY;
      return [{ type: 'target-warned', at: now, ...paged }];
    }
    case 'target-passed': {
      const { counted } = incident;
      const paged = waiting ? pageAboutTarget(incident, 'missed', rules, now) : NOBODY;
      const isCounted = !counted.target && !counted.acknowledged;
      return unfold(
        incident,
        [{ type: 'target-missed', at: now, counted: isCounted, ...paged }],
        (then) => endHoldMissed(then, rules, now),
      );
    }
    case 'snooze-ended':
      return unfold(incident, [{ type: 'snooze-ended', at: now }], (then) =>
        startRun(then, { cause: 'again', mark: { type: 'again' } }, rules, now),
      );
    case 'lease-passed':
      return turnStale(incident, happening, rules, now);
    case 'stayed-stable':
      return endFlapping(incident, rules, now);
    case 'rechecked':
      return [{ type: 'rechecked', at: now, stillFiring: happening.stillFiring }];
  }
}

/** Who had the chance to answer: told to the next one. */
function peopleOfStep(incident: Incident): string[] {
  const here = `${incident.cycle}.${incident.run}.${incident.step}.`;
  const live = Object.entries(incident.live).filter(([id]) => id.startsWith(here));
  return [...new Set(live.map(([, { person }]) => person))];
}

/** Asks about it; what is not urgent closes when nothing was told for a day after that. */
function turnStale(
  incident: Incident,
  { lastToldAt, isOwn }: LeasePassed,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const { severity, staleSince } = incident;
  const isUrgent = severity === 'P0' || severity === 'P1';
  if (isOwn || (staleSince !== undefined && !isUrgent)) return close(incident, 'lease', rules, now);
  const notices = staleNotices(incident, lastToldAt, rules, now);
  return [{ type: 'turned-stale', at: now, lastToldAt, notices, leaseAt: now + STALE_MS }];
}
