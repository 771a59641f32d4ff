import type { PageNews } from './happening.ts';
import type { IncidentEvent } from './incident-event.ts';
import { movesUp, type Page, type PageState } from './page.ts';

const STATES: Readonly<Record<Exclude<PageNews['type'], 'page-deferred'>, PageState>> = {
  'page-sent': 'sent',
  'page-delivered': 'delivered',
  'page-failed': 'failed',
  'page-skipped': 'skipped',
  'page-superseded': 'superseded',
};

/** What became of a notice is kept, and nothing follows from it: nobody is asked to respond. */
export function decideNotice(news: PageNews, now: number): IncidentEvent[] {
  const { page } = news;
  const changed = (change: Partial<Page>): IncidentEvent[] => [
    { type: 'notice-changed', at: now, page: { ...page, ...change } },
  ];
  if (news.type === 'page-deferred') {
    const isFirst = page.state === 'owed' && page.deferredAt === undefined;
    return isFirst ? changed({ deferredAt: now, reason: news.reason }) : [];
  }
  const state = STATES[news.type];
  if (!movesUp(page, state)) return [];
  const why = 'reason' in news ? { reason: news.reason } : { providerId: news.providerId };
  return changed({ ...why, state, reached: { ...page.reached, [state]: now } });
}
