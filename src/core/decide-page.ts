import { endHoldUnheard } from './decide-flapping.ts';
import { decideNotice } from './decide-notice.ts';
import { passOn, soonestDue } from './escalation.ts';
import type { PageNews } from './happening.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { Incident } from './incident.ts';
import { lateNotices } from './notices.ts';
import { movesUp, type Page, type PageState } from './page.ts';
import type { Rules } from './rules.ts';
import { alarmOf, pageAboutTarget } from './target-pages.ts';
import { unfold } from './unfold.ts';

/** Reports come late, twice and out of order: only news that moves the page up is an event. */
export function decidePage(
  incident: Incident,
  news: PageNews,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  if (news.page.isNotice) return decideNotice(news, now);
  switch (news.type) {
    case 'page-sent':
      return heard(incident, news.page, news.providerId, rules, now);
    case 'page-delivered': {
      // A receipt may overtake the answer to the request that sent the page.
      const { providerId } = news;
      const first =
        news.page.state === 'owed' ? heard(incident, news.page, providerId, rules, now) : [];
      const [sent] = first;
      const page = sent?.type === 'page-sent' ? sent.page : news.page;
      return [
        ...first,
        ...settle({ page }, 'delivered', now, { providerId }, (changed) => ({
          type: 'page-delivered',
          at: now,
          page: changed,
        })),
      ];
    }
    case 'page-superseded':
      return settle(news, 'superseded', now, { reason: news.reason }, (page) => ({
        type: 'page-superseded',
        at: now,
        page,
      }));
    case 'page-failed':
    case 'page-skipped': {
      if (isOfEarlierMessage(news)) return [];
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
        (then) => hurryNextMethod(then, news.page, rules, now),
        (then) => passOn(then, news.page, rules, now),
        (then) => alarmOthers(then, news.page, rules, now),
        (then) => endHoldUnheard(then, news.page, rules, now),
      );
    }
    case 'page-deferred': {
      if (news.page.state !== 'owed' || news.page.deferredAt !== undefined) return [];
      const page: Page = { ...news.page, deferredAt: now, reason: news.reason };
      return unfold(
        incident,
        [
          {
            type: 'page-deferred',
            at: now,
            page,
            ...(news.uncertain === true ? { uncertain: true } : {}),
          },
        ],
        (then) => hurryNextMethod(then, news.page, rules, now),
      );
    }
  }
}

/** Of a page that was said twice, since nobody knew whether it came the first time. */
const isOfEarlierMessage = (news: Extract<PageNews, { type: 'page-failed' | 'page-skipped' }>) =>
  news.type === 'page-failed' &&
  news.providerId !== undefined &&
  news.page.providerId !== undefined &&
  news.providerId !== news.page.providerId;

function heard(
  incident: Incident,
  page: Page,
  providerId: string,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const sent = settle({ page }, 'sent', now, { providerId }, (changed) => ({
    type: 'page-sent',
    at: now,
    page: changed,
    firstOfEpisode: page.cycle === incident.cycle && !incident.counted.firstPage,
  }));
  const notices = sent.length === 0 ? [] : lateNotices(incident, page, rules, now);
  return notices.length === 0 ? sent : [...sent, { type: 'told-late', at: now, notices }];
}

function settle<E extends IncidentEvent>(
  { page }: Pick<PageNews, 'page'>,
  state: PageState,
  now: number,
  change: Pick<Page, 'providerId' | 'reason'>,
  eventOf: (page: Page) => E,
): E[] {
  if (!movesUp(page, state)) return [];
  return [eventOf({ ...page, ...change, state, reached: { ...page.reached, [state]: now } })];
}

/** A page about the target that reached nobody goes to somebody else. */
function alarmOthers(incident: Incident, failed: Page, rules: Rules, now: number): IncidentEvent[] {
  const alarm = alarmOf(failed);
  const isNow = incident.status === 'triggered' && failed.cycle === incident.cycle;
  if (alarm === undefined || !isNow) return [];
  const { person, step } = failed;
  const another = Object.values(incident.live).some(
    (page) => page.person === person && page.step === step && REACHING.has(page.state),
  );
  const { pages, unpaged } = pageAboutTarget(incident, alarm, rules, now);
  if (another || pages.length === 0) return [];
  return alarm === 't80'
    ? [{ type: 'target-warned', at: now, pages, unpaged }]
    : [{ type: 'target-missed', at: now, counted: false, pages, unpaged }];
}

const REACHING: ReadonlySet<PageState> = new Set(['owed', 'sent', 'delivered']);

/** The person's next method in waiting is tried now instead of after its delay; within the policy's hours. */
function hurryNextMethod(
  incident: Incident,
  failed: Page,
  rules: Rules,
  now: number,
): IncidentEvent[] {
  const waiting = Object.values(incident.live)
    .filter(({ person, state }) => person === failed.person && state === 'owed')
    .filter(({ id, dueAt }) => id !== failed.id && dueAt > now)
    .toSorted((a, b) => a.dueAt - b.dueAt)[0];
  if (waiting === undefined) return [];
  const dueAt = soonestDue(waiting, incident, rules, now);
  if (dueAt >= waiting.dueAt) return [];
  return [{ type: 'page-hurried', at: now, page: { ...waiting, dueAt } }];
}
