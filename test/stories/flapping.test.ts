import { describe, expect, it } from 'vitest';
import { refuses } from '../support/fake-phones.ts';
import { aNight, firing, resolved } from '../support/night.ts';
import { MINUTE, numberOf } from '../support/rules.ts';

const disk = firing('DiskFull', 'P1');
type Night = ReturnType<typeof aNight>;

/** It clears, and fires again two minutes later. */
const flap = async (night: Night, times: number) => {
  for (let i = 0; i < times; i++) {
    await night.passes(2 * MINUTE);
    await night.tell(resolved(disk, night.now()));
    await night.passes(2 * MINUTE);
    await night.tell({ ...disk, startsAt: night.now() });
  }
};
const pagesOnly = (night: Night) => night.newPages().filter((page) => !page.includes(' resolved '));

describe('an incident that flaps', () => {
  it('says so with the third reopening within an hour, and then holds its pages', async () => {
    const night = aNight();
    await night.tell(disk);
    await flap(night, 3);
    expect(pagesOnly(night)).toEqual([
      'ada: P1 #1 orders: DiskFull',
      'ada: P1 #1 AGAIN: orders: DiskFull',
      'ada: P1 #1 AGAIN: orders: DiskFull',
      'ada: P1 #1 FLAPPING: orders: DiskFull',
    ]);
    await flap(night, 5);
    expect(night.newPages()).toEqual([]);
    expect(await night.incident()).toMatchObject({ cycle: 9, status: 'triggered' });
    await night.texts('ada', 'ack');
    await night.passes(15 * MINUTE);
  });

  it('is paged when it has fired for a quarter of an hour and nobody has it', async () => {
    const night = aNight();
    await night.tell(disk);
    await flap(night, 4);
    night.newPages();
    await night.passes(15 * MINUTE - 1);
    expect(night.newPages()).toEqual([]);
    await night.passes(1);
    expect(night.newPages()).toEqual(['ada: P1 #1 AGAIN: orders: DiskFull']);
    await night.texts('ada', 'ack');
  });

  it('tells that it is over when it has been quiet for a quarter of an hour', async () => {
    const night = aNight();
    await night.tell(disk);
    await flap(night, 4);
    await night.tell(resolved(disk, night.now()));
    night.newPages();
    await night.passes(16 * MINUTE);
    expect(night.newPages()).toEqual(['ada: #1 resolved 03:31: orders: DiskFull']);
    expect(await night.incident()).not.toHaveProperty('flappingSince');
  });

  it('is paged at once when it gets worse', async () => {
    const night = aNight();
    await night.tell(disk);
    await flap(night, 4);
    night.newPages();
    await night.tell(firing('DiskFull', 'P0', { instance: 'worse' }));
    expect(night.newPages()).toEqual(['ada: P0 #1 RAISED from P1: orders: DiskFull']);
    await night.texts('ada', 'ack');
  });

  it('runs its target on while it is held', async () => {
    const night = aNight({ targetMs: { ...aNight().rules.targetMs, P1: 10 * MINUTE } });
    await night.tell(disk);
    await flap(night, 3);
    night.newPages();
    await night.passes(10 * MINUTE);
    expect(night.newPages()).toEqual([
      'bob: P1 #1 2 MIN LEFT: orders: DiskFull',
      'ada: P1 #1 TARGET MISSED: orders: DiskFull',
    ]);
    await night.texts('ada', 'ack');
  });

  it('is paged as if it did not flap when the page that says so cannot be delivered', async () => {
    const night = aNight();
    await night.tell(disk);
    await flap(night, 2);
    night.newPages();
    night.phones.misbehave(refuses(numberOf('ada')));
    await flap(night, 1);
    expect(night.newPages().at(-1)).toMatch(/^bob: P1 #1 /);
    await night.acts(1, { type: 'acknowledged', by: 'bob', via: 'api' });
  });

  it('does not flap when the reopenings are more than an hour apart', async () => {
    const night = aNight();
    await night.tell(disk);
    for (let i = 0; i < 4; i++) {
      await night.texts('ada', 'ack');
      await night.passes(31 * MINUTE);
      await flap(night, 1);
    }
    expect(pagesOnly(night).filter((page) => page.includes('FLAPPING'))).toEqual([]);
    await night.texts('ada', 'ack');
  });
});
