import type { Person } from '../core/people.ts';
import { cannotPageText, canPageAgainText } from '../core/wording.ts';
import type { Ports } from '../ports.ts';
import { tellTeamLeads } from './team-leads.ts';

/** Why no page can go out by a channel. */
export interface PagingTrouble {
  readonly channel: string;
  /** Its provider takes nothing, or nobody has an open contact method of it. */
  readonly why: 'provider' | 'nobody';
  readonly since: number;
  /** What the provider failed of: of a bounded set. */
  readonly reason?: string;
}

const WHY = {
  provider: 'its provider takes nothing',
  nobody: 'nobody can be reached by it',
} as const;

/** As a person reads it. */
export const sayTrouble = ({ channel, why }: PagingTrouble): string =>
  `no page can go out by ${channel}: ${WHY[why]}`;

/** However often a provider comes and goes, the team leads hear of it no more often than this. */
const TELL_EVERY_MS = 15 * 60_000;

/** The troubles there are; each is told when it begins and when it ends. */
export function openTroubles(ports: () => Ports) {
  const troubles = new Map<string, PagingTrouble>();
  /** Of each channel what the team leads were last told of, and when. */
  const told = new Map<string, { readonly since: number; readonly at: number }>();
  const tellLeads = (channel: string, text: (lead: Person) => string) =>
    tellTeamLeads('trouble', text, ports(), {
      by: (other) => other !== channel && !troubles.has(other),
    });
  const tellBeginning = ({ channel, why, since }: PagingTrouble): void => {
    const now = ports().clock.now();
    const last = told.get(channel);
    if (last?.since === since || now - (last?.at ?? -Infinity) < TELL_EVERY_MS) return;
    told.set(channel, { since, at: now });
    tellLeads(channel, (lead) => cannotPageText({ ...lead, now }, channel, why, since));
  };
  return {
    all: (): readonly PagingTrouble[] => [...troubles.values()],
    of: (channel: string): PagingTrouble | undefined => troubles.get(channel),
    begin: (trouble: PagingTrouble): void => {
      const { channel, since, reason } = trouble;
      troubles.set(channel, trouble);
      ports().log.error(
        { channel, reason, since: new Date(since).toISOString() },
        sayTrouble(trouble),
      );
      tellBeginning(trouble);
    },
    /** Those that began too soon after another, and last. */
    tellUntold: (): void => troubles.forEach(tellBeginning),
    /** `isKnown`: it is seen to be over, and not only no longer seen. */
    end: ({ channel, since }: PagingTrouble, isKnown: boolean): void => {
      const { log, clock } = ports();
      const now = clock.now();
      troubles.delete(channel);
      const news = isKnown
        ? `pages go out by ${channel} again`
        : `no trouble is known of ${channel}`;
      log.info({ channel }, news);
      if (!isKnown || told.get(channel)?.since !== since) return;
      tellLeads(channel, (lead) => canPageAgainText({ ...lead, now }, channel, now));
    },
  };
}
