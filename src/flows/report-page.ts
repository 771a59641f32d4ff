import type { PageReport } from '../core/arrivals.ts';
import type { Ports } from '../ports.ts';
import { advancePage } from './advance-incident.ts';

/** Reports come late, twice and out of order; a page only ever moves up. */
export async function reportPage(report: PageReport, ports: Ports): Promise<void> {
  const { pageId, status, providerId, reason = 'undelivered' } = report;
  const dot = pageId.indexOf('.');
  const news =
    status === 'failed'
      ? ({ type: 'page-failed', reason } as const)
      : ({ type: status === 'sent' ? 'page-sent' : 'page-delivered', providerId } as const);
  const advanced = await advancePage(
    Number(pageId.slice(0, dot)),
    pageId.slice(dot + 1),
    news,
    ports,
  );
  if (advanced === undefined || status !== 'failed' || reason !== 'opted-out') return;
  const [, , , , person, method] = pageId.split('.');
  if (person !== undefined && method !== undefined) await ports.optOuts.set(person, method, true);
}
