/** Incidents as a webhook opens them, decided by the core and written through the store, without a Piket. */
import { fileURLToPath } from 'node:url';
import { loadConfiguration } from '../../dist/configuration.js';
import { advance } from '../../dist/core/advance.js';
import { classify } from '../../dist/core/classification.js';
import { groupKeyOf } from '../../dist/core/identity.js';
import { sortIntake } from '../../dist/core/intake.js';
import { recordOf } from '../../dist/flows/record-alert.js';
import { readAlertBody } from '../../dist/http/webhooks/alert-body.js';
import { bodiesOf } from './bodies.js';
import { rotating } from './rules.js';

const SOURCE = 'alertmanager';
const UNKNOWN = { alerts: new Map(), groups: new Map(), incidents: new Map() };

/** A function from a number and an instant to what the write of that incident is made of. */
export function openings(kind) {
  const now = Date.now();
  const loaded = loadConfiguration(fileURLToPath(new URL('../../config', import.meta.url)), now);
  const rules = rotating(loaded.rules, now);
  const bodyOf = bodiesOf(kind);
  return (number, openedAt) => {
    const current = rules();
    const source = current.sources[SOURCE];
    const { alerts } = readAlertBody(SOURCE, bodyOf(number), openedAt);
    const judge = (alert, around) => classify(alert, loaded.classification, around, source.words);
    const [intake] = sortIntake(alerts, UNKNOWN, source, judge, openedAt);
    return {
      rules: current,
      ...advance(undefined, intake.told, current, openedAt),
      groupKey: groupKeyOf(alerts[0], source.groupBy),
      alerts: intake.alerts.map(({ alert, classified }) => recordOf(alert, classified, 0)),
      alertsBefore: new Map(),
    };
  };
}
