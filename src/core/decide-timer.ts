import { startRun, takeNextStep } from './escalation.ts';
import type { Rechecked, TimerElapsed } from './happening.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { Incident, Timer } from './incident.ts';
import type { Rules } from './rules.ts';
import { pageAboutTarget } from './target-pages.ts';
import { unfold } from './unfold.ts';

/** The timer behind each happening: an early, late or repeated call finds it moved or gone. */
const TIMERS: Record<TimerElapsed['type'] | Rechecked['type'], Timer> = {
  'step-elapsed': 'step',
  'target-80-passed': 'target-80',
  'target-passed': 'target',
  'snooze-ended': 'snooze',
  rechecked: 'recheck',
};
const NOBODY = { pages: [], unpaged: [] };

export function decideTimer(
  incident: Incident,
  happening: TimerElapsed | Rechecked,
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
      return [{ type: 'target-missed', at: now, counted: isCounted, ...paged }];
    }
    case 'snooze-ended':
      return unfold(incident, [{ type: 'snooze-ended', at: now }], (then) =>
        startRun(then, { cause: 'again', mark: { type: 'again' } }, rules, now),
      );
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
