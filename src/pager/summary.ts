import type { Person } from '../core/people.ts';
import type { Rules } from '../core/rules.ts';
import type { Settings } from '../settings.ts';

/** What runs, as one line of the log says it: what is real, what is simulated, who can be paged. */
export interface Summary {
  readonly version: string;
  readonly publicUrl: string;
  readonly phones: 'simulated' | 'twilio';
  readonly store: 'embedded' | 'redis';
  /** Whether the store keeps all that it has acknowledged. */
  readonly durable: boolean;
  readonly sources: readonly string[];
  readonly people: number;
  /** People with a phone left that has not opted out. */
  readonly reachable: number;
}

type Reachable = Pick<Person, 'id' | 'methods'>;

/** People all of whose phones (`person.method`) have opted out. */
export const unreachable = (
  people: readonly Reachable[],
  closed: { has(phone: string): boolean },
): number =>
  people.filter(({ id, methods }) => methods.every((method) => closed.has(`${id}.${method.id}`)))
    .length;

export function summaryOf(
  settings: Settings,
  { sources, people }: Pick<Rules, 'sources' | 'people'>,
  found: {
    readonly version: string;
    readonly publicUrl: string;
    readonly durable: boolean;
    readonly closed: { has(phone: string): boolean };
  },
): Summary {
  const everyone = Object.values(people);
  const { closed, ...rest } = found;
  return {
    ...rest,
    phones: settings.twilio === undefined ? 'simulated' : 'twilio',
    store: settings.redisUrl === undefined ? 'embedded' : 'redis',
    sources: Object.keys(sources),
    people: everyone.length,
    reachable: everyone.length - unreachable(everyone, closed),
  };
}
