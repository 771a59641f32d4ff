import type { Incident, Status } from './incident.ts';
import type { SecondaryTeam, Severity } from './severity.ts';

/** Which incidents are asked for, newest first. */
export interface IncidentQuery {
  readonly status?: Status;
  readonly severity?: Severity;
  readonly team?: SecondaryTeam;
  /** Opened at or after. */
  readonly since?: number;
  readonly limit: number;
  /** Only numbers below it. */
  readonly before?: number;
}

export interface IncidentsFound {
  readonly incidents: readonly Incident[];
  /** What `before` has to be for those that follow; absent when there are none. */
  readonly next?: number;
}
