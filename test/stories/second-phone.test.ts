import { describe, expect, it } from 'vitest';
import { providerDown } from '../support/fake-phones.ts';
import { aNight, firing } from '../support/night.ts';
import { aCompany, aPerson, aPhone, MINUTE, numberOf } from '../support/rules.ts';

/** Ada's second phone has the number that is Dave's otherwise; he has another one. */
function aNightWithTwoPhones() {
  const second = { ...aPhone('ada', 'sms-2', 2 * MINUTE), to: numberOf('dave') };
  const ada = aPerson('ada', [aPhone('ada'), second]);
  const dave = aPerson('dave', [{ ...aPhone('dave'), to: '+12125550119' }]);
  return aNight({ people: { ...aCompany().people, ada, dave } });
}

const disk = firing('DiskFull', 'P1');

describe('a person with two phones', () => {
  it('is paged on the second when nobody answers on the first, and answers from it', async () => {
    const night = aNightWithTwoPhones();
    await night.tell(disk);
    expect(night.newPages()).toEqual(['ada: P1 #1 orders: DiskFull']);
    await night.passes(2 * MINUTE);
    expect(night.newPages()).toEqual(['dave: P1 #1 orders: DiskFull']);
    expect(await night.texts('dave', night.code('ada'))).toMatch(/acked by you/);
    expect(night.code('dave')).toBe(night.code('ada'));
    await night.passes(20 * MINUTE);
  });

  it('is left alone on the second after an answer from the first', async () => {
    const night = aNightWithTwoPhones();
    await night.tell(disk);
    await night.texts('ada', 'ack');
    await night.passes(20 * MINUTE);
    expect(night.newPages()).toEqual(['ada: P1 #1 orders: DiskFull']);
  });

  it('is paged on the second at once when the first one said STOP', async () => {
    const night = aNightWithTwoPhones();
    await night.texts('ada', 'STOP');
    await night.tell(disk);
    expect(night.newPages()).toEqual(['dave: P1 #1 orders: DiskFull']);
    await night.texts('dave', 'ack');
  });

  it('passes the step on only when both said STOP', async () => {
    const night = aNightWithTwoPhones();
    await night.texts('ada', 'STOP');
    await night.texts('dave', 'STOP');
    await night.tell(disk);
    expect(night.newPages()).toEqual(['bob: P1 #1 ESC from Ada: orders: DiskFull']);
    await night.texts('bob', 'ack');
  });

  it('is paged on each phone after an outage, whatever else waits', async () => {
    const night = aNightWithTwoPhones();
    night.phones.misbehave(providerDown);
    await night.tell(disk, firing('CpuHot', 'P1'));
    await night.passes(3 * MINUTE);
    night.phones.recover();
    await night.passes(5000);
    const told = night.newPages().map((page) => page.split(':')[0]);
    expect(told.toSorted()).toEqual(['ada', 'dave']);
    await night.texts('dave', 'ack all');
  });
});
