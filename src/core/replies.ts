/**
 * What a person means by a text message. A reply acts only when every word of it is understood:
 * quotes, tapbacks, auto-replies, questions and denials must never acknowledge anything.
 */
export type ReplyVerb = 'acknowledge' | 'resolve' | 'escalate' | 'snooze' | 'undo';

export type Reply =
  | {
      readonly type: 'act';
      readonly verb: ReplyVerb;
      /** 3 to 6 digits each; they need not be codes that were ever given. */
      readonly codes: readonly string[];
      /** Everything open that this phone was told of; `codes` is then empty. */
      readonly all: boolean;
      /** Of a snooze, always: 1 to 240. */
      readonly minutes?: number;
    }
  | { readonly type: 'list' }
  | { readonly type: 'who' }
  | { readonly type: 'help' }
  /** The carrier has opted this phone out, or in again. */
  | { readonly type: 'stop' }
  | { readonly type: 'start' }
  /** The carrier answers this itself: nothing is to be said. */
  | { readonly type: 'carrier' }
  | { readonly type: 'empty' }
  | { readonly type: 'unknown' };

/** A reply that asks for something to be done. */
export type Command = Extract<Reply, { type: 'act' }>;

/** What Twilio acts on before we hear of it: exactly the word, in any case (Twilio's opt-out keywords). */
const CARRIER: Readonly<Record<'stop' | 'start' | 'carrier', readonly string[]>> = {
  stop: ['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout'],
  start: ['start', 'yes', 'unstop'],
  carrier: ['help', 'info'],
};

type Meaning = ReplyVerb | 'list' | 'who' | 'help';

/** English and Dutch are always both understood. */
const PHRASES: readonly (readonly [Meaning, string])[] = [
  ['acknowledge', 'ack, a, ok, oke, okay, k, on it, im on it, mine, acknowledge'],
  ['acknowledge', 'bevestig, gezien, ik pak het, pak ik'],
  ['resolve', 'resolve, r, done, fixed, close, opgelost, klaar, sluit'],
  ['escalate', 'escalate, esc, e, next, pass, cant, escaleer, doorzetten, door, kan niet'],
  ['snooze', 'snooze, s, later, uitstel, sluimer'],
  ['undo', 'undo, oops, unack, fout, ongedaan, terug'],
  ['who', 'who, whos on call, who is on call, on call, oncall, wie, dienst, wie heeft dienst'],
  ['list', 'list, open, status, lijst, overzicht'],
  ['help', 'menu, commands, hulp, help'],
];

const MEANINGS: ReadonlyMap<string, Meaning> = new Map(
  PHRASES.flatMap(([meaning, phrases]) => phrases.split(', ').map((phrase) => [phrase, meaning])),
);

const ALL = new Set(['all', 'alle', 'alles']);
const MINUTES = new Set(['m', 'min', 'mins', 'minute', 'minutes', 'minuut', 'minuten']);
const HOURS = new Set(['h', 'hr', 'hrs', 'hour', 'hours', 'u', 'uur', 'uren']);

const LONGEST_REPLY = 40;
const LONGEST_PHRASE = 4;
/** Of a snooze that names no duration. */
export const SNOOZE_MINUTES = 30;
const LONGEST_SNOOZE_MINUTES = 240;

/** Lower case words and numbers, without accents, punctuation and what copying a code drags along. */
const wordsOf = (line: string): readonly string[] =>
  line
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\p{M}\p{Cf}'’‘]/gu, '')
    .replaceAll(/👍[\u{1F3FB}-\u{1F3FF}]?/gu, ' ack ')
    .replaceAll(/[\p{P}`=]/gu, ' ')
    .replaceAll(/(?<=\d)(?=\p{L})|(?<=\p{L})(?=\d)/gu, ' ')
    .split(/\s+/u)
    .filter((word) => word !== '');

type Token =
  | { readonly type: 'verb'; readonly verb: ReplyVerb }
  | { readonly type: 'code'; readonly code: string }
  | { readonly type: 'all' }
  | { readonly type: 'duration'; readonly minutes: number };

const isVerb = (meaning: Meaning): meaning is ReplyVerb =>
  meaning !== 'list' && meaning !== 'who' && meaning !== 'help';

/** The token that the words begin with, and how many of them it takes. */
const nextToken = (words: readonly string[]): [Token, number] | undefined => {
  const [first = '', second = ''] = words;
  if (/^\d+$/.test(first)) {
    if (HOURS.has(second)) return [{ type: 'duration', minutes: 60 * Number(first) }, 2];
    if (MINUTES.has(second)) return [{ type: 'duration', minutes: Number(first) }, 2];
    if (first.length < 3) return [{ type: 'duration', minutes: Number(first) }, 1];
    return first.length <= 6 ? [{ type: 'code', code: first }, 1] : undefined;
  }
  if (ALL.has(first)) return [{ type: 'all' }, 1];
  for (let length = LONGEST_PHRASE; length > 0; length -= 1) {
    const meaning = MEANINGS.get(words.slice(0, length).join(' '));
    if (meaning && isVerb(meaning)) return [{ type: 'verb', verb: meaning }, length];
  }
  return undefined;
};

const tokensOf = (words: readonly string[]): readonly Token[] | undefined => {
  const tokens: Token[] = [];
  for (let at = 0; at < words.length; ) {
    const next = nextToken(words.slice(at));
    if (!next) return undefined;
    tokens.push(next[0]);
    at += next[1];
  }
  return tokens;
};

const LETTER = { verb: 'v', code: 'c', all: 'a', duration: 'd' } as const;

/** A verb before or after its codes, a duration beside the verb or last; or codes alone. */
const SHAPE = /^(?:v+(?:d?(?:c*|a)|(?:c*|a)d?)|(?:c+|a)v+d?|c+)$/;

const act = (tokens: readonly Token[]): Reply => {
  const shape = tokens.map((token) => LETTER[token.type]).join('');
  const verbs = new Set(tokens.flatMap((token) => (token.type === 'verb' ? [token.verb] : [])));
  const codes = new Set(tokens.flatMap((token) => (token.type === 'code' ? [token.code] : [])));
  const minutes = tokens.find((token) => token.type === 'duration')?.minutes;
  const [verb = 'acknowledge'] = verbs;
  if (!SHAPE.test(shape) || verbs.size > 1) return { type: 'unknown' };
  const reply = { type: 'act', verb, codes: [...codes], all: shape.includes('a') } as const;
  if (verb !== 'snooze') return minutes === undefined ? reply : { type: 'unknown' };
  if (minutes === 0) return { type: 'unknown' };
  return { ...reply, minutes: Math.min(minutes ?? SNOOZE_MINUTES, LONGEST_SNOOZE_MINUTES) };
};

const carrierWord = (body: string): Reply | undefined => {
  const word = body.trim().toLowerCase();
  if (CARRIER.stop.includes(word)) return { type: 'stop' };
  if (CARRIER.start.includes(word)) return { type: 'start' };
  return CARRIER.carrier.includes(word) ? { type: 'carrier' } : undefined;
};

/** Understands the first line with any text; of the rest (a signature, a quote) nothing is read. */
export const parseReply = (body: string): Reply => {
  const exact = carrierWord(body);
  if (exact) return exact;
  const line = body
    .split(/[\n\r\u2028\u2029]/u)
    .map((part) => part.trim())
    .find((part) => part !== '');
  if (line === undefined) return { type: 'empty' };
  if (/^["'“”‘’]?[?¿]+["'“”‘’]?$/u.test(line)) return { type: 'help' };
  if (line.length > LONGEST_REPLY || line.startsWith('>')) return { type: 'unknown' };

  const words = wordsOf(line);
  const meaning = MEANINGS.get(words.join(' '));
  if (meaning && !isVerb(meaning)) return { type: meaning };
  const tokens = tokensOf(words);
  return tokens && tokens.length > 0 && !/[?？]/u.test(line) ? act(tokens) : { type: 'unknown' };
};
