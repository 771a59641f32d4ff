import { firingCount, type Incident } from './incident.ts';

/** How long an acknowledgement or a resolve may be taken back. */
const UNDO_MS = 5 * 60_000;

export type UndoVerdict =
  | { readonly allowed: true; readonly undoable: NonNullable<Incident['undoable']> }
  | { readonly allowed: false; readonly reason: UndoRefusal };
export type UndoRefusal = 'nothing-to-undo' | 'too-late' | 'nothing-fires' | 'other-open';

/** `otherOpen`: the group has another incident by now, which took over. */
export function mayUndo(incident: Incident, otherOpen: boolean, now: number): UndoVerdict {
  const { undoable } = incident;
  if (undoable === undefined) return { allowed: false, reason: 'nothing-to-undo' };
  if (now - undoable.at > UNDO_MS) return { allowed: false, reason: 'too-late' };
  if (undoable.what === 'resolved') {
    if (firingCount(incident) === 0) return { allowed: false, reason: 'nothing-fires' };
    if (otherOpen) return { allowed: false, reason: 'other-open' };
  }
  return { allowed: true, undoable };
}
