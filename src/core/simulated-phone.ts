import { parseReply } from './replies.ts';

/** A text as a simulated phone shows it. `carrier` is the network itself: what STOP and START did. */
export interface SimulatedMessage {
  readonly id: string;
  readonly from: 'piket' | 'person' | 'carrier';
  readonly text: string;
  readonly sentAt: number;
}

/** One number of one person, with what was said on it. */
export interface PhoneView {
  /** The person's id; `person.method` for their further numbers. */
  readonly id: string;
  readonly person: string;
  readonly name: string;
  /** E.164. */
  readonly number: string;
  readonly teams: readonly string[];
  /** Oldest first. */
  readonly messages: readonly SimulatedMessage[];
  /** The owner said STOP: the carrier delivers nothing more until START. */
  readonly optedOut: boolean;
}

/** A text that a phone offers at one tap. */
export interface QuickReply {
  readonly text: string;
  readonly meaning: string;
}

export const isOptedOut = (messages: readonly SimulatedMessage[]): boolean =>
  messages
    .filter(({ from }) => from === 'person')
    .map(({ text }) => parseReply(text).type)
    .findLast((type) => type === 'stop' || type === 'start') === 'stop';

const ASKED = /\b(\d{3,6})=ack\b/;
const NUMBERED = /^P\d #(\d+)\b/;

/** The pages that nobody acted on from this phone: each with its incident, which a bundle has not. */
export function waitingPages(
  messages: readonly SimulatedMessage[],
): readonly { readonly incident?: number }[] {
  const waiting = new Map<string, { readonly incident?: number }>();
  for (const { from, text } of messages) {
    const code = from === 'piket' ? ASKED.exec(text)?.[1] : undefined;
    const incident = NUMBERED.exec(text)?.[1];
    if (code !== undefined) waiting.set(code, incident ? { incident: Number(incident) } : {});
    const reply = from === 'person' ? parseReply(text) : undefined;
    if (reply?.type !== 'act') continue;
    const meant = reply.codes.length > 0 ? reply.codes : [...waiting.keys()];
    if (reply.all || reply.codes.length > 0 || meant.length === 1) {
      for (const each of meant) waiting.delete(each);
    }
  }
  return [...waiting.values()];
}

const OFFERED = /\b(\d{3,6}(?: [A-Z])?)=([a-z]+)/g;
const UNDOABLE = /\b(?:UNDO|TERUG) (\d{3,6})\b/;
const ACKNOWLEDGED = /\b(acked|bevestigd)\b/;
const LISTED = /(?:open: |; )(?:P\d )?(\d{3,6}) /g;
const MOST_LISTED = 3;

const offeredBy = ({ from, text }: SimulatedMessage): readonly QuickReply[] => {
  if (from !== 'piket') return [];
  const undo = UNDOABLE.exec(text);
  if (undo !== null) {
    const resolve = { text: `${undo[1]} R`, meaning: 'resolve' };
    return [...(ACKNOWLEDGED.test(text) ? [resolve] : []), { text: undo[0], meaning: 'undo' }];
  }
  const asked = [...text.matchAll(OFFERED)];
  if (asked.length > 0) {
    return asked.map(([, reply = '', meaning = '']) => ({ text: reply, meaning }));
  }
  return [...text.matchAll(LISTED)]
    .slice(0, MOST_LISTED)
    .map(([, code = '']) => ({ text: code, meaning: 'ack' }));
};

/** What the latest text that offers replies offers (`475`, `475 E`, …), and the two that always work. */
export const quickReplies = (messages: readonly SimulatedMessage[]): readonly QuickReply[] => {
  if (isOptedOut(messages)) return [{ text: 'START', meaning: 'get texts again' }];
  const offered = messages.map(offeredBy).findLast((replies) => replies.length > 0) ?? [];
  return [...offered, { text: 'LIST', meaning: 'open pages' }, { text: '?', meaning: 'help' }];
};
