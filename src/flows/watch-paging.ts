import {
  afterSend,
  isDown,
  isLongAgo,
  type ProviderTrouble,
  type Sent,
} from '../core/paging-health.ts';
import type { Ports } from '../ports.ts';
import { openTroubles, type PagingTrouble } from './paging-troubles.ts';

/** Knows whether this process can page at all, and says so when it cannot. */
export interface PagingWatch {
  /** Hears how a message went. */
  note(sent: Sent): void;
  /** Looks whether there is still somebody to be reached, and forgets what was long ago. */
  look(): Promise<void>;
  troubles(): readonly PagingTrouble[];
}

/**
 * When a channel cannot page it is told in the log, and to the team leads by any other channel; and again
 * when it can. A provider that has failed is down until it takes something, or nothing is tried any more.
 */
export function openPagingWatch(ports: () => Ports): PagingWatch {
  const providers = new Map<string, ProviderTrouble>();
  const deserted = new Map<string, number>();
  const troubles = openTroubles(ports);

  const troubleOf = (channel: string): PagingTrouble | undefined => {
    const nobodySince = deserted.get(channel);
    if (nobodySince !== undefined) return { channel, why: 'nobody', since: nobodySince };
    const provider = providers.get(channel);
    if (provider === undefined || !isDown(provider)) return undefined;
    const { since, reason } = provider;
    return { channel, why: 'provider', since, reason };
  };

  const judge = (channel: string, isKnown: boolean): void => {
    const [was, is] = [troubles.of(channel), troubleOf(channel)];
    if (is !== undefined && was?.why !== is.why) troubles.begin(is);
    if (is === undefined && was !== undefined) troubles.end(was, isKnown);
  };

  return {
    note: (sent) => {
      const { channel } = sent;
      const after = afterSend(providers.get(channel), sent, ports().clock.now());
      if (after === undefined) providers.delete(channel);
      else providers.set(channel, after);
      judge(channel, true);
    },
    look: async () => {
      const { channels, clock } = ports();
      const { all, open } = await methodsOf(ports());
      const now = clock.now();
      for (const channel of Object.keys(channels)) {
        const provider = providers.get(channel);
        const isForgotten = provider !== undefined && isLongAgo(provider, now);
        if (isForgotten) providers.delete(channel);
        // A channel by which nobody is to be reached is none that is missed.
        const isDeserted = !open.has(channel) && (all.has(channel) || open.size === 0);
        if (!isDeserted) deserted.delete(channel);
        else if (!deserted.has(channel)) deserted.set(channel, now);
        judge(channel, !isForgotten && open.has(channel));
      }
      troubles.tellUntold();
    },
    troubles: troubles.all,
  };
}

/** The channels by which people are to be reached, and those by which some still can be. */
async function methodsOf({ rules, optOuts }: Ports) {
  const closed = await optOuts.all();
  const methods = Object.values(rules().people).flatMap(({ id, ...person }) =>
    person.methods.map((method) => ({ ...method, phone: `${id}.${method.id}` })),
  );
  const all = new Set(methods.map(({ channel }) => channel));
  const open = methods.filter(({ phone }) => !closed.has(phone)).map(({ channel }) => channel);
  return { all, open: new Set(open) };
}
