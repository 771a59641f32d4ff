/** What each phone was told, known apart from the store, and what is wrong with that. */
import { mayDeliver } from '../../src/core/may-deliver.ts';
import { mayRing, type Pace, paceAfter } from '../../src/core/pace.ts';
import type { Page } from '../../src/core/page.ts';
import { fullId, readFullId } from '../../src/core/page-id.ts';
import type { OwedWork } from '../../src/core/owed-work.ts';
import { paceOf } from '../../src/core/waiting-pages.ts';
import type { DeliveryError, Message, Ports } from '../../src/ports.ts';
import type { MemoryStore } from './memory-store.ts';

/** A page that may go out waits no longer than this for a sweep. */
const PATIENCE_MS = 5000;
/** Where a message has failed or a process died: for the next try, or for the claim to end. */
const PATIENCE_IN_TROUBLE_MS = 20_000;
/** A page that was put off: its tries are up to a minute apart. */
const PATIENCE_PUT_OFF_MS = 90_000;
/** What may have been told is not told again sooner: a report may tell of it. */
const LEAST_DOUBT_MS = 3000;
/** A message tells of all that has waited for longer than this. */
const GATHERED_MS = 1000;
const LATE_TIMER_MS = 15_000;

/** What counts for a pace. */
const ringing = (id: string, { isNotice, step, severity }: Page) => ({
  id,
  step,
  severity: isNotice ? ('P3' as const) : severity,
});

/** A message that is being sent. */
interface Telling {
  readonly by: Ports;
  /** Whose pace it counts for: `ada.sms`. */
  readonly of: string;
  /** All that it tells of, as `42.1.1.0.ada.sms`. */
  readonly pages: readonly string[];
  /** The page that leads it. */
  readonly lead: ReturnType<typeof ringing>;
  /** The pace without this message, and with it. */
  readonly before: Pace | undefined;
  readonly after: Pace;
}

interface Given {
  readonly store: MemoryStore;
  /** So far may clocks be apart. */
  readonly skewMs: number;
  readonly complain: (problem: string) => void;
}

export function openLedger({ store, skewMs, complain }: Given) {
  const paces = new Map<string, Pace>();
  /** Of these nobody knows what was told: there was a time-out, or a process died. */
  const unsure = new Set<string>();
  /** Of these a message was refused: what rang meanwhile may be held as if that had counted. */
  const refused = new Set<string>();
  const told = new Set<string>();
  /** Pages that may have been told, and since when; whoever sends them again later does right. */
  const doubtful = new Map<string, number>();
  const underWay = new Set<Telling>();
  const waitingSince = new Map<string, number>();

  const isExact = (of: string) => !unsure.has(of) && !refused.has(of);
  const isUnderWay = (id: string) => [...underWay].some(({ pages }) => pages.includes(id));
  const doubt = (pages: readonly string[], since: number) => {
    for (const page of pages) {
      told.delete(page);
      doubtful.set(page, since);
      unsure.add(paceOf(page));
    }
  };
  const pagesOf = async (leadId: string, { inHand }: Ports) => {
    const bundle = await store.bundles.of(leadId);
    if (bundle === undefined) return [leadId];
    return bundle.pages
      .map(([number, page]) => fullId(number, page))
      .filter((id) => inHand.has(id));
  };
  const takeBack = ({ of, before, after }: Telling) => {
    refused.add(of);
    if (paces.get(of) !== after) return;
    if (before === undefined) paces.delete(of);
    else paces.set(of, before);
  };
  const checkPace = ({ of, by, before, lead }: Telling) => {
    const now = by.clock.now();
    const verdict = mayRing(before, lead, now + skewMs);
    if (verdict.ring || !isExact(of)) return;
    complain(`${lead.id} rings ${of} ${(verdict.heldUntil - now) / 1000} s too soon`);
  };
  const knownPace = (of: string) => (unsure.has(of) ? store.paces.of(of) : paces.get(of));
  const checkTwice = ({ by, pages, lead: { id } }: Telling) => {
    for (const page of pages) {
      if (isUnderWay(page)) complain(`${page} is told while it is being told`);
      else if (told.has(page)) complain(`${page} is told again`);
    }
    // Along with others it goes for nothing.
    const isAlone = pages.length === 1;
    const soonest = (doubtful.get(id) ?? -Infinity) + LEAST_DOUBT_MS;
    if (isAlone && by.clock.now() < soonest) {
      complain(`${id} is told again at once, though it may have come`);
    }
  };
  /** What waited by then goes out with the message, where that breaks no hold. */
  const checkAllAreTold = async ({ of, by, before, pages, lead }: Telling) => {
    const now = by.clock.now();
    const leastUrgent = mayRing(before, { id: '', severity: 'P3' }, now);
    if (!isExact(of) || !leastUrgent.ring) return;
    for (const work of store.owedNow()) {
      const id = work.type === 'page' ? fullId(work.incident, work.page) : '';
      if (work.type !== 'page' || paceOf(work.page) !== of || pages.includes(id)) continue;
      const stored = await store.incidents.loadPage(work.incident, work.page);
      if (stored === undefined || isUnderWay(id)) continue;
      const { incident, page } = stored;
      const isKin = !page.isNotice || page.step === lead.step;
      const hasWaited = page.dueAt < now - GATHERED_MS - skewMs;
      if (isKin && hasWaited && mayDeliver(incident, page, now).send) complain(`${id} is left out`);
    }
  };
  /** Whether a page may go out by now, on whatever clock. */
  const mayGo = async (
    { incident: number, page: id }: OwedWork & { type: 'page' },
    now: number,
  ) => {
    const stored = await store.incidents.loadPage(number, id);
    if (stored === undefined) return undefined;
    const { incident, page } = stored;
    if (page.dueAt > now - skewMs || !mayDeliver(incident, page, now).send) return undefined;
    for (const of of new Set([paceOf(id), `${page.person}.${page.method}`])) {
      if ([...underWay].some((telling) => telling.of === of)) return undefined;
      const pace = await knownPace(of);
      if (!mayRing(pace, ringing(fullId(number, id), page), now - skewMs).ring) return undefined;
    }
    return page;
  };

  const patienceFor = ({ id, deferredAt }: Page) => {
    if (deferredAt !== undefined) return PATIENCE_PUT_OFF_MS;
    return isExact(paceOf(id)) ? PATIENCE_MS + skewMs : PATIENCE_IN_TROUBLE_MS;
  };

  return {
    /** A message begins to go out. */
    begins: async ({ pageId }: Message, by: Ports): Promise<Telling> => {
      const { incident, page: id } = readFullId(pageId);
      const stored = await store.incidents.loadPage(incident, id);
      if (stored === undefined) throw new Error(`there is no page ${pageId}`);
      const [of, lead] = [paceOf(pageId), ringing(pageId, stored.page)];
      const before = paces.get(of);
      const after = paceAfter(before, { ...lead, open: 1 }, by.clock.now());
      const telling = { by, of, lead, pages: await pagesOf(pageId, by), before, after };
      checkPace(telling);
      checkTwice(telling);
      await checkAllAreTold(telling);
      paces.set(of, after);
      underWay.add(telling);
      return telling;
    },
    /** It has gone out, or failed. */
    ends: (telling: Telling, error: DeliveryError | undefined) => {
      underWay.delete(telling);
      if (error?.uncertain) doubt(telling.pages, telling.by.clock.now());
      else if (error !== undefined) takeBack(telling);
      else for (const page of telling.pages) if (!doubtful.has(page)) told.add(page);
    },
    /** Whatever the process had in hand may have been told. */
    dies: (process: Ports) => {
      doubt([...process.inHand], -Infinity);
      for (const telling of underWay) if (telling.by === process) underWay.delete(telling);
    },
    /** Looks for what should have been done by now. */
    look: async (owed: readonly OwedWork[], now: number) => {
      const waiting = new Set<string>();
      for (const work of owed) {
        if (work.type === 'timer') {
          const lateMs = now - work.dueAt - skewMs;
          if (lateMs > LATE_TIMER_MS) complain(`timer ${work.timer} of #${work.incident} is late`);
          continue;
        }
        const page = await mayGo(work, now);
        if (page === undefined) continue;
        const id = fullId(work.incident, work.page);
        waiting.add(id);
        const since = waitingSince.get(id) ?? now;
        waitingSince.set(id, since);
        if (now - since > patienceFor(page)) complain(`${id} may go out and waits`);
      }
      for (const id of waitingSince.keys()) if (!waiting.has(id)) waitingSince.delete(id);
    },
    /** What is left when the night is over. */
    close: async (inHand: readonly string[], now: number) => {
      if (inHand.length > 0) complain(`still in hand: ${inHand.join()}`);
      const { incidents } = await store.incidents.list({ limit: 1000 });
      for (const { number } of incidents) {
        for (const { id, state, reason, dueAt } of await store.incidents.pages(number)) {
          const needsReason = ['superseded', 'skipped', 'failed'].includes(state);
          if (state === 'owed' && dueAt <= now) complain(`${fullId(number, id)} is still owed`);
          if (needsReason && !reason) complain(`${fullId(number, id)} is ${state} for no reason`);
        }
      }
    },
  };
}
