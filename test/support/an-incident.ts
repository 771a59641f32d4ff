import { advance } from '../../src/core/advance.ts';
import type { Incident } from '../../src/core/incident.ts';
import type { KnownCode } from '../../src/core/known-codes.ts';
import { aCompany } from './rules.ts';
import { told } from './told.ts';

export const OPENED_AT = Date.UTC(2026, 10, 23, 2, 0);

/** A triggered P1 of which ada was told, but for what is said otherwise. */
export function anIncident(number: number, change: Partial<Incident> = {}): Incident {
  const opening = advance(undefined, told({ fired: [['a', 'P1']] }), aCompany(), OPENED_AT);
  if (opening === undefined) throw new Error('no incident came of it');
  const paged = { ada: { at: OPENED_AT, ordinal: 1, severity: 'P1', toldAt: 1 } } as const;
  return { ...opening.incident, number, paged, ...change };
}

export const aCode = (
  code: string,
  incidents: readonly Incident[],
  shownAt = OPENED_AT,
): KnownCode => ({ code, shownAt, incidents, isBundle: incidents.length > 1 });
