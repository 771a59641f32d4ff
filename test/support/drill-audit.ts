import { expect } from 'vitest';
import type { Drill } from './drill.ts';
import { pageOf } from './drill-senders.ts';
import type { StoredPage } from './drill-store.ts';

/** How soon a page goes out once a Piket is ready, its time has come and nobody else has it. */
export const PROMPT_MS = 5000;
/** A process is dead when its heart has not beaten for so long. */
export const DEAD_AFTER_MS = 6000;

export interface Kill {
  readonly killedAt: number;
  /** When the next Piket was ready or, where pages were in hand, their claims were free. */
  readonly freeAt: number;
  /** The pages that were in hand, the only ones that may go out twice. */
  readonly claimed: ReadonlySet<string>;
}

export const NO_KILL: Kill = { killedAt: Infinity, freeAt: 0, claimed: new Set() };

export interface Audited {
  /** Pages that were sent twice. */
  readonly twice: number;
  /** How late the latest of its pages was sent, by the product's own record. */
  readonly latestMs: number;
}

/**
 * Holds an incident to what was promised: its timeline tells its snapshot, every page was sent in
 * time, none but those in hand twice, and then with the same words.
 */
export const auditIncident = async (
  { store, twilio }: Drill,
  number: number,
  { killedAt, freeAt, claimed }: Kill,
): Promise<Audited> => {
  const { snapshot, folded } = await store.bothTellings(number);
  expect(folded, 'what the timeline tells').toEqual(snapshot);
  const pages = await store.pagesOf([number]);
  let twice = 0;
  let latestMs = 0;
  for (const page of pages) {
    const texts = textsOf(twilio, page);
    expect(texts.length, `texts for ${page.full}`).toBeLessThanOrEqual(
      claimed.has(page.full) ? 2 : 1,
    );
    twice += Number(texts.length === 2);
    if (page.state !== 'sent' && page.state !== 'delivered') continue;
    expect(texts.length, `texts for ${page.full}`).toBeGreaterThan(0);
    const sentAt = page.reached.sent ?? Infinity;
    // Before a kill a page is late by its due time, after it by when it could go again.
    const couldGoAt = sentAt < killedAt ? page.dueAt : Math.max(page.dueAt, freeAt);
    latestMs = Math.max(latestMs, sentAt - couldGoAt);
  }
  expect(latestMs, `how late the pages of #${number} were`).toBeLessThanOrEqual(PROMPT_MS);
  return { twice, latestMs };
};

/** The words of each time that a page was sent: always the same. */
export const textsOf = ({ sent }: Drill['twilio'], { full }: StoredPage): readonly string[] => {
  const texts = sent.filter((text) => pageOf(text) === full).map(({ body }) => body);
  expect(new Set(texts).size, `different texts for ${full}`).toBeLessThanOrEqual(1);
  return texts;
};
