import { actOnIncident } from '../../src/flows/act-on-incident.ts';
import { answerText } from '../../src/flows/answer-text.ts';
import { receiveAlerts } from '../../src/flows/receive-alerts.ts';
import type { Ports } from '../../src/ports.ts';
import type { Random } from './gates.ts';
import { firing, resolved } from './night.ts';
import { aPolicy, MINUTE, numberOf, onCallSecondary, person } from './rules.ts';

/** Policies that go on fast enough for pages of several steps to meet at one phone. */
export const policiesOf = (random: Random) => {
  const steps = [
    { targets: [person('ada')], waitMs: (1 + random.below(4)) * MINUTE },
    { targets: [person('bob'), person('ada')], waitMs: 2 * MINUTE },
    { targets: [onCallSecondary], waitMs: 0 },
  ];
  return {
    P0: aPolicy('p0', steps, 3 * MINUTE),
    P1: aPolicy('p1', steps, 5 * MINUTE),
    P2: aPolicy('p2', steps, 10 * MINUTE),
    P3: aPolicy('p3', steps),
  };
};

export interface Happening {
  readonly what: string;
  readonly work: Promise<unknown>;
}

/** Alerts that fire or end, or somebody who answers, by way of one of the processes. */
export function happening(random: Random, now: number, ports: Ports): Happening {
  const alert = () => {
    const severity = random.pick(['P0', 'P1', 'P1', 'P2', 'P2'] as const);
    const instance = random.pick(['x', 'y', 'z']);
    return firing(random.pick(['A', 'B', 'C', 'D', 'E', 'F', 'G']), severity, { instance });
  };
  const dice = random.below(100);
  const number = 1 + random.below(8);
  if (dice < 60) {
    const alerts = Array.from({ length: 1 + random.below(4) }, alert);
    const names = alerts.map(({ fingerprint, labels }) => `${labels['severity']} ${fingerprint}`);
    const work = receiveAlerts('alertmanager', { alerts, unreadable: [] }, ports);
    return { what: `firing: ${names.join()}`, work };
  }
  if (dice < 70) {
    const alerts = [resolved(alert(), now)];
    const work = receiveAlerts('alertmanager', { alerts, unreadable: [] }, ports);
    return { what: `resolved: ${alerts[0]?.fingerprint}`, work };
  }
  if (dice < 93) {
    const act = { type: 'acknowledged', by: random.pick(['dave', 'erin']), via: 'api' } as const;
    return { what: `${act.by} acknowledges #${number}`, work: actOnIncident(number, act, ports) };
  }
  if (dice < 96) {
    const text = { messageId: `in-${random.below(1e9)}`, from: numberOf('carol') };
    return { what: 'carol: ACK ALL', work: answerText({ ...text, body: 'ack all' }, ports) };
  }
  const work = actOnIncident(number, { type: 'escalated', via: 'api' }, ports);
  return { what: `#${number} is escalated`, work };
}

/** From here on nobody is owed anything but news. */
export const acknowledgeAll = (ports: Ports): Happening => {
  const act = { type: 'acknowledged', by: 'dave', via: 'api' } as const;
  const all = async () => {
    const { incidents } = await ports.incidents.list({ status: 'triggered', limit: 1000 });
    await Promise.all(incidents.map(({ number }) => actOnIncident(number, act, ports)));
  };
  return { what: 'dave acknowledges all', work: all() };
};
