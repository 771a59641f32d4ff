/**
 * The life of one incident. Given where it is and what has just happened, `decide` says what that
 * amounts to: nothing, when it is no news. It reads no clock and no store, so the shell may run it
 * again after a lost race or a crash.
 */
import { decideAlerts } from './decide-alerts.ts';
import { decideAct } from './decide-act.ts';
import { decidePage } from './decide-page.ts';
import { decideTimer } from './decide-timer.ts';
import type { Happening } from './happening.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { Incident } from './incident.ts';
import type { Rules } from './rules.ts';

export function decide(
  incident: Incident | undefined,
  happening: Happening,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  if (happening.type === 'alerts-told') return decideAlerts(incident, happening, rules, now);
  if (incident === undefined) return [];
  switch (happening.type) {
    case 'step-elapsed':
    case 'target-80-passed':
    case 'target-passed':
    case 'snooze-ended':
    case 'stayed-stable':
    case 'lease-passed':
    case 'rechecked':
      return decideTimer(incident, happening, rules, now);
    case 'acknowledged':
    case 'undone':
    case 'escalated':
    case 'resolved':
    case 'snoozed':
    case 'reassigned':
    case 'reclassified':
    case 'noted':
      return decideAct(incident, happening, rules, now);
    case 'page-sent':
    case 'page-delivered':
    case 'page-failed':
    case 'page-skipped':
    case 'page-superseded':
    case 'page-deferred':
      return decidePage(incident, happening, rules, now);
  }
}
