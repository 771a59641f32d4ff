/**
 * A night of two or three processes on one store. What happens, the order in which their questions
 * get through to the store, and what becomes of messages and processes: all of it follows from one
 * seed. However it goes,
 *
 * - a phone is not rung again before its pace allows (not checked of a phone once a message to it
 *   has failed, or a process died that was at it: more may count then than was told);
 * - a message tells of all that waited for its phone, unless it breaks a hold (checked as above);
 * - no page is told while it is being told, nor after it was told for certain; what may have been
 *   told is not told again at once, on its own;
 * - no page that may go out waits more than some seconds, and no timer is late;
 * - no flow throws, and nothing stays in hand;
 * - every page that is due ends as sent, or as superseded, skipped or failed with a reason.
 */
import type { OwedWork } from '../../src/core/owed-work.ts';
import { carryOut } from '../../src/flows/carry-out.ts';
import { openSweep, type Sweep } from '../../src/flows/sweep-owed.ts';
import type { Message, Ports } from '../../src/ports.ts';
import { answers500, providerDown, refuses, timesOutAfterAccepting } from './fake-phones.ts';
import { gated, openGates, type Random, seeded } from './gates.ts';
import { openLedger } from './night-ledger.ts';
import { aNight } from './night.ts';
import { acknowledgeAll, happening, policiesOf } from './random-happenings.ts';
import { MINUTE } from './rules.ts';

/** What the nights of a kind are like; without any of it nothing goes wrong. */
export interface Kind {
  /** The provider takes up to this long for a message. */
  readonly sendMs: number;
  /** So far apart are the clocks of the processes. */
  readonly skewMs?: number;
  /** How likely a process dies after a question to the store. */
  readonly deaths?: number;
  /** How likely the provider has trouble with a message. */
  readonly trouble?: number;
  /** How likely the queue loses a hint. */
  readonly lostHints?: number;
}

type Night = ReturnType<typeof aNight>;

interface Piket {
  readonly name: string;
  readonly ports: Ports;
  readonly sweep: Sweep;
  nextSweep: number;
}

const STEP_MS = 500;
/** Where nothing is due, the clock moves on by this at most. */
const LONGEST_STEP_MS = 5000;
const SWEEP_MS = 1000;
/** A process that died is known to be dead after this. */
const DEAD_AFTER_MS = 6000;
/** Between what happens: some of it while a message is on its way. */
const GAPS_MS = [2000, 10_000, 30_000];
/** For so long things happen; then all is acknowledged. */
const BUSY_MS = 10 * MINUTE;
/** The longest hold is over by then. */
const LIMIT_MS = BUSY_MS + 35 * MINUTE;
/** What asks more often in one instant will never come to rest. */
const MOST_QUESTIONS = 20_000;

/** Lives through the night until something is wrong. The trail tells all that happened, if kept. */
export async function liveThrough(kind: Kind, seed: number, keepTrail = false) {
  const random = seeded(seed);
  const night = aNight({ policies: policiesOf(random) });
  const start = night.now();
  const problems: string[] = [];
  const trail: string[] = [];
  const note = (text: string) => {
    if (keepTrail) trail.push(`${(night.now() - start) / 1000} s: ${text}`);
  };
  const complain = (problem: string) => {
    problems.push(problem);
    note(`!! ${problem}`);
  };
  const pikets = openPikets(night, kind, { random, note, complain, keepTrail });
  for (let many = random.pick([2, 2, 3]); many > 0; many -= 1) pikets.start();

  let nextHappening = start;
  while (problems.length === 0 && night.now() < start + LIMIT_MS) {
    const isBusy = night.now() < start + BUSY_MS;
    if (night.now() >= nextHappening) {
      for (let many = random.pick([1, 1, 4]); many > 0; many -= 1) {
        const { ports } = random.pick(pikets.living);
        const { what, work } = isBusy
          ? happening(random, night.now(), ports)
          : acknowledgeAll(ports);
        note(what);
        void pikets.watch(work);
      }
      nextHappening = night.now() + (isBusy ? random.below(random.pick(GAPS_MS)) : MINUTE);
    }
    await pikets.work();
    const owed = night.owed();
    await pikets.ledger.look(owed, night.now());
    const isOver = owed.every(({ type, dueAt }) => type === 'timer' || dueAt > start + LIMIT_MS);
    if (!isBusy && pikets.areIdle() && isOver) break;
    const next = Math.min(nextHappening, pikets.nextMoment(owed)) - night.now();
    const steps = Math.ceil(Math.min(next, LONGEST_STEP_MS) / STEP_MS);
    night.skips(Math.max(1, steps) * STEP_MS);
  }
  const inHand = pikets.living.flatMap(({ ports }) => [...ports.inHand]);
  if (problems.length === 0) await pikets.ledger.close(inHand, night.now());
  return { problems, trail };
}

interface Around {
  readonly random: Random;
  readonly note: (text: string) => void;
  readonly complain: (problem: string) => void;
  readonly keepTrail: boolean;
}

const brief = (value: unknown): string => JSON.stringify(value)?.slice(0, 300) ?? 'done';

/** Processes on the store of one night, with one queue and one provider. */
function openPikets(night: Night, kind: Kind, { random, note, complain, keepTrail }: Around) {
  const { sendMs, skewMs = 0, deaths = 0, trouble = 0, lostHints = 0 } = kind;
  const gates = openGates(random);
  const ledger = openLedger({ store: night.store, skewMs, complain });
  const queue = new Map<string, OwedWork>();
  const dead = new Map<string, number>();
  let living: readonly Piket[] = [];
  let started = 0;
  let sends = 0;

  const watch = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      complain(`thrown: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };

  const sendFrom = async (name: string, ports: Ports, message: Message) => {
    const telling = await ledger.begins(message, ports);
    sends += 1;
    const providerId = `SM${sends}`;
    note(`${name} sends ${providerId}: ${telling.pages.join(' ')}: ${message.text}`);
    await gates.wait(name, night.now() + random.below(sendMs));
    const troubles = [providerDown, answers500, timesOutAfterAccepting, refuses(message.to)];
    const error = random.chance(trouble) ? random.pick(troubles)(message)?.error : undefined;
    note(`${providerId}: ${error?.message ?? 'sent'}`);
    ledger.ends(telling, error);
    if (error !== undefined) throw error;
    return { providerId };
  };

  const portsOf = (name: string, aheadMs: number): Ports => {
    const base = night.replica(name);
    const heard = (question: string, args: unknown[], answer: unknown) =>
      note(`${name}: ${question} ${brief(args)}: ${brief(answer)}`);
    const asking = { wait: () => gates.wait(name), ...(keepTrail && { heard }) };
    const ports: Ports = {
      ...base,
      clock: { now: () => night.now() + aheadMs },
      incidents: gated(base.incidents, asking),
      owed: gated(base.owed, asking),
      claims: gated(base.claims, asking),
      codes: gated(base.codes, asking),
      bookings: gated(base.bookings, asking),
      paces: gated(base.paces, asking),
      bundles: gated(base.bundles, asking),
      optOuts: gated(base.optOuts, asking),
      answered: gated(base.answered, asking),
      hints: {
        schedule: (work) => {
          if (!random.chance(lostHints)) queue.set(JSON.stringify(work), work);
        },
      },
      channels: {
        sms: { name: 'sms', timeoutMs: 8000, send: (message) => sendFrom(name, ports, message) },
      },
    };
    return ports;
  };

  const start = () => {
    started += 1;
    const name = `piket-${started}`;
    const ports = portsOf(name, (started % 2 === 0 ? skewMs : -skewMs) / 2);
    const sweep = openSweep(ports, (work) => watch(carryOut(work, ports)));
    living = [...living, { name, ports, sweep, nextSweep: night.now() + random.below(SWEEP_MS) }];
  };

  const die = (name: string) => {
    const victim = living.find((piket) => piket.name === name);
    if (victim === undefined) return;
    note(`${name} dies`);
    living = living.filter((piket) => piket !== victim);
    gates.shut(name);
    ledger.dies(victim.ports);
    dead.set(name, night.now() + DEAD_AFTER_MS);
    start();
  };

  const carryOutDue = () => {
    const now = night.now();
    for (const [name, knownAt] of dead) if (knownAt <= now) night.store.die(name);
    for (const piket of living) {
      if (piket.nextSweep > now) continue;
      piket.nextSweep = now + SWEEP_MS;
      void watch(piket.sweep.run());
    }
    for (const [key, work] of queue) {
      if (work.dueAt > now) continue;
      queue.delete(key);
      void watch(carryOut(work, random.pick(living).ports));
    }
  };

  return {
    ledger,
    watch,
    start,
    get living() {
      return living;
    },
    /** Does all that can be done by now. */
    work: async () => {
      carryOutDue();
      let name: string | undefined;
      for (let asked = 0; asked < MOST_QUESTIONS; asked += 1) {
        // It has its answer, and has gone on to its next question.
        await new Promise((resolve) => setImmediate(resolve));
        if (name !== undefined && random.chance(deaths)) die(name);
        name = gates.letOneThrough(night.now());
        if (name === undefined) return;
      }
      complain('the processes never come to rest');
    },
    areIdle: () => gates.waiting.length === 0,
    /** When something is due next, on the fastest of the clocks. */
    nextMoment: (owed: readonly OwedWork[]) =>
      Math.min(
        ...[...owed, ...queue.values()].map(({ dueAt }) => dueAt - skewMs),
        ...gates.waiting.map(({ at }) => at),
      ),
  };
}
