import { describe, expect, it } from 'vitest';
import { watchedChannel } from '../../src/flows/watched-channel.ts';
import { DeliveryError } from '../../src/ports.ts';
import { providerDown, refuses } from '../support/fake-phones.ts';
import { aNight, firing, resolved } from '../support/night.ts';
import { aPerson, HOUR, MINUTE, numberOf } from '../support/rules.ts';

const disk = firing('DiskFull', 'P1');
const push = { id: 'push', channel: 'push', to: 'ada on her telephone', delayMs: 3 * MINUTE };
const ada = aPerson('ada');
const bob = aPerson('bob');

/** Ada leads, and can be reached by push, too. */
const aNightWithPush = () => {
  const night = aNight();
  const methods = [...ada.methods, push];
  night.reconfigure({ people: { ...night.rules.people, ada: { ...ada, methods } } });
  return night;
};
const about = (night: ReturnType<typeof aNight>) =>
  night.logged.filter((line) => /(by|of) (sms|push)/.test(line));

describe('a provider that takes nothing', () => {
  it('is told after a minute, once, to the log and to the team lead by another channel', async () => {
    const night = aNightWithPush();
    night.phones.misbehave(providerDown);
    await night.tell(disk);
    await night.passes(MINUTE - 1);
    expect(night.watch.troubles()).toEqual([]);
    await night.passes(10 * 1000);
    expect(night.watch.troubles()).toMatchObject([{ channel: 'sms', why: 'provider' }]);
    await night.passes(MINUTE);
    expect(about(night)).toEqual(['error: no page can go out by sms: its provider takes nothing']);
    expect(night.pushes.sent.map(({ to, text }) => `${to}: ${text}`)).toEqual([
      `${push.to}: P1 #1 orders: DiskFull. Reply 475=ack, 475 E=escalate`,
      `${push.to}: Piket cannot page by sms since 03:00: its provider takes nothing.`,
    ]);
    night.phones.recover();
    await night.passes(5 * 1000);
    expect(night.watch.troubles()).toEqual([]);
    expect(about(night).at(-1)).toBe('info: pages go out by sms again');
    expect(night.pushes.sent.at(-1)?.text).toBe('Piket pages by sms again since 03:02.');
    expect(night.newPages()).toEqual(['ada: P1 #1 orders: DiskFull']);
  });

  it('is only logged where there is no other channel', async () => {
    const night = aNight();
    night.phones.misbehave(providerDown);
    await night.tell(disk);
    await night.passes(2 * MINUTE);
    expect(about(night)).toHaveLength(1);
    expect(night.phones.sent).toEqual([]);
  });

  it('is another thing than a phone that cannot be reached', async () => {
    const night = aNight();
    night.phones.misbehave(refuses(numberOf('ada')));
    await night.tell(disk);
    await night.tell(firing('QueueLong', 'P0'));
    await night.passes(2 * MINUTE);
    expect(night.watch.troubles()).toEqual([]);
    night.newPages();
  });
});

describe('a provider that had trouble', () => {
  it('for some seconds is not told of, however long ago that was', async () => {
    const night = aNight();
    night.phones.misbehave(providerDown);
    await night.tell(disk);
    await night.passes(10 * 1000);
    await night.tell(resolved(disk));
    await night.passes(HOUR);
    await night.watch.look();
    expect(about(night)).toEqual([]);
  });

  it('and was not asked again for long is not known to have any', async () => {
    const night = aNightWithPush();
    night.phones.misbehave(providerDown);
    await night.tell(disk);
    await night.passes(2 * MINUTE);
    await night.acts(1, { type: 'resolved', by: 'ada', via: 'api' });
    await night.passes(19 * MINUTE);
    await night.watch.look();
    expect(night.watch.troubles()).toHaveLength(1);
    await night.passes(MINUTE);
    await night.watch.look();
    expect(night.watch.troubles()).toEqual([]);
    expect(about(night).at(-1)).toBe('info: no trouble is known of sms');
    expect(night.pushes.sent.some(({ text }) => text.includes('again'))).toBe(false);
    night.newPages();
  });

  it('soon after another is told when a quarter of an hour has passed', async () => {
    const night = aNightWithPush();
    night.phones.misbehave(providerDown);
    await night.tell(disk);
    await night.passes(2 * MINUTE);
    night.phones.recover();
    await night.passes(MINUTE);
    night.phones.misbehave(providerDown);
    await night.passes(30 * MINUTE);
    const told = () =>
      night.pushes.sent.filter(({ text }) => text.startsWith('Piket')).map(({ text }) => text);
    expect(told().at(-1)).toContain('pages by sms again');
    await night.watch.look();
    await night.watch.look();
    expect(told().slice(2)).toEqual([expect.stringContaining('cannot page by sms since')]);
    night.phones.recover();
    await night.acts(1, { type: 'acknowledged', by: 'bob', via: 'api' });
    night.newPages();
  });

  it('and comes and goes is told to the team leads every quarter of an hour', async () => {
    const night = aNightWithPush();
    const note = (outcome: 'sent' | 'trouble') =>
      night.watch.note({ channel: 'sms', phone: 'ada.sms', outcome, reason: 'network', tookMs: 1 });
    for (let times = 0; times < 10; times += 1) {
      for (let at = 0; at < 3; at += 1) {
        note('trouble');
        await night.passes(MINUTE / 2);
      }
      note('sent');
      await night.passes(MINUTE / 2);
    }
    const told = night.pushes.sent.map(({ text }) => text.includes('again'));
    expect(told).toEqual([false, true, false, true]);
    expect(about(night)).toHaveLength(20);
  });
});

describe('a provider that refuses everybody', () => {
  it('is told, too: no phone of a company is closed alone', async () => {
    const night = aNight();
    night.phones.misbehave(() => ({
      error: new DeliveryError('not-permitted', { permanent: true }),
      accepted: false,
    }));
    await night.tell(disk);
    expect(about(night)).toEqual(['error: no page can go out by sms: its provider takes nothing']);
    await night.acts(1, { type: 'acknowledged', by: 'ada', via: 'api' });
  });
});

describe('a watch that fails', () => {
  it('breaks no page', async () => {
    const night = aNight();
    night.watch.note = () => {
      throw new TypeError('a bug');
    };
    await night.tell(disk);
    expect(night.newPages()).toEqual(['ada: P1 #1 orders: DiskFull']);
    expect(night.logged).toContain('error: the watch over paging failed');
  });
});

describe('an answer of a provider', () => {
  it('takes as long as it takes, although the clock is put back meanwhile', async () => {
    const times = { now: HOUR, elapsed: 100 };
    const clock = { now: () => times.now, elapsed: () => times.elapsed };
    const { log } = aNight().ports;
    const send = async () => {
      times.now -= MINUTE;
      times.elapsed += 250;
      return { providerId: 'SM1' };
    };
    const took: number[] = [];
    const channel = watchedChannel(
      { name: 'sms', timeoutMs: 1000, send },
      { clock, log },
      ({ tookMs }) => void took.push(tookMs),
    );
    await channel.send({ pageId: '1.1.1.0.ada.sms', to: '', text: '', validMs: MINUTE });
    expect(took).toEqual([250]);
  });
});

describe('nobody who can be reached', () => {
  it('is told when it begins, and when it is over', async () => {
    const night = aNight();
    night.reconfigure({ people: { ada: { ...ada, methods: [...ada.methods, push] }, bob } });
    await night.watch.look();
    expect(night.watch.troubles()).toEqual([]);
    for (const person of ['ada', 'bob']) await night.store.optOuts.set(person, 'sms', true);
    await night.watch.look();
    await night.watch.look();
    expect(about(night)).toEqual(['error: no page can go out by sms: nobody can be reached by it']);
    expect(night.pushes.sent.map(({ text }) => text)).toEqual([
      'Piket cannot page by sms since 03:00: nobody can be reached by it.',
    ]);
    await night.store.optOuts.set('bob', 'sms', false);
    await night.watch.look();
    expect(night.watch.troubles()).toEqual([]);
    expect(about(night).at(-1)).toBe('info: pages go out by sms again');
  });

  it('of a channel that nobody is to be reached by is nothing to tell', async () => {
    const night = aNight();
    await night.watch.look();
    expect(night.watch.troubles()).toEqual([]);
    expect(about(night)).toEqual([]);
  });
});
