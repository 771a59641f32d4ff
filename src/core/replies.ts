import { isCode } from './codes.ts';

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
      /** How the minutes of a snooze that names no code were written, where it may be a mistyped code. */
      readonly likeCode?: string;
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
  ['acknowledge', 'ack, a, ok, oke, okee, okay, k, on it, im on it, mine, acknowledge'],
  ['acknowledge', 'acked, acknowledged, bevestig, bevestigd, gezien, ik pak het, pak ik'],
  ['resolve', 'resolve, r, done, fixed, close, resolved, opgelost, klaar, sluit'],
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

/** Said beside a code, this changes nothing; alone it may be thanks for an answer. */
const POLITE = new Set(
  'please, pls, plz, thanks, thank you, thx, graag, aub, svp, alsjeblieft, alstublieft, bedankt, dank je'.split(
    ', ',
  ),
);
const CHEERFUL = /[✅✔☑👌🙏💪🫡🙂😊😀😃😄][\u{1F3FB}-\u{1F3FF}]?/gu;
const AND = new Set(['and', 'en']);
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
    .replaceAll(CHEERFUL, ' please ')
    .replaceAll(/[\p{P}`=]/gu, ' ')
    .replaceAll(/(?<=\d)(?=\p{L})|(?<=\p{L})(?=\d)/gu, ' ')
    .split(/\s+/u)
    .filter((word) => word !== '');

type Token =
  | { readonly type: 'verb'; readonly verb: ReplyVerb }
  | { readonly type: 'code'; readonly code: string }
  | { readonly type: 'all' | 'and' | 'polite' }
  | { readonly type: 'duration'; readonly minutes: number; readonly likeCode?: string };

const isVerb = (meaning: Meaning): meaning is ReplyVerb =>
  meaning !== 'list' && meaning !== 'who' && meaning !== 'help';

const numberToken = (first: string, second: string): [Token, number] | undefined => {
  if (HOURS.has(second)) return [{ type: 'duration', minutes: 60 * Number(first) }, 2];
  if (MINUTES.has(second)) return [{ type: 'duration', minutes: Number(first) }, 2];
  if (first.length < 3) return [{ type: 'duration', minutes: Number(first) }, 1];
  return first.length <= 6 ? [{ type: 'code', code: first }, 1] : undefined;
};

/** The token that the words begin with, and how many of them it takes. */
const nextToken = (words: readonly string[]): [Token, number] | undefined => {
  const [first = '', second = ''] = words;
  if (/^\d+$/.test(first)) return numberToken(first, second);
  if (ALL.has(first)) return [{ type: 'all' }, 1];
  if (AND.has(first)) return [{ type: 'and' }, 1];
  for (let length = LONGEST_PHRASE; length > 0; length -= 1) {
    const phrase = words.slice(0, length).join(' ');
    const meaning = MEANINGS.get(phrase);
    if (meaning && isVerb(meaning)) return [{ type: 'verb', verb: meaning }, length];
    if (POLITE.has(phrase)) return [{ type: 'polite' }, length];
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
  const namesCode = tokens.some(({ type }) => type === 'code');
  return namesCode ? tokens.filter(({ type }) => type !== 'polite') : tokens;
};

const LETTER = { verb: 'v', code: 'c', all: 'a', duration: 'd', and: '&', polite: 'p' } as const;
const shapeOf = (tokens: readonly Token[]) => tokens.map(({ type }) => LETTER[type]).join('');

/** Three digits that may be the minutes of a snooze; `mayBeCode`: though Piket gives such a code. */
const isMinutes = (token: Token | undefined, mayBeCode: boolean): boolean =>
  token?.type === 'code' &&
  token.code.length === 3 &&
  Number(token.code) <= LONGEST_SNOOZE_MINUTES &&
  (mayBeCode || !isCode(token.code));

/**
 * Where a snooze tells its minutes by three digits: after its verb and what that is about no code can
 * stand; beside the verb one can, and they are minutes when no code is written like that.
 */
const minutesAt = (tokens: readonly Token[]): number | undefined => {
  const shape = shapeOf(tokens);
  const last = tokens.length - 1;
  if (/^(?:c.*|a)vc$|^vac$/.test(shape)) return isMinutes(tokens[last], true) ? last : undefined;
  if (!/^vc[c&]*$/.test(shape)) return undefined;
  const places = [...new Set([1, last])].filter((at) => isMinutes(tokens[at], false));
  return places.length === 1 ? places[0] : undefined;
};

const withMinutes = (tokens: readonly Token[]): readonly Token[] => {
  const at = minutesAt(tokens);
  const token = at === undefined ? undefined : tokens[at];
  if (at === undefined || token?.type !== 'code') return tokens;
  const { code } = token;
  const isAlone = tokens.length === 2;
  const duration = { type: 'duration', minutes: Number(code) } as const;
  return tokens.with(at, { ...duration, ...(isAlone ? { likeCode: code } : {}) });
};

/** A verb before or after its codes, a duration beside the verb or last; or codes alone. */
const CODES = 'c(?:&?c)*';
const SHAPE = new RegExp(
  `^(?:v+(?:d?(?:(?:${CODES})?|a)|(?:(?:${CODES})?|a)d?)|(?:${CODES}|a)v+d?|${CODES})$`,
);

const act = (read: readonly Token[]): Reply => {
  const verbs = new Set(read.flatMap((token) => (token.type === 'verb' ? [token.verb] : [])));
  const tokens = verbs.has('snooze') ? withMinutes(read) : read;
  const shape = shapeOf(tokens);
  const codes = new Set(tokens.flatMap((token) => (token.type === 'code' ? [token.code] : [])));
  const duration = tokens.find((token) => token.type === 'duration');
  const [verb = 'acknowledge'] = verbs;
  if (!SHAPE.test(shape) || verbs.size > 1) return { type: 'unknown' };
  const reply = { type: 'act', verb, codes: [...codes], all: shape.includes('a') } as const;
  if (verb !== 'snooze') return duration === undefined ? reply : { type: 'unknown' };
  const { minutes = SNOOZE_MINUTES, likeCode } = duration ?? {};
  if (minutes === 0) return { type: 'unknown' };
  return {
    ...reply,
    minutes: Math.min(minutes, LONGEST_SNOOZE_MINUTES),
    ...(likeCode === undefined ? {} : { likeCode }),
  };
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
