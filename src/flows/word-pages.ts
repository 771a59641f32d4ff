import { bundleText, type NoticeLine, noticeText, pageText } from '../core/wording.ts';
import type { Ports } from '../ports.ts';
import { type BookedMessage, openWith, type Pages } from './book-message.ts';

/** The text of a page, or of several for one phone: a bundle with a code of its own. */
export function wordPages(message: BookedMessage, ports: Ports): string {
  const [{ page }, ...others] = message.pages;
  if (page.isNotice) return wordNotices(message, ports);
  return others.length === 0 ? wordPage(message, ports) : wordBundle(message, ports);
}

const codeOf = ({ booking }: BookedMessage): string => booking.code?.shown.code ?? '';

/** How its reader tells the time and speaks. */
const toReader = ([{ person }]: Pages, { clock, rules }: Ports) => ({
  language: person.language,
  zone: person.zone,
  now: clock.now(),
  personName: (id: string) => rules().people[id]?.name ?? id,
});

function wordPage(message: BookedMessage, ports: Ports): string {
  const [{ incident, page }] = message.pages;
  const { number, severity, title } = incident;
  return pageText({
    ...toReader(message.pages, ports),
    number,
    severity,
    title,
    mark: page.mark,
    code: codeOf(message),
    othersOpen: openWith(message) - 1,
  });
}

function wordNotices(message: BookedMessage, ports: Ports): string {
  const { pages } = message;
  const [first, ...others] = pages.flatMap(({ incident, page }): NoticeLine[] => {
    const { number, title } = incident;
    if (page.mark?.type !== 'resolved' && page.mark?.type !== 'stale') return [];
    return [{ number, title, mark: page.mark, code: codeOf(message) }];
  });
  return first === undefined ? '' : noticeText(toReader(pages, ports), [first, ...others]);
}

const wordBundle = (message: BookedMessage, ports: Ports): string =>
  bundleText({
    ...toReader(message.pages, ports),
    pages: message.pages.map(({ incident }) => incident),
    open: openWith(message),
    code: codeOf(message),
  });
