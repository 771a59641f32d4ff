import type { Ports } from '../ports.ts';
import { inBatches } from './in-batches.ts';
import { lookAtPage } from './look-at-page.ts';

const MOST_WAITING = 1000;

/** Its owner said STOP, or its carrier did: what waits for the phone goes another way at once. */
export async function closePhone(person: string, method: string, ports: Ports): Promise<void> {
  await ports.optOuts.set(person, method, true);
  const phone = `${person}.${method}`;
  const waiting = await ports.owed.waitingFor(phone, ports.clock.now(), MOST_WAITING);
  await inBatches(waiting, ({ incident, page }) => lookAtPage(incident, page, ports));
}
