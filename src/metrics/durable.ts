/**
 * The series kept in the store: written with the events that caused them, they survive restarts and
 * are the same on every replica. Each is declared here once.
 */
import type { Labels } from '../core/alert.ts';
import type { CountName, HistogramName } from '../core/figures.ts';
import { CATEGORIES, SECONDARY_TEAMS, SEVERITIES, teamOf } from '../core/severity.ts';

export interface Declaration {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** The label sets that stand at zero before anything has happened. */
  readonly zeros: readonly Labels[];
}

/** Every combination of the labels' values; none where a label's values are not known beforehand. */
const combinations = (labels: Readonly<Record<string, readonly string[]>>): readonly Labels[] =>
  Object.entries(labels).reduce<readonly Labels[]>(
    (sets, [label, values]) =>
      sets.flatMap((set) => values.map((value) => ({ ...set, [label]: value }))),
    [{}],
  );

const declare = (
  type: Declaration['type'],
  help: string,
  labels: Readonly<Record<string, readonly string[]>>,
): Declaration => ({ type, help, labels: Object.keys(labels), zeros: combinations(labels) });

const severity = SEVERITIES;
const team = SECONDARY_TEAMS;

/** What channels give as reasons of a `DeliveryError`: a first failure shows as a rise from zero. */
export const DELIVERY_REASONS = [
  'auth',
  'bad-callback',
  'blocked',
  'daily-limit',
  'expired',
  'filtered',
  'invalid-number',
  'network',
  'not-mobile',
  'not-permitted',
  'opted-out',
  'provider-error',
  'queue-full',
  'rate-limited',
  'refused',
  'sender',
  'suspended',
  'timeout',
  'undelivered',
  'unreachable',
] as const;

/** The categories with the one team that each belongs to. */
const opened: Declaration = {
  type: 'counter',
  help: 'Incidents opened, by the severity, category and team they opened with.',
  labels: ['severity', 'category', 'team'],
  zeros: combinations({ severity, category: CATEGORIES }).map((labels) => ({
    ...labels,
    team: CATEGORIES.filter((category) => category === labels['category']).map(teamOf)[0] ?? '',
  })),
};

/** `channel` stands at zero for each of `channels`; a reason that is not listed appears when it comes. */
export const durableSeries = (
  channels: readonly string[],
): Readonly<Record<CountName | HistogramName, Declaration>> => ({
  piket_incidents_opened_total: opened,
  piket_incidents_reopened_total: declare(
    'counter',
    'Incidents that fired again soon after they were resolved.',
    { severity },
  ),
  piket_incidents_open: declare('gauge', 'Incidents that are not resolved.', {
    severity,
    status: ['triggered', 'acknowledged'],
  }),
  piket_time_to_first_page_seconds: declare(
    'histogram',
    'From the opening of an episode to the first page that a provider took.',
    { severity },
  ),
  piket_time_to_acknowledge_seconds: declare(
    'histogram',
    'From the opening of an episode to its first acknowledgement by a human.',
    { severity, team },
  ),
  piket_time_to_resolve_seconds: declare(
    'histogram',
    'From the opening of an episode to its resolve, by whoever resolved it.',
    { severity, team, by: ['human', 'source', 'api', 'lease'] },
  ),
  piket_response_targets_total: declare(
    'counter',
    'Episodes whose first human acknowledgement met or missed the response target.',
    { severity, outcome: ['met', 'missed'] },
  ),
  piket_escalations_total: declare(
    'counter',
    'Steps taken beyond the first because nobody answered, nobody could be reached or someone asked.',
    { severity, team },
  ),
  piket_pages_total: declare('counter', 'Pages, once in each outcome that they reached.', {
    channel: channels,
    outcome: ['sent', 'delivered', 'failed', 'superseded', 'skipped'],
  }),
  piket_page_delivery_seconds: declare(
    'histogram',
    'From the instant a page was due to the report that it was delivered.',
    { channel: channels },
  ),
  piket_delivery_failures_total: declare(
    'counter',
    'Deliveries that a provider refused or could not make, by reason.',
    { channel: channels, reason: DELIVERY_REASONS },
  ),
});
