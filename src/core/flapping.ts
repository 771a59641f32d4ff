import type { Incident } from './incident.ts';

const MINUTE = 60_000;
/** So many reopenings within this time, and an incident flaps. */
const REOPENINGS = 3;
const WITHIN_MS = 60 * MINUTE;
/** It flaps no more once its state has stood for so long. */
const STABLE_MS = 15 * MINUTE;

/** The reopenings that count, with one at `now`. */
export const reopeningsAt = ({ reopenedAts = [] }: Incident, now: number): readonly number[] => [
  ...reopenedAts.filter((at) => now - at < WITHIN_MS),
  now,
];

/** Whether a reopening now is the one with which it begins to flap. */
export const beginsToFlap = (incident: Incident, now: number): boolean =>
  incident.flappingSince === undefined && reopeningsAt(incident, now).length >= REOPENINGS;

/** When an incident that changes its state now counts as stable again; nothing where it does not flap. */
export const stableFrom = ({ flappingSince }: Incident, now: number): { stableAt?: number } =>
  flappingSince === undefined ? {} : { stableAt: now + STABLE_MS };

/** The same for one that begins to flap now. */
export const stableAfter = (now: number): number => now + STABLE_MS;
