import { MOST_LISTED, type OpenLine } from '../core/answer.ts';
import { compareSeverity } from '../core/severity.ts';
import { answerText, pageText } from '../core/wording.ts';
import type { Ports } from '../ports.ts';
import type { ClaimedPage } from './claim-page.ts';
import { giveCode } from './give-code.ts';

/** The text of a page; of several for one phone, a list of them, the most urgent first. */
export async function wordPages(pages: readonly ClaimedPage[], ports: Ports): Promise<string> {
  const [first, ...others] = pages.toSorted((a, b) =>
    compareSeverity(a.incident.severity, b.incident.severity),
  );
  if (first === undefined) return '';
  return others.length === 0 ? wordPage(first, ports) : wordBundle(first, others, ports);
}

async function wordPage({ incident, page, person }: ClaimedPage, ports: Ports): Promise<string> {
  const { people } = ports.rules();
  const { number, severity, title } = incident;
  return pageText({
    number,
    severity,
    title,
    mark: page.mark,
    code: await giveCode(person.id, number, ports),
    language: person.language,
    zone: person.zone,
    now: ports.clock.now(),
    personName: (id) => people[id]?.name ?? id,
  });
}

async function wordBundle(
  first: ClaimedPage,
  others: readonly ClaimedPage[],
  ports: Ports,
): Promise<string> {
  const pages = [first, ...others];
  const open: OpenLine[] = [];
  for (const { incident, person } of pages.slice(0, MOST_LISTED)) {
    const { number, title, severity } = incident;
    open.push({ code: await giveCode(person.id, number, ports), title, severity });
  }
  const { language, zone } = first.person;
  const reader = { language, zone, now: ports.clock.now() };
  return answerText(reader, { type: 'list', open, more: pages.length - open.length });
}
