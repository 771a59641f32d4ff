import type { Alert } from './alert.ts';
import { firingCount, type Incident } from './incident.ts';

/** What is known around an alert at the moment when it is classified. */
export interface Surroundings {
  readonly now: number;
  /** How many alerts of its group fire, in the incident already or told by this body. */
  readonly firing: number;
  /** Those of them that this body tells of. */
  readonly alerts: readonly Alert[];
}

/** A group of which nothing but one body is known, at `now`. */
export const surroundingsOf = (group: readonly Alert[], now: number): Surroundings => {
  const alerts = group.filter(({ status }) => status === 'firing');
  return { now, firing: alerts.length, alerts };
};

/** The same in an incident that `joining` more alerts join; never fewer than had fired before. */
export const around = (
  body: Surroundings,
  incident: Incident | undefined,
  joining: number,
): Surroundings => {
  const before = incident === undefined ? 0 : firingCount(incident);
  return { ...body, firing: Math.max(before + Math.max(0, joining), body.firing) };
};
