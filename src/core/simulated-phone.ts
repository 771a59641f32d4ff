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
  /** IANA: what its clock shows. */
  readonly zone: string;
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
const OVER = /^(?:\d+ |#\d+ )(?:resolved|opgelost)\b/;

interface WaitingPage {
  /** A bundle has none. */
  readonly incident?: number;
}

/** By code the pages that nobody acted on from this phone, nor were told to be over; the latest last. */
function waitingByCode(messages: readonly SimulatedMessage[]): ReadonlyMap<string, WaitingPage> {
  const pages = new Map<string, WaitingPage>();
  const waiting = new Set<string>();
  for (const { from, text } of messages) {
    const code = from === 'piket' ? ASKED.exec(text)?.[1] : undefined;
    const incident = NUMBERED.exec(text)?.[1];
    if (code !== undefined) {
      pages.set(code, incident === undefined ? {} : { incident: Number(incident) });
      waiting.delete(code);
      waiting.add(code);
    }
    if (from === 'piket' && OVER.test(text)) {
      const over = new Set([...text.matchAll(/#(\d+)/g)].map(([, number]) => Number(number)));
      for (const each of waiting)
        if (over.has(pages.get(each)?.incident ?? 0)) waiting.delete(each);
    }
    const reply = from === 'person' ? parseReply(text) : undefined;
    if (reply?.type !== 'act') continue;
    if (reply.verb === 'undo') {
      for (const each of reply.codes) if (pages.has(each)) waiting.add(each);
      continue;
    }
    const meant = reply.codes.length > 0 ? reply.codes : [...waiting];
    if (reply.all || reply.codes.length > 0 || meant.length === 1) {
      for (const each of meant) waiting.delete(each);
    }
  }
  return new Map([...waiting].map((code) => [code, pages.get(code) ?? {}]));
}

/** The pages that wait for an answer from this phone. */
export const waitingPages = (messages: readonly SimulatedMessage[]): readonly WaitingPage[] => [
  ...waitingByCode(messages).values(),
];

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

/** What the latest text offers (`475`, `475 E`, …), or else the page that waits; and the two that always work. */
export const quickReplies = (messages: readonly SimulatedMessage[]): readonly QuickReply[] => {
  if (isOptedOut(messages)) return [{ text: 'START', meaning: 'get texts again' }];
  const texts = messages.filter(({ from }) => from === 'piket');
  const waiting = waitingByCode(messages);
  const isOpen = ({ text }: SimulatedMessage) => {
    const code = ASKED.exec(text)?.[1];
    return code !== undefined && waiting.has(code);
  };
  const latest = texts.slice(-1).filter((text) => !ASKED.test(text.text) || isOpen(text));
  const offered = [...texts.filter(isOpen).slice(-1), ...latest].map(offeredBy);
  const replies = offered.findLast((each) => each.length > 0) ?? [];
  return [...replies, { text: 'LIST', meaning: 'open pages' }, { text: '?', meaning: 'help' }];
};
