import type { TimerElapsed } from '../core/happening.ts';
import type { Timer } from '../core/incident.ts';
import type { OwedWork, Ports } from '../ports.ts';
import { advanceIncident } from './advance-incident.ts';
import { deliverPage } from './deliver-page.ts';
import { recheckIncident } from './recheck-incident.ts';

const HAPPENINGS: Record<Exclude<Timer, 'recheck'>, TimerElapsed['type']> = {
  step: 'step-elapsed',
  'target-80': 'target-80-passed',
  target: 'target-passed',
  snooze: 'snooze-ended',
};

/** Does one piece of owed work, whoever found it due: the queue or the sweep. Twice is once. */
export async function carryOut(work: OwedWork, ports: Ports): Promise<void> {
  if (work.type === 'page') return deliverPage(work.incident, work.page, ports);
  if (work.timer === 'recheck') return recheckIncident(work.incident, ports);
  const advanced = await advanceIncident(work.incident, { type: HAPPENINGS[work.timer] }, ports);
  if (advanced === undefined) return ports.owed.drop(work);
  if (advanced.events.length > 0) {
    const events = advanced.events.map(({ type }) => type);
    ports.log.info({ incidentId: work.incident, timer: work.timer, events }, 'timer elapsed');
  }
}
