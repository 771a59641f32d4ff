import { describe, expect, it } from 'vitest';
import { carryOut } from '../../src/flows/carry-out.ts';
import { receiveAlerts } from '../../src/flows/receive-alerts.ts';
import type { Rules } from '../../src/core/rules.ts';
import type { Ports } from '../../src/ports.ts';
import { refuses } from '../support/fake-phones.ts';
import { aNight, firing } from '../support/night.ts';
import { aCompany, aPerson, aPolicy, MINUTE, numberOf, person } from '../support/rules.ts';

type Night = ReturnType<typeof aNight>;

/** A process that has these rules in force, as between two reloads. */
const withRules = (night: Night, name: string, rules: Rules): Ports => ({
  ...night.replica(name),
  rules: () => rules,
});

const settleBy = async (night: Night, ports: Ports) => {
  for (const work of night.owed().filter(({ dueAt }) => dueAt <= night.now())) {
    await carryOut(work, ports);
  }
};

const body = { alerts: [firing('Disk', 'P0')], unreadable: [] };

/** One replica is given a new configuration before the other. */
describe('replicas of two configurations', () => {
  it('go on by the policy that an incident started with, in the process that was not reloaded yet', async () => {
    const before = aCompany();
    const old = aPolicy('old', [{ targets: [person('ada')], waitMs: 5 * MINUTE }]);
    const steps = ['ada', 'bob', 'carol'].map((id) => ({
      targets: [person(id)],
      waitMs: 5 * MINUTE,
    }));
    const fresh = aPolicy('fresh', steps, 15 * MINUTE);
    const night = aNight({ policies: { ...before.policies, P0: old } });
    const kept = { [old.id]: old, [fresh.id]: fresh };
    const reloaded = aCompany({ policies: { ...before.policies, P0: fresh }, kept });
    const learnPolicies = async () => night.reconfigure({ kept });
    const [one, two] = [
      withRules(night, 'one', reloaded),
      { ...night.replica('two'), learnPolicies },
    ];
    night.phones.misbehave(refuses(numberOf('ada')));
    await receiveAlerts('alertmanager', body, one);
    await settleBy(night, two);
    for (let minute = 0; minute < 10; minute += 1) {
      await settleBy(night, two);
      await settleBy(night, one);
      night.skips(MINUTE);
    }
    const heard = night.newPages();
    expect(heard).toEqual([
      expect.stringMatching(/^bob: P0 #1/),
      expect.stringMatching(/^carol: P0 #1/),
    ]);
  });

  it('page a person whom the process that has the page does not know yet', async () => {
    const night = aNight();
    const page = aPolicy('fresh', [
      { targets: [person('frank')], waitMs: 5 * MINUTE },
      { targets: [person('bob')], waitMs: 5 * MINUTE },
    ]);
    const reloaded = aCompany({
      people: { ...night.rules.people, frank: aPerson('frank') },
      policies: { ...night.rules.policies, P0: page },
    });
    // Both know the policy by now.
    night.reconfigure({ kept: { [page.id]: page } });
    const [one, two] = [withRules(night, 'one', reloaded), night.replica('two')];
    await receiveAlerts('alertmanager', body, one);
    await settleBy(night, two);
    await settleBy(night, one);
    const heard = night.phones.sent.map(({ pageId }) => pageId.split('.')[4]);
    night.newPages();
    expect(heard).toEqual(['frank']);
  });
});
