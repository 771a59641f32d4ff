import type { AlertsTold, ToldAlert } from '../../src/core/happening.ts';
import type { Severity } from '../../src/core/severity.ts';

type Brief = readonly [fingerprint: string, severity: Severity];

const alert = ([fingerprint, severity]: Brief): ToldAlert => ({
  mention: { fingerprint, name: `Alert-${fingerprint}`, severity },
  classified: {
    severity,
    category: 'database',
    team: 'database',
    rule: 'test',
    because: [`test says ${severity}`],
  },
  title: `orders: alert ${fingerprint}`,
  startsAt: 0,
});

/** One body's news for one incident, in brief. */
export const told = (news: {
  readonly fired?: readonly Brief[];
  readonly cleared?: readonly Brief[];
}): AlertsTold => ({
  type: 'alerts-told',
  source: 'alertmanager',
  groupKey: 'orders',
  fired: (news.fired ?? []).map(alert),
  cleared: (news.cleared ?? []).map(alert),
});
