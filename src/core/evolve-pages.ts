import type { Incident, LastPage } from './incident.ts';
import type { Page } from './page.ts';

/** The person has heard of this episode: they are told when it is over. */
export function told(incident: Incident, page: Page): Incident {
  const { cycle, person, reached, deferredAt } = page;
  const last = incident.paged[person];
  if (last === undefined || cycle !== incident.cycle) return incident;
  const toldAt = reached.sent ?? deferredAt ?? last.at;
  return { ...incident, paged: { ...incident.paged, [person]: { ...last, toldAt } } };
}

/** Words that were never out are no reason to keep silent a minute later. */
export function unheard(incident: Incident, page: Page): Incident {
  const last = incident.paged[page.person];
  if (last?.ordinal !== page.ordinal || page.reached.sent !== undefined) return incident;
  const at = last.toldAt ?? 0;
  return { ...incident, paged: { ...incident.paged, [page.person]: { ...last, at } } };
}

/** A page of the running step as it is now. */
export function withPage(incident: Incident, page: Page): Incident {
  if (!Object.hasOwn(incident.live, page.id)) return incident;
  return { ...incident, live: { ...incident.live, [page.id]: page } };
}

/** These pages were ordered. */
export function pagedAll(incident: Incident, pages: readonly Page[], at: number): Incident {
  const last = pages.at(-1);
  if (last === undefined) return incident;
  const paged = pages.map(({ person, ordinal, severity, mark }): [string, LastPage] => {
    const { toldAt } = incident.paged[person] ?? {};
    return [
      person,
      {
        at,
        ordinal,
        severity,
        ...(mark === undefined ? {} : { mark: mark.type }),
        ...(toldAt === undefined ? {} : { toldAt }),
      },
    ];
  });
  const live = pages.map((page): [string, Page] => [page.id, page]);
  return {
    ...incident,
    ordinal: last.ordinal,
    paged: { ...incident.paged, ...Object.fromEntries(paged) },
    live: { ...incident.live, ...Object.fromEntries(live) },
  };
}
