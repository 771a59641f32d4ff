import { expect, it } from 'vitest';
import { refuses } from '../support/fake-phones.ts';
import { Fault, failOnce } from '../support/faults.ts';
import { aNight, firing, resolved } from '../support/night.ts';
import { MINUTE, numberOf } from '../support/rules.ts';

type Night = ReturnType<typeof aNight>;

/** As senders and providers do: what was not taken is sent again. */
async function untilTaken<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return send();
  }
}

const [disk, slow, hot] = [firing('DiskFull'), firing('SlowQueries'), firing('CpuHot', 'P0')];

/** A night in which most of what can happen to a page happens. */
const NIGHT: Record<string, (night: Night) => Promise<unknown>> = {
  'a phone rings': (night) => untilTaken(() => night.tell(disk)),
  'its provider tells that it did': (night) => untilTaken(() => night.reportsLast('delivered')),
  'it is left in peace': (night) => untilTaken(() => night.tell(slow, firing('TooManyLocks'))),
  'what waited comes as one': (night) => night.passes(2 * MINUTE),
  'somebody worse is paged': (night) => untilTaken(() => night.tell(hot)),
  'a phone is gone': async (night) => {
    night.phones.misbehave(refuses(numberOf('bob')));
    await night.passes(5 * MINUTE);
    night.phones.recover();
  },
  'an answer': (night) => untilTaken(() => night.texts('ada', 'ack all', 'in-1')),
  'a list': (night) => untilTaken(() => night.texts('carol', 'list', 'in-2')),
  'it is over': (night) => untilTaken(() => night.tell(resolved(disk), resolved(slow))),
  'and quiet': (night) => night.passes(5 * MINUTE),
};

interface Heard {
  /** Who had heard of which incidents when each part of the night was over. */
  readonly parts: readonly (readonly string[])[];
  readonly texts: number;
}

/** With nothing overdue at the end of a part: what failed was tried again. */
async function live(night: Night): Promise<Heard> {
  const parts: string[][] = [];
  const heard = new Set<string>();
  for (const part of Object.values(NIGHT)) {
    await part(night);
    await night.passes(15_000);
    expect(night.owed().filter(({ dueAt }) => dueAt < night.now())).toEqual([]);
    for (const { pageId } of night.phones.sent) {
      const [number, , , , person] = pageId.split('.');
      heard.add(`${person} #${number}`);
    }
    parts.push([...heard].toSorted());
  }
  return { parts, texts: night.newPages().length };
}

it.each(['before', 'after'] as const)(
  'pages everybody, whichever question the store fails at, %s it has done it',
  async (moment) => {
    const quiet = aNight();
    const questions = failOnce(quiet.ports, 0, moment);
    const usual = await live(quiet);
    expect(usual.parts.at(-1)).toHaveLength(6);
    const nights = Array.from({ length: questions() }, async (_, at) => {
      const night = aNight();
      failOnce(night.ports, at + 1, moment);
      const { parts, texts } = await live(night);
      expect(parts).toEqual(usual.parts);
      // What was in flight may be said again.
      expect(texts - usual.texts).toBeOneOf([0, 1]);
    });
    await Promise.all(nights);
  },
  20_000,
);
