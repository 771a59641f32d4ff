import { passOn } from './escalation.ts';
import type { PageNews } from './happening.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { Incident } from './incident.ts';
import { movesUp, type Page, type PageState } from './page.ts';
import type { Rules } from './rules.ts';
import { unfold } from './unfold.ts';

/** Reports come late, twice and out of order: only news that moves the page up is an event. */
export function decidePage(
  incident: Incident,
  news: PageNews,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  switch (news.type) {
    case 'page-sent':
      return sent(incident, news.page, news.providerId, now);
    case 'page-delivered':
      // A receipt may overtake the answer to the request that sent the page.
      return [
        ...(news.page.state === 'owed' ? sent(incident, news.page, news.providerId, now) : []),
        ...settle(news, 'delivered', now, { providerId: news.providerId }, (page) => ({
          type: 'page-delivered',
          at: now,
          page,
        })),
      ];
    case 'page-superseded':
      return settle(news, 'superseded', now, { reason: news.reason }, (page) => ({
        type: 'page-superseded',
        at: now,
        page,
      }));
    case 'page-failed':
    case 'page-skipped': {
      const state = news.type === 'page-failed' ? 'failed' : 'skipped';
      const failed = settle(news, state, now, { reason: news.reason }, (page) => ({
        type: news.type,
        at: now,
        page,
      }));
      if (failed.length === 0) return [];
      return unfold(
        incident,
        failed,
        (then) => hurryNextMethod(then, news.page, now),
        (then) => passOn(then, rules, now),
      );
    }
    case 'page-deferred': {
      if (news.page.state !== 'owed' || news.page.deferredAt !== undefined) return [];
      const page: Page = { ...news.page, deferredAt: now, reason: news.reason };
      return unfold(incident, [{ type: 'page-deferred', at: now, page }], (then) =>
        hurryNextMethod(then, news.page, now),
      );
    }
  }
}

const sent = (incident: Incident, page: Page, providerId: string, now: number) =>
  settle({ page }, 'sent', now, { providerId }, (changed) => ({
    type: 'page-sent',
    at: now,
    page: changed,
    firstOfEpisode: page.cycle === incident.cycle && !incident.counted.firstPage,
  }));

function settle(
  { page }: Pick<PageNews, 'page'>,
  state: PageState,
  now: number,
  change: Pick<Page, 'providerId' | 'reason'>,
  eventOf: (page: Page) => IncidentEvent,
): IncidentEvent[] {
  if (!movesUp(page, state)) return [];
  return [eventOf({ ...page, ...change, state, reached: { ...page.reached, [state]: now } })];
}

/** The person's next method in waiting is tried now instead of after its delay. */
function hurryNextMethod(incident: Incident, failed: Page, now: number): IncidentEvent[] {
  const waiting = Object.entries(incident.live)
    .filter(([, page]) => page.person === failed.person && page.state === 'owed')
    .filter(([id, page]) => id !== failed.id && page.dueAt > now)
    .toSorted(([, a], [, b]) => a.dueAt - b.dueAt)[0];
  return waiting === undefined ? [] : [{ type: 'page-hurried', at: now, pageId: waiting[0] }];
}
