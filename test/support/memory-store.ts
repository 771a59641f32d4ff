import type { Change, Claims, Clock, Code, OwedWork } from '../../src/ports.ts';
import type { Policy } from '../../src/core/policy.ts';
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
  const claimsOf = (incarnation: string) => memoryClaims(memory, incarnation, dead);
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
  due: async (now, limit) =>
    owedWork(memory)
      .filter(({ dueAt }) => dueAt <= now)
      .slice(0, limit),
  defer: async (incident, page, dueAt) => {
    memory.claims.delete(claimOf(incident, page));
    const member = pageMember(incident, page);
    if (memory.owed.has(member)) memory.owed.set(member, dueAt);
  },
  drop: async (work) => {
    if (work.type === 'timer') {
      memory.owed.delete(timerMember(work.incident, work.timer));
    } else {
      memory.owed.delete(pageMember(work.incident, work.page));
      memory.claims.delete(claimOf(work.incident, work.page));
    }
  },
});

const memoryClaims = (memory: Memory, owner: string, dead: ReadonlySet<string>): Claims => ({
  claim: async (incident, page, { version, now, until }) => {
    if (memory.incidents.get(incident)?.version !== version) return 'changed';
    const held = memory.claims.get(claimOf(incident, page));
    const isLiving = held !== undefined && held.owner !== owner && !dead.has(held.owner);
    if (isLiving && held.until > now) return 'held';
    memory.claims.set(claimOf(incident, page), { owner, until });
    return 'claimed';
  },
});

const memoryMessages = () => {
  const seen = new Map<string, Map<string, number>>();
  const codes = new Map<string, Map<string, Code>>();
  const optOuts = new Set<string>();
  const replies = new Map<string, string>();
  const bodies: { source: string; body: string }[] = [];
  return {
    bodies,
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
    codes: {
      of: async (person) => [...(codes.get(person)?.values() ?? [])],
      give: async (person, code, replaces) => {
        const given = codes.get(person) ?? new Map<string, Code>();
        if (given.get(code.code)?.incident !== replaces) return false;
        codes.set(person, given.set(code.code, code));
        return true;
      },
    },
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
