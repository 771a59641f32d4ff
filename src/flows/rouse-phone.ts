import type { OwedPage } from '../core/owed-work.ts';
import { leadOf, releasedPace } from '../core/pace.ts';
import type { Page } from '../core/page.ts';
import { fullId, phoneOfPage } from '../core/page-id.ts';
import { paceOf } from '../core/waiting-pages.ts';
import type { Ports } from '../ports.ts';
import { inBatches } from './in-batches.ts';

/** So many are roused at once; what is beyond rides along with them. */
const MOST_PAGES = 1000;

/**
 * What waits for a phone that has not rung after all is tried at `dueAt`, not at the end of a window.
 * `settled`: the pages, `42.1.1.0.ada.sms`, of the message that failed, which have a time of their own.
 */
export async function rousePhone(
  { id, severity, channel }: Pick<Page, 'id' | 'severity' | 'channel'>,
  dueAt: number,
  ports: Ports,
  settled: ReadonlySet<string> = new Set(),
): Promise<void> {
  const waiting = await ports.owed.waitingFor(phoneOfPage(id), ports.clock.now(), MOST_PAGES);
  const others = waiting.filter(({ incident, page }) => !settled.has(fullId(incident, page)));
  const roused = await inBatches(others, async ({ incident, page }) => {
    const found = (await ports.incidents.loadPage(incident, page))?.page;
    // What its provider had trouble with has a time of its own.
    if (found === undefined || found.deferredAt !== undefined) return undefined;
    const work = { type: 'page', incident, page, dueAt } as const;
    await ports.owed.hasten(work, dueAt);
    return work;
  });
  // It takes the others along; should it be over, the sweep finds them.
  const first = roused.find((work) => work !== undefined);
  if (first !== undefined) ports.hints.schedule(first, { severity, channel });
}

/** A page is over that led a message of which nobody knows whether it came: that holds the phone no longer. */
export async function releasePhone({ incident, page }: OwedPage, ports: Ports): Promise<void> {
  const of = paceOf(page);
  const id = fullId(incident, page);
  const pace = await ports.paces.of(of);
  if (pace === undefined || leadOf(pace, id) === undefined) return;
  const settled = (await ports.incidents.loadPage(incident, page))?.page;
  if (settled === undefined || settled.state === 'owed' || settled.reached.sent !== undefined)
    return;
  const released = releasedPace(pace, id);
  if (!(await ports.paces.change(of, pace, released))) return;
  if (released.leads.length === 0) await rousePhone(settled, ports.clock.now(), ports);
}
