import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance } from '../../src/core/advance.ts';
import { evolve } from '../../src/core/evolve.ts';
import type { Figure } from '../../src/core/figures.ts';
import type { Happening } from '../../src/core/happening.ts';
import type { IncidentEvent } from '../../src/core/incident-event.ts';
import type { Incident, Timer } from '../../src/core/incident.ts';
import type { Page } from '../../src/core/page.ts';
import { CATEGORIES, isMoreUrgent, SECONDARY_TEAMS, SEVERITIES } from '../../src/core/severity.ts';
import { aCompany, MINUTE } from '../support/rules.ts';
import { told } from '../support/told.ts';

const rules = aCompany();
const T0 = Date.UTC(2026, 10, 23, 2, 0);
const by = fc.option(fc.constantFrom('ada', 'bob'), { nil: undefined });
const via = fc.constant('api' as const);
const severity = fc.constantFrom(...SEVERITIES);
const alerts = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), severity), { maxLength: 3 });

/** What may happen to an incident; a page's news is about the page of this index. */
type Move = Happening | { readonly type: 'page'; readonly index: number; readonly is: string };
const act = <T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(shape).map((made): Move => JSON.parse(JSON.stringify(made)));
const timers = fc
  .constantFrom('step-elapsed', 'target-80-passed', 'target-passed', 'snooze-ended')
  .map((type) => ({ type }));
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: timers },
  fc.record({ fired: alerts, cleared: alerts }).map(told),
  act({ type: fc.constantFrom('acknowledged', 'resolved', 'escalated'), by, via }),
  act({ type: fc.constant('undone'), by, via, otherOpen: fc.boolean() }),
  act({ type: fc.constant('snoozed'), by, via, minutes: fc.integer({ min: 1, max: 90 }) }),
  act({ type: fc.constant('reassigned'), by, via, team: fc.constantFrom(...SECONDARY_TEAMS) }),
  act({
    type: fc.constant('reclassified'),
    by,
    via,
    severity,
    category: fc.constantFrom(...CATEGORIES),
  }),
  act({ type: fc.constant('noted'), by, via, text: fc.constantFrom('looking', 'found it') }),
  fc.record({ type: fc.constant('rechecked' as const), stillFiring: fc.constantFrom(0, 1) }),
  fc.record({
    type: fc.constant('page' as const),
    index: fc.nat(20),
    is: fc.constantFrom('sent', 'delivered', 'failed', 'skipped', 'superseded', 'deferred'),
  }),
);
const minutes = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 }), fc.constant(240));
const script = fc.array(fc.tuple(minutes, move), { maxLength: 40 });

const ELAPSES = new Map<string, Timer>([
  ['step-elapsed', 'step'],
  ['target-80-passed', 'target-80'],
  ['target-passed', 'target'],
  ['snooze-ended', 'snooze'],
  ['rechecked', 'recheck'],
]);

interface Turn {
  /** Every page as it is by now. */
  readonly pages: ReadonlyMap<string, Page>;
  readonly before: Incident;
  readonly after: Incident;
  readonly happening: Happening;
  readonly events: readonly IncidentEvent[];
  readonly now: number;
}

/** Plays a script and looks at every turn of it. */
function play(moves: readonly (readonly [number, Move])[], look: (turn: Turn) => void = () => {}) {
  const opening = advance(undefined, told({ fired: [['a', 'P1']] }), rules, T0);
  if (opening === undefined) throw new Error('an alert opens an incident');
  let { incident } = opening;
  let now = T0;
  const pages = new Map<string, Page>(opening.pages.map((page) => [page.id, page]));
  const events = [...opening.events];
  const figures: Figure[] = [...opening.figures];
  for (const [wait, next] of moves) {
    now += wait * MINUTE;
    const happening = next.type === 'page' ? newsOf(next, [...pages.values()]) : next;
    if (happening === undefined) continue;
    const change = advance(incident, happening, rules, now);
    const before = incident;
    if (change !== undefined) {
      incident = change.incident;
      for (const page of change.pages) pages.set(page.id, page);
      events.push(...change.events);
      figures.push(...change.figures);
    }
    look({ before, after: incident, events: change?.events ?? [], happening, now, pages });
  }
  return { incident, events, figures };
}

function newsOf(next: Extract<Move, { type: 'page' }>, pages: readonly Page[]) {
  const page = pages[next.index];
  const news = { type: `page-${next.is}`, page, reason: 'test', providerId: 'SM1' };
  return page === undefined ? undefined : asHappening(news);
}

const check = (look: (turn: Turn) => void) =>
  fc.assert(
    fc.property(script, (moves) => void play(moves, look)),
    { numRuns: 300 },
  );

describe('whatever happens to an incident', () => {
  it('the same thing happening twice is no second event', () => {
    check(({ after, happening, now, pages }) => {
      // Whether alerts were told before is for their records to say: `intake.test.ts` and the stories.
      if (happening.type === 'alerts-told') return;
      const page = 'page' in happening ? pages.get(happening.page.id) : undefined;
      const same = page === undefined ? happening : asHappening({ ...happening, page });
      const again = advance(after, same, rules, now);
      expect(again?.events.map(({ type }) => type) ?? []).toEqual([]);
    });
  });

  it('no page reaches the same outcome twice', () => {
    fc.assert(
      fc.property(script, (moves) => {
        const outcomes = play(moves).events.flatMap((event) =>
          event.type.startsWith('page-') && 'page' in event && typeof event.page === 'object'
            ? `${event.type} ${event.page.id}`
            : [],
        );
        expect(outcomes).toEqual([...new Set(outcomes)]);
      }),
    );
  });

  it('an incident that a person acknowledged owes no escalation', () => {
    check(({ after }) => {
      if (after.status !== 'acknowledged') return;
      expect(after.timers).not.toHaveProperty('step');
      const isHuman = after.acknowledgedBy !== 'api';
      expect(isHuman && 'target' in after.timers).toBe(false);
    });
  });

  it('a resolved incident waits for nothing but a second look', () => {
    check(({ after }) => {
      if (after.status !== 'resolved') return;
      expect(Object.keys(after.timers).filter((timer) => timer !== 'recheck')).toEqual([]);
    });
  });

  it('a triggered incident always has somebody to page next, or its policy has run out', () => {
    const { steps } = rules.policies.P1;
    check(({ after }) => {
      if (after.status !== 'triggered' || after.timers.step !== undefined) return;
      expect(after.step).toBeGreaterThanOrEqual(Math.min(steps.length, 2) - 1);
    });
  });

  it('a timer that has elapsed is gone or set anew', () => {
    check(({ after, events, happening, now }) => {
      const timer = ELAPSES.get(happening.type);
      if (timer === undefined || events.length === 0) return;
      expect(after.timers[timer] ?? Infinity).toBeGreaterThan(now);
    });
  });

  it('a snooze always ends', () => {
    check(({ after }) => {
      const isSnoozed = after.status === 'acknowledged' && after.snoozedUntil !== undefined;
      expect(isSnoozed && after.timers.snooze === undefined).toBe(false);
    });
  });

  it('a target that nobody has met waits to be missed', () => {
    check(({ after }) => {
      const { counted, status } = after;
      const isOpen = status !== 'resolved' && !counted.target && !counted.acknowledged;
      expect(isOpen && after.timers.target === undefined).toBe(false);
    });
  });

  it('the events folded are the snapshot', () => {
    fc.assert(
      fc.property(script, (moves) => {
        const { incident, events } = play(moves);
        expect(events.reduce<Incident | undefined>(evolve, undefined)).toEqual(incident);
      }),
    );
  });

  it('the severity falls only by a person or in a new episode', () => {
    check(({ before, after, happening }) => {
      if (happening.type === 'reclassified' || before.cycle !== after.cycle) return;
      expect(isMoreUrgent(before.severity, after.severity)).toBe(false);
    });
  });

  it('a raise never gives more time', () => {
    check(({ before, after, events }) => {
      if (!events.some(({ type }) => type === 'severity-raised')) return;
      expect(before.cycle !== after.cycle || after.dueAt <= before.dueAt).toBe(true);
    });
  });

  it('no page is ordered twice under one id', () => {
    fc.assert(
      fc.property(script, (moves) => {
        const ordered = play(moves).events.flatMap(idsOf);
        expect(ordered).toEqual([...new Set(ordered)]);
      }),
    );
  });

  it('an episode counts one acknowledgement, one resolve and one outcome of its target at most', () => {
    fc.assert(
      fc.property(script, (moves) => {
        const { events, figures } = play(moves);
        const episodes = 1 + events.filter(({ type }) => type === 'reopened').length;
        const times = (name: RegExp) => figures.filter((figure) => name.test(figure.name)).length;
        expect(times(/time_to_acknowledge/)).toBeLessThanOrEqual(episodes);
        expect(times(/time_to_resolve/)).toBeLessThanOrEqual(episodes);
        expect(times(/response_targets/)).toBeLessThanOrEqual(episodes);
        expect(times(/first_page/)).toBeLessThanOrEqual(episodes);
      }),
    );
  });

  it('the open incidents add up', () => {
    fc.assert(
      fc.property(script, (moves) => {
        const { incident, figures } = play(moves);
        const open = figures.filter(({ name }) => name === 'piket_incidents_open');
        const sum = open.reduce(
          (total, figure) => total + (figure.type === 'count' ? figure.by : 0),
          0,
        );
        expect(sum).toBe(incident.status === 'resolved' ? 0 : 1);
      }),
    );
  });
});

/** Through JSON, as a happening might come. */
const asHappening = (news: object): Happening => JSON.parse(JSON.stringify(news));

const idsOf = (event: IncidentEvent): string[] =>
  'pages' in event ? event.pages.map(({ id }) => id) : [];
