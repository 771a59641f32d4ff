/** Counts a second time what timelines tell, from the rules of DESIGN and README, not from the code. */
import { z } from 'zod';
import { parseExposition } from '../http/exposition.ts';
import { expect } from 'vitest';
import type { RealPiket } from './real-piket.ts';
import { until } from './until.ts';

const instant = z.iso.datetime().transform((text) => Date.parse(text));
const page = z.object({ id: z.string(), channel: z.string(), reason: z.string().nullable() });
const event = z.looseObject({
  type: z.string(),
  at: instant,
  severity: z.string().optional(),
  category: z.string().optional(),
  team: z.string().optional(),
  dueAt: instant.optional(),
  by: z.string().optional(),
  human: z.boolean().optional(),
  cause: z.string().optional(),
  page: page.optional(),
  pages: z.array(page).default([]),
  notices: z.array(page).default([]),
});
type Event = z.output<typeof event>;
type Figures = Record<string, number>;
type Labels = Readonly<Record<string, string | null>>;

const ESCALATING = new Set(['no-answer', 'unreachable', 'asked']);
const OUTCOMES = new Set(['sent', 'delivered', 'failed', 'superseded', 'skipped']);

const seriesOf = (name: string, labels: Labels) =>
  `piket_${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .toSorted()
    .join(',')}}`;
const toMillis = (seconds: number) => Math.round(seconds * 1000) / 1000;

/** What the events of one incident add. */
const countTimeline = (
  events: readonly Event[],
  add: (name: string, labels: Labels, by?: number) => void,
) => {
  const notices = new Set(events.flatMap((each) => each.notices.map(({ id }) => id)));
  let [severity, category, team] = ['', '', ''];
  let [openedAt, dueAt] = [0, 0];
  /** What the episode has had already. */
  let had = new Set<string>();
  const once = (what: string) => !had.has(what) && had.add(what).has(what);
  const observe = (name: string, labels: Labels, at: number) => {
    add(`${name}_count`, labels);
    add(`${name}_sum`, labels, (at - openedAt) / 1000);
  };
  const answered = (at: number) => {
    if (!once('answer')) return;
    observe('time_to_acknowledge_seconds', { severity, team }, at);
    if (at <= dueAt && once('verdict')) add('response_targets_total', { severity, outcome: 'met' });
  };

  for (const each of events) {
    const { type, at, by = '' } = each;
    [severity, category, team] = [
      each.severity ?? severity,
      each.category ?? category,
      each.team ?? team,
    ];
    dueAt = each.dueAt ?? dueAt;
    if (type === 'opened' || type === 'reopened') [openedAt, had] = [at, new Set()];
    if (type === 'opened') add('incidents_opened_total', { severity, category, team });
    if (type === 'reopened') add('incidents_reopened_total', { severity });
    const isStep =
      type === 'person-paged' || (type === 'step-taken' && ESCALATING.has(each.cause ?? ''));
    if (isStep && each.pages.length > 0) add('escalations_total', { severity, team });
    if ((type === 'acknowledged' || type === 'snoozed') && each.human === true) answered(at);
    if (type === 'resolved' && by === 'human') answered(at);
    if (type === 'resolved' && once('resolve')) {
      observe('time_to_resolve_seconds', { severity, team, by }, at);
    }
    if (type === 'target-missed' && !had.has('answer') && once('verdict')) {
      add('response_targets_total', { severity, outcome: 'missed' });
    }
    if (each.page === undefined) continue;
    const { id, channel, reason } = each.page;
    const outcome = type.replace('page-', '');
    if (outcome === 'failed' || outcome === 'deferred') {
      add('delivery_failures_total', { channel, reason });
    }
    if (notices.has(id) || !OUTCOMES.has(outcome)) continue;
    add('pages_total', { channel, outcome });
    if (outcome === 'delivered') add('page_delivery_seconds_count', { channel });
    if (outcome === 'sent' && once('page')) observe('time_to_first_page_seconds', { severity }, at);
  }
};

/** Every durable figure that is not zero, as the timelines have it. */
const recount = async (piket: RealPiket): Promise<Figures> => {
  const figures: Figures = {};
  const add = (name: string, labels: Labels, by = 1) => {
    const series = seriesOf(name, labels);
    figures[series] = toMillis((figures[series] ?? 0) + by);
  };
  for (const { number, severity, status } of await piket.incidents()) {
    if (status !== 'resolved') add('incidents_open', { severity, status });
    countTimeline(
      (await piket.events(number)).map((each) => event.parse(each)),
      add,
    );
  }
  return figures;
};

const COUNTED =
  /^piket_(incidents_|response_targets_total|escalations_|pages_total|delivery_failures_|page_delivery_seconds_count|time_to_\w+_(sum|count))/;

/** The same as this Piket's metrics have it. */
const exposed = async (piket: RealPiket): Promise<Figures> => {
  const { samples } = parseExposition(await piket.exposition());
  return Object.fromEntries(
    [...samples]
      .filter(([series, value]) => COUNTED.test(series) && value !== 0)
      .map(([series, value]) => {
        const [name = '', labels = ''] = series.split(/[{}]/);
        return [`${name}{${labels.split(',').toSorted().join(',')}}`, toMillis(value)];
      }),
  );
};

/** Until both agree, as they do whenever nothing is happening; answers what they agree on. */
export const agreedFigures = (piket: RealPiket): Promise<Figures> =>
  until('the metrics are what the timelines tell', async () => {
    const [metrics, counted] = [await exposed(piket), await recount(piket)];
    expect(metrics).toEqual(counted);
    return counted;
  });
