import type { OwedPage } from './owed-work.ts';
import { phoneOfPage } from './page-id.ts';
import { compareSeverity, type Severity } from './severity.ts';

/** What a page tells; all that asks for an answer is a `page`. */
type PageKind = 'page' | 'resolved' | 'stale';

/** What waits for a phone beside one page of its own. */
export interface Waiting {
  /** Of the page itself. */
  readonly kind: PageKind;
  /** Of its kind: they go into the same message. */
  readonly kin: readonly OwedPage[];
  /** Others that ask for an answer. */
  readonly asking: readonly OwedPage[];
  /** News that something is over, the page itself among them: dropped while another one asks. */
  readonly over: readonly OwedPage[];
}

/** Sorts all that waits for a phone, as one of its pages would go out. */
export function sortWaiting({ incident, page }: OwedPage, waiting: readonly OwedPage[]): Waiting {
  const others = waiting.filter((it) => it.incident !== incident || it.page !== page);
  const kind = kindOf(page);
  return {
    kind,
    kin: others.filter((it) => kindOf(it.page) === kind),
    asking: others.filter((it) => kindOf(it.page) === 'page'),
    over: waiting.filter((it) => kindOf(it.page) === 'resolved'),
  };
}

/** Whose pace counts for a page: notices have one of their own, no page waits for them. */
export function paceOf(pageId: string): string {
  const phone = phoneOfPage(pageId);
  return kindOf(pageId) === 'page' ? phone : `${phone} notices`;
}

function kindOf(pageId: string): PageKind {
  const [, , step] = pageId.split('.');
  return step === 'resolved' || step === 'stale' ? step : 'page';
}

interface UrgentPage {
  readonly incident: { readonly number: number };
  readonly page: { readonly severity: Severity };
}

/** The order in which a message tells of pages; the first one leads it. */
export const mostUrgentFirst = <T extends UrgentPage>(pages: readonly T[]): readonly T[] =>
  pages.toSorted(
    (a, b) =>
      compareSeverity(a.page.severity, b.page.severity) || a.incident.number - b.incident.number,
  );
