import type { Bundle } from '../../src/core/bundle.ts';
import type { ShownCode } from '../../src/core/codes.ts';
import type { OwedWork } from '../../src/core/owed-work.ts';
import type { Bookings, Change, Claims, Clock, Codes, Records } from '../../src/ports.ts';
import type { Pace } from '../../src/core/pace.ts';
import type { Policy } from '../../src/core/policy.ts';
import { readPage } from '../../src/store/incident-records.ts';
import { claimOf, pageMember, readMember, timerMember } from '../../src/store/owed-members.ts';
import type { Store } from '../../src/store/redis-store.ts';
import { emptyMemory, type Memory, memoryIncidents } from './memory-incidents.ts';

type Listener = (changes: readonly Change[]) => void | Promise<void>;

/** The store as a story needs it: the same words as the real one, and windows to look in. */
export interface MemoryStore extends Store {
  /** All that is owed, the earliest first. */
  owedNow(): readonly OwedWork[];
  /** Called before each write: what it throws is a crash before it, what it writes is a race. */
  beforeCommit(listener: Listener): () => void;
  /** Called after each write: what it throws is a crash that the write has outlived. */
  afterCommit(listener: Listener): () => void;
  /** The claims in the name of another living process. */
  claimsOf(incarnation: string): Claims;
  /** From now on that process is dead. */
  die(incarnation: string): void;
  /** When nobody was there to be told of anything. */
  readonly outages: [from: number, until: number][];
  readonly bodies: readonly { readonly source: string; readonly body: string }[];
}

export const memoryStore = ({ clock }: { readonly clock: Clock }): MemoryStore => {
  const memory = emptyMemory();
  const dead = new Set<string>();
  const before = new Set<Listener>();
  const after = new Set<Listener>();
  const subscribe = (listeners: Set<Listener>) => (listener: Listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const tell = async (listeners: Set<Listener>, changes: readonly Change[]) => {
    for (const listener of listeners) await listener(changes);
  };
  const claimsOf = (incarnation: string) => memoryClaims(memory, incarnation, dead, clock);
  return {
    incidents: memoryIncidents(memory, clock, {
      before: (changes) => tell(before, changes),
      after: (changes) => tell(after, changes),
    }),
    owed: memoryOwed(memory),
    claims: claimsOf('this process'),
    ...memoryMessages(),
    ...memoryConfiguration(),
    figures: async () => Object.fromEntries(memory.figures),
    overdueMs: async (now) => Math.max(0, now - Math.min(now, ...memory.owed.values())),
    freeAllClaims: async () => memory.claims.clear(),
    tidy: async () => {},
    close: async () => {},
    owedNow: () => owedWork(memory),
    beforeCommit: subscribe(before),
    afterCommit: subscribe(after),
    claimsOf,
    die: (incarnation) => void dead.add(incarnation),
  };
};

const owedWork = (memory: Memory): readonly OwedWork[] =>
  [...memory.owed]
    .toSorted(([a, dueA], [b, dueB]) => dueA - dueB || (a < b ? -1 : 1))
    .flatMap(([member, dueAt]) => readMember(member, dueAt) ?? []);

const memoryOwed = (memory: Memory): Store['owed'] => ({
  due: async (now, limit, skip = 0) =>
    owedWork(memory)
      .filter(({ dueAt }) => dueAt <= now)
      .slice(skip, skip + limit),
  upcoming: async (after, until, limit) =>
    owedWork(memory)
      .filter(({ dueAt }) => after < dueAt && dueAt <= until)
      .slice(0, limit),
  defer: async (incident, page, dueAt) => {
    memory.claims.delete(claimOf(incident, page));
    const member = pageMember(incident, page);
    if (memory.owed.has(member)) memory.owed.set(member, dueAt);
  },
  postpone: async (work, dueAt) => moveOwed(memory, work, (now) => Math.max(now, dueAt)),
  hasten: async (work, dueAt) => moveOwed(memory, work, (now) => Math.min(now, dueAt)),
  waitingFor: async (phone, now, limit) =>
    owedWork(memory)
      .flatMap((work) => (work.type === 'page' && work.page.endsWith(`.${phone}`) ? [work] : []))
      .filter(({ incident, page }) => dueAtOf(memory, incident, page) <= now)
      .slice(0, limit)
      .map(({ incident, page }) => ({ incident, page })),
  nextTries: async (incident, pages) =>
    new Map(
      pages.flatMap((page): [string, number][] => {
        const dueAt = memory.owed.get(pageMember(incident, page));
        return dueAt === undefined ? [] : [[page, dueAt]];
      }),
    ),
  drop: async (work) => {
    if (work.type === 'timer') {
      memory.owed.delete(timerMember(work.incident, work.timer));
    } else {
      memory.owed.delete(pageMember(work.incident, work.page));
      memory.claims.delete(claimOf(work.incident, work.page));
    }
  },
});

const moveOwed = (memory: Memory, work: OwedWork, to: (dueAt: number) => number): void => {
  const { incident } = work;
  const member =
    work.type === 'timer' ? timerMember(incident, work.timer) : pageMember(incident, work.page);
  const dueAt = memory.owed.get(member);
  if (dueAt !== undefined) memory.owed.set(member, to(dueAt));
};

/** When a page was first due, however far it was put off. */
const dueAtOf = (memory: Memory, incident: number, page: string): number => {
  const text = memory.incidents.get(incident)?.pages.get(page);
  return text === undefined ? Infinity : readPage(text).dueAt;
};

const memoryRecords = <T>(): Records<T> => {
  const records = new Map<string, string>();
  return {
    of: async (key) => {
      const text = records.get(key);
      return text === undefined ? undefined : JSON.parse(text);
    },
    change: async (key, before, after) => {
      if (records.get(key) !== (before && JSON.stringify(before))) return false;
      if (after === undefined) records.delete(key);
      else records.set(key, JSON.stringify(after));
      return true;
    },
  };
};

const memoryCodes = (): Codes => {
  const codes = new Map<string, Map<string, ShownCode>>();
  return {
    of: async (person) => [...(codes.get(person)?.values() ?? [])],
    give: async ({ person, shown, replaces }) => {
      const given = codes.get(person) ?? new Map<string, ShownCode>();
      if (given.get(shown.code)?.subject !== replaces) return false;
      codes.set(person, given.set(shown.code, shown));
      return true;
    },
  };
};

/** One after the other, each undone when a later one cannot be: nothing comes between in memory. */
const memoryBookings = (
  codes: Codes,
  paces: Records<Pace>,
  bundles: Records<Bundle>,
): Bookings => ({
  book: async ({ pace, code, bundle }) => {
    if (!(await paces.change(pace.of, pace.before, pace.after))) return false;
    const isNew =
      bundle === undefined || (await bundles.change(bundle.lead, undefined, bundle.told));
    if (isNew && (code === undefined || (await codes.give(code)))) return true;
    await paces.change(pace.of, pace.after, pace.before);
    if (isNew && bundle) await bundles.change(bundle.lead, bundle.told, undefined);
    return false;
  },
});

const memoryClaims = (
  memory: Memory,
  owner: string,
  dead: ReadonlySet<string>,
  clock: Clock,
): Claims => ({
  claim: async (incident, page, { version, forMs, dueBy = Infinity }) => {
    if (memory.incidents.get(incident)?.version !== version) return 'changed';
    const held = memory.claims.get(claimOf(incident, page));
    const isLiving = held !== undefined && held.owner !== owner && !dead.has(held.owner);
    if (isLiving && held.until > clock.now()) return 'held';
    if ((memory.owed.get(pageMember(incident, page)) ?? 0) > dueBy) return 'held';
    memory.claims.set(claimOf(incident, page), { owner, until: clock.now() + forMs });
    return 'claimed';
  },
  letGo: async (incident, page) => void memory.claims.delete(claimOf(incident, page)),
});

const memoryMessages = () => {
  const seen = new Map<string, Map<string, number>>();
  const codes = memoryCodes();
  const paces = memoryRecords<Pace>();
  const bundles = memoryRecords<Bundle>();
  const optOuts = new Set<string>();
  const replies = new Map<string, string>();
  const outages: [from: number, until: number][] = [];
  const bodies: { source: string; body: string }[] = [];
  return {
    bodies,
    outages,
    sightings: {
      note: (source, fingerprints, now) => {
        const told = seen.get(source) ?? new Map<string, number>();
        seen.set(source, told);
        for (const fingerprint of fingerprints) told.set(fingerprint, now);
      },
      lastSeen: async (source, fingerprints) =>
        new Map(
          fingerprints.flatMap((fingerprint) => {
            const at = seen.get(source)?.get(fingerprint);
            return at === undefined ? [] : [[fingerprint, at] as const];
          }),
        ),
    },
    uptime: {
      downMs: async (from, until) =>
        outages
          .map(([start, end]) => Math.max(0, Math.min(end, until) - Math.max(start, from)))
          .reduce((sum, ms) => sum + ms, 0),
    },
    codes,
    paces,
    bundles,
    bookings: memoryBookings({ ...codes }, { ...paces }, { ...bundles }),
    wrongCodes: memoryRecords(),
    optOuts: {
      all: async () => new Set(optOuts),
      set: async (person, method, optedOut) => {
        const member = `${person}.${method}`;
        if (optedOut) optOuts.add(member);
        else optOuts.delete(member);
      },
    },
    answered: {
      recall: async (messageId) => replies.get(messageId),
      keep: async (messageId, reply) => {
        const first = replies.get(messageId) ?? reply;
        replies.set(messageId, first);
        return first;
      },
    },
    unreadable: {
      keep: async (source, body) => {
        bodies.unshift({ source, body: body.slice(0, 65_536) });
        bodies.length = Math.min(bodies.length, 100);
      },
    },
  } satisfies Partial<MemoryStore>;
};

const memoryConfiguration = (): Pick<Store, 'policies' | 'secrets'> => {
  const policies = new Map<string, Policy>();
  const secrets = new Map<string, string>();
  return {
    policies: {
      keep: async (policy) => void (policies.has(policy.id) || policies.set(policy.id, policy)),
      all: async () => [...policies.values()],
    },
    secrets: {
      get: async (name) => secrets.get(name),
      setIfAbsent: async (name, value) => {
        const first = secrets.get(name) ?? value;
        secrets.set(name, first);
        return first;
      },
    },
  };
};
