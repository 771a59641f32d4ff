import type { Act } from './happening.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { Incident } from './incident.ts';
import type { UndoRefusal } from './undo.ts';

type Undo = Extract<Act, { type: 'undone' }>;
/** An act as a person asks for it: what only the store knows is added to it. */
export type GivenAct = Exclude<Act, Undo> | Omit<Undo, 'otherOpen'>;

/** What came of it. */
export interface Acted {
  readonly incident: Incident;
  /** Empty when it changed nothing. */
  readonly events: readonly IncidentEvent[];
  readonly refused?: UndoRefusal;
}
