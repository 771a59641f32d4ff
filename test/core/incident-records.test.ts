import { expect, it } from 'vitest';
import { versionAfter } from '../../src/store/incident-records.ts';
import { anIncident } from '../contracts/changes.ts';

const noted = (at: number) => ({ type: 'noted', at, by: 'ada', via: 'api', text: '' }) as const;

it('gives no version twice, though the store has lost the later ones', () => {
  const incident = { ...anIncident(), openedAt: 1000 };
  expect(versionAfter({ incident, events: [] })).toBe(1000);
  const before = { incident, version: 5000 };
  expect(versionAfter({ before, incident, events: [noted(9000)] })).toBe(9000);
  // Within one millisecond, and when a clock was put back.
  expect(versionAfter({ before, incident, events: [noted(5000)] })).toBe(5001);
  expect(versionAfter({ before, incident, events: [noted(10)] })).toBe(5001);
});
