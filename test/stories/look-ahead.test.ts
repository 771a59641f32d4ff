import { expect, it } from 'vitest';
import { nearHints, openLookAhead } from '../../src/flows/look-ahead.ts';
import type { OwedWork } from '../../src/core/owed-work.ts';
import { aNight, firing } from '../support/night.ts';
import { MINUTE } from '../support/rules.ts';

/** A night, and what its queue is told of. */
function aQueue() {
  const night = aNight();
  const told: OwedWork[] = [];
  const queue = { schedule: (work: OwedWork) => void told.push(work) };
  const ports = { ...night.ports, hints: nearHints(queue, night.ports.clock) };
  return { night, ports, told };
}

it('leaves what is far out of the queue', async () => {
  const { night, ports, told } = aQueue();
  const about = { severity: 'P1' } as const;
  const timer = { type: 'timer', incident: 1, timer: 'step' } as const;
  ports.hints.schedule({ ...timer, dueAt: night.now() + 5 * MINUTE }, about);
  ports.hints.schedule({ ...timer, dueAt: night.now() + 5 * MINUTE + 1 }, about);
  expect(told.map(({ dueAt }) => dueAt - night.now())).toEqual([5 * MINUTE]);
});

it('hands over what draws near, each piece of work in time', async () => {
  const { night, ports, told } = aQueue();
  await night.tell(firing('Slow', 'P1'));
  night.newPages();
  const ahead = openLookAhead(ports);
  const owed = night.owed().filter(({ dueAt }) => dueAt > night.now());
  const first = Math.min(...owed.map(({ dueAt }) => dueAt));
  for (let minute = 0; night.now() + MINUTE < first; minute += 1) {
    await ahead.run();
    night.skips(MINUTE);
  }
  await ahead.run();
  expect(told).toContainEqual(owed.find(({ dueAt }) => dueAt === first));
});
