import type { TimerElapsed } from '../core/happening.ts';
import type { Timer } from '../core/incident.ts';
import type { OwedWork } from '../core/owed-work.ts';
import type { Ports } from '../ports.ts';
import { advanceIncident } from './advance-incident.ts';
import { checkLease } from './check-lease.ts';
import { deliverPage } from './deliver-page.ts';
import { recheckIncident } from './recheck-incident.ts';

const HAPPENINGS: Record<Exclude<Timer, 'recheck' | 'lease'>, TimerElapsed['type']> = {
  step: 'step-elapsed',
  'target-80': 'target-80-passed',
  target: 'target-passed',
  snooze: 'snooze-ended',
  stable: 'stayed-stable',
};

/** Does one piece of owed work, whoever found it due: the queue or the sweep. Twice is once. */
export async function carryOut(work: OwedWork, ports: Ports): Promise<void> {
  if (work.type === 'page') return deliverPage(work.incident, work.page, ports);
  const { timer } = work;
  if (timer === 'recheck') return recheckIncident(work.incident, ports);
  if (timer === 'lease') return checkLease(work, ports);
  const advanced = await advanceIncident(work.incident, { type: HAPPENINGS[timer] }, ports);
  if (advanced === undefined) await ports.owed.drop(work);
}
