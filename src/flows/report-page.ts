import type { PageReport } from '../core/arrivals.ts';
import { readFullId } from '../core/page-id.ts';
import type { Ports } from '../ports.ts';
import { advancePage } from './advance-incident.ts';
import { closePhone } from './close-phone.ts';
import { inBatches } from './in-batches.ts';

/**
 * What a provider reports of a message goes for every page that it told of. Reports come late, twice
 * and out of order; a page only ever moves up.
 */
export async function reportPage(report: PageReport, ports: Ports): Promise<void> {
  const { pageId, status, providerId, reason = 'undelivered' } = report;
  const news =
    status === 'failed'
      ? ({ type: 'page-failed', reason, providerId } as const)
      : ({ type: status === 'sent' ? 'page-sent' : 'page-delivered', providerId } as const);
  const lead = readFullId(pageId);
  const alone = [[lead.incident, lead.page]] as const;
  const { pages } = (await ports.bundles.of(pageId)) ?? { pages: alone };
  const advanced = await inBatches(pages, ([number, page]) =>
    advancePage(number, page, news, ports),
  );
  // A report that comes twice closes no phone that was opened in between.
  const isNews = advanced.some((it) => it !== undefined && it.events.length > 0);
  if (status !== 'failed' || reason !== 'opted-out' || !isNews) return;
  const [, , , , person, method] = pageId.split('.');
  if (person !== undefined && method !== undefined) await closePhone(person, method, ports);
}
