import { describe, expect, it } from 'vitest';
import { carryOut } from '../../src/flows/carry-out.ts';
import { receiveAlerts } from '../../src/flows/receive-alerts.ts';
import { openAttempts } from '../../src/flows/owed-attempts.ts';
import { openSweep } from '../../src/flows/sweep-owed.ts';
import type { OwedWork } from '../../src/core/owed-work.ts';
import type { Ports } from '../../src/ports.ts';
import { aNight, firing } from '../support/night.ts';
import { MINUTE } from '../support/rules.ts';

const sweepOf = (ports: Ports) =>
  openSweep(
    ports,
    openAttempts(
      () => ports,
      () => false,
    ),
    0,
  );

const sweepNow = async (ports: Ports) => {
  const sweep = sweepOf(ports);
  await sweep.run();
  await sweep.settled();
};

/** The process has a message in hand, and dies; answers what the other one sent before that. */
const dieWithItInHand = async (night: ReturnType<typeof aNight>, two: Ports) => {
  const page = night.owed().find(({ type }) => type === 'page');
  if (page === undefined) throw new Error('no page is owed');
  void carryOut(page, two);
  await new Promise((resolve) => setImmediate(resolve));
  night.phones.beforeSend(async () => {});
  await sweepNow(night.ports);
  night.store.die('two');
  return night.newPages();
};

const disk = firing('DiskFull', 'P1');

const FIVE = ['A', 'B', 'C', 'D', 'E'];
/** A phone has just rung; a minute later these come due for it in the same instant. */
const holdFive = async (night: ReturnType<typeof aNight>) => {
  await night.tell(disk);
  await night.tell(...FIVE.map((name) => firing(name, 'P1')));
  expect(night.newPages()).toHaveLength(1);
  night.skips(MINUTE);
};

const body = { alerts: [disk], unreadable: [] };

describe('several Pikets on one store', () => {
  it('open one incident for the same body in the same instant', async () => {
    const night = aNight();
    const [one, two] = [night.ports, night.replica('two')];
    const received = await Promise.all([
      receiveAlerts('alertmanager', body, one),
      receiveAlerts('alertmanager', body, two),
    ]);
    expect(received.map(({ incidents }) => incidents)).toEqual([[1], [1]]);
    await night.settle();
    expect(night.newPages()).toHaveLength(1);
    await night.texts('ada', 'ack');
  });

  it('send a page once when both find it due', async () => {
    const night = aNight();
    const two = night.replica('two');
    await receiveAlerts('alertmanager', body, night.ports);
    await Promise.all([sweepNow(night.ports), sweepNow(two), sweepNow(night.ports)]);
    expect(night.newPages()).toHaveLength(1);
    await night.texts('ada', 'ack');
  });

  it('send the page of one that died with it in hand', async () => {
    const night = aNight();
    const two = night.replica('two');
    night.phones.beforeSend(() => new Promise(() => {}));
    await receiveAlerts('alertmanager', body, two);
    expect(await dieWithItInHand(night, two)).toEqual([]);
    await sweepNow(night.ports);
    expect(night.newPages()).toHaveLength(1);
    await night.texts('ada', 'ack');
  });

  it('tell of all that waits for a phone in one message, whoever finds it due', async () => {
    const night = aNight();
    const two = night.replica('two');
    await holdFive(night);
    await Promise.all([sweepNow(night.ports), sweepNow(two)]);
    const told = night.phones.sent.slice(1).flatMap(({ text }) => /^\d+(?= new)/.exec(text) ?? []);
    expect(told).toEqual(['5']);
    expect(night.newPages()).toHaveLength(1);
    await night.texts('ada', 'ack all');
  });

  it.each(FIVE)(
    'tell of all that waits in one message when one process is at each of them, led by %s',
    async (first) => {
      const night = aNight();
      const two = night.replica('two');
      await holdFive(night);
      const due = night.owed().filter(({ type }) => type === 'page');
      const [mine, theirs] = [due[FIVE.indexOf(first)], due.at(-1 - FIVE.indexOf(first))];
      if (mine === undefined || theirs === undefined) throw new Error('nothing is owed');
      await Promise.all([carryOut(mine, night.ports), carryOut(theirs, two)]);
      expect(night.newPages()).toEqual([expect.stringMatching(/^ada: 5 new/)]);
      await night.texts('ada', 'ack all');
    },
  );

  it('send the message of one that died with it in hand, in the same words', async () => {
    const night = aNight();
    const two = night.replica('two');
    const words: string[] = [];
    await night.tell(disk);
    await night.tell(firing('A', 'P1'), firing('B', 'P1'));
    expect(night.newPages()).toHaveLength(1);
    night.skips(MINUTE);
    night.phones.beforeSend(({ text }) => {
      words.push(text);
      return new Promise(() => {});
    });
    expect(await dieWithItInHand(night, two)).toEqual([]);
    await night.passes(MINUTE);
    expect(night.newPages()).toHaveLength(1);
    expect(night.phones.sent.at(-1)?.text).toBe(words[0]);
    await night.texts('ada', 'ack all');
  });

  it("send a page once when its provider is slow and another one's clock is five seconds ahead", async () => {
    const night = aNight();
    const two = { ...night.replica('two'), clock: { now: () => night.now() + 5000 } };
    let sends = 0;
    night.phones.beforeSend(async () => {
      sends += 1;
      if (sends > 1) return;
      // Twilio takes six of the eight seconds that it has; meanwhile the other sweeps each second.
      for (let second = 0; second < 6; second += 1) {
        night.skips(1000);
        await sweepNow(two);
      }
    });
    await night.tell(firing('Disk'));
    expect(night.newPages()).toEqual([expect.stringContaining('#1')]);
    await night.texts('ada', 'ack');
  });

  it('run their timers while a provider hangs', async () => {
    const night = aNight();
    night.phones.beforeSend(() => new Promise(() => {}));
    await receiveAlerts('alertmanager', body, night.ports);
    const sweep = sweepOf(night.ports);
    await sweep.run();
    night.skips(5 * MINUTE);
    await sweep.run();
    expect(await night.incident()).toMatchObject({ step: 1 });
    await night.acts(1, { type: 'acknowledged', by: 'ada', via: 'api' });
  });

  it('run the timers that are due behind any number of pages', async () => {
    const { ports } = aNight();
    const pages = Array.from({ length: 2500 }, (_, at): OwedWork => {
      return { type: 'page', incident: at + 1, page: '1.1.0.ada.sms', dueAt: 0 };
    });
    const timer: OwedWork = { type: 'timer', incident: 9, timer: 'step', dueAt: 1 };
    const all = [...pages, timer];
    const due = async (_now: number, limit: number, skip = 0) => all.slice(skip, skip + limit);
    const attempted: OwedWork[] = [];
    const attempt = (work: OwedWork) => {
      attempted.push(work);
      return work.type === 'page' ? new Promise<void>(() => {}) : Promise.resolve();
    };
    await openSweep({ ...ports, owed: { ...ports.owed, due } }, attempt).run();
    expect(attempted).toContain(timer);
  });

  it('lose nothing when one dies between its write and everything after it', async () => {
    const night = aNight();
    const stop = night.store.afterCommit(() => {
      throw new Error('the process died');
    });
    await expect(receiveAlerts('alertmanager', body, night.ports)).rejects.toThrow('died');
    stop();
    await night.settle();
    expect(night.newPages()).toHaveLength(1);
    expect(await receiveAlerts('alertmanager', body, night.ports)).toMatchObject({
      incidents: [1],
    });
    await night.passes(MINUTE);
    await night.texts('ada', 'ack');
  });
});
