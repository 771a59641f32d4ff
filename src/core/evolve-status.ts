import type { EventOf } from './incident-event.ts';
import type { Incident } from './incident.ts';
import { without } from './without.ts';

export function acknowledged(
  incident: Incident,
  event: EventOf<'acknowledged'> | EventOf<'snoozed'>,
): Incident {
  return {
    ...without(incident, 'snoozedUntil', 'escalation'),
    status: 'acknowledged',
    live: {},
    acknowledgedAt: event.at,
    acknowledgedBy: event.by,
    undoable: { what: 'acknowledged', at: event.at, back: 'triggered' },
    // A program's acknowledgement stops the steps; the target waits for a human one.
    timers: event.human
      ? without(incident.timers, 'step', 'snooze', 'target-80', 'target')
      : without(incident.timers, 'step', 'snooze'),
    counted: settled(incident, event),
  };
}

export function resolved(incident: Incident, event: EventOf<'resolved'>): Incident {
  return {
    ...without(incident, 'escalation', 'undoable', 'staleSince'),
    status: 'resolved',
    live: {},
    resolvedAt: event.at,
    resolvedBy: event.by,
    ...(event.person === undefined ? {} : { resolver: event.person }),
    ...(event.by === 'source' || event.by === 'lease' || incident.status === 'resolved'
      ? {}
      : { undoable: { what: 'resolved', at: event.at, back: incident.status } as const }),
    timers: {
      ...(event.recheckAt === undefined ? {} : { recheck: event.recheckAt }),
      ...(event.stableAt === undefined ? {} : { stable: event.stableAt }),
    },
    // What nobody told of for so long is no longer this incident's: told again, it counts anew.
    firing: event.by === 'lease' ? { P0: 0, P1: 0, P2: 0, P3: 0 } : incident.firing,
    counted: { ...settled(incident, event), resolved: true },
  };
}

export function undone(incident: Incident, event: EventOf<'undone'>): Incident {
  const lease = event.leaseAt === undefined ? {} : { lease: event.leaseAt };
  if (event.back === 'triggered') {
    const again = triggeredAgain(incident, event.at);
    return { ...again, timers: { ...again.timers, ...lease } };
  }
  const open = without(incident, 'resolvedAt', 'resolvedBy', 'resolver', 'undoable');
  // A snooze goes on, and so does a target that waits for a human answer.
  const { snoozedUntil, counted } = incident;
  const { stable } = incident.timers;
  const timers = {
    ...lease,
    ...(stable === undefined ? {} : { stable }),
    ...(snoozedUntil === undefined ? {} : { snooze: snoozedUntil }),
    ...(counted.acknowledged ? {} : targetTimers(incident, event.at)),
  };
  return { ...open, status: 'acknowledged', timers };
}

/** Nobody has it in hand: what an answer had set is gone, what was counted stays. */
export function triggered(incident: Incident): Incident {
  const open = without(incident, 'acknowledgedAt', 'acknowledgedBy', 'snoozedUntil', 'undoable');
  return { ...without(open, 'resolvedAt', 'resolvedBy', 'resolver'), status: 'triggered' };
}

export function triggeredAgain(incident: Incident, at: number): Incident {
  const timers = without(incident.timers, 'snooze', 'recheck', 'target-80', 'target');
  return { ...triggered(incident), timers: { ...timers, ...targetTimers(incident, at) } };
}

/** Moves the target that still runs, and its warning with it. */
export function rearmed(incident: Incident, at: number): Incident {
  const { timers } = incident;
  if (timers.target === undefined) return incident;
  const others = without(timers, 'target-80', 'target');
  return { ...incident, timers: { ...others, ...targetTimers(incident, at) } };
}

function targetTimers({ warnAt, dueAt, counted }: Incident, at: number) {
  return {
    ...(warnAt > at ? { 'target-80': warnAt } : {}),
    // A target that passed in the meantime is still to be counted as missed, unless it was judged.
    ...(dueAt > at || !(counted.target || counted.acknowledged) ? { target: dueAt } : {}),
  };
}

const settled = (
  { counted }: Incident,
  event: { readonly counted: boolean; readonly met: boolean },
): Incident['counted'] => ({
  ...counted,
  acknowledged: counted.acknowledged || event.counted,
  target: counted.target || event.met,
});
