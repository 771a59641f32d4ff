/** What a code stands for: an incident's number, or the page that leads a bundle, `42.1.1.0.ada.sms`. */
export type CodeSubject = number | string;

/** A reply code that a person was shown. */
export interface ShownCode {
  readonly code: string;
  readonly subject: CodeSubject;
  /** When a text or LIST last showed it. */
  readonly shownAt: number;
}

/** How long a code stays with its incident after it was last shown, however closed the incident is. */
export const CODE_KEPT_MS = 7 * 24 * 3_600_000;

/** Damm's totally anti-symmetric quasigroup of order 10 (H. M. Damm, 2004): row = interim digit. */
const DAMM = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

const damm = (digits: string): number => {
  let interim = 0;
  for (const digit of digits) interim = Number(DAMM[interim]?.[Number(digit)]);
  return interim;
};

/** A phone might take it for a call for help; 112 and 911 fail the check digit anyway. */
const EMERGENCY = '999';

/**
 * Whether the text is a code that Piket could have given: digits of which the last is a Damm check
 * digit, so that no mistyped digit and no swapped neighbours make another person's code of it.
 */
export const isCode = (text: string): boolean =>
  /^[1-9]\d{2,5}$/.test(text) && damm(text) === 0 && text !== EMERGENCY;

const withoutDigit = (text: string, at: number): string => text.slice(0, at) + text.slice(at + 1);

/** Whether one wrong, swapped, missing or additional digit makes `typed` of the code. */
export const isTypoOf = (typed: string, code: string): boolean => {
  const places = Array.from({ length: code.length }, (_, at) => at);
  if (typed.length < code.length) return places.some((at) => withoutDigit(code, at) === typed);
  if (typed.length > code.length) return isTypoOf(code, typed);
  const wrong = places.filter((at) => code[at] !== typed[at]);
  const [a = 0, b = 0] = wrong;
  const isSwap = b === a + 1 && code[a] === typed[b] && code[b] === typed[a];
  return wrong.length < 2 || (wrong.length === 2 && isSwap);
};

/** Coprime to every power of ten times nine: walks through all codes, never to a neighbour. */
const STRIDE = 37;

/** A bundle begins half-way round from the incident that leads it. */
const startOf = (subject: CodeSubject, count: number): number =>
  typeof subject === 'number' ? subject : Number.parseInt(subject, 10) + count / 2;

/** All codes of a length, beginning elsewhere for every subject. */
const codesFor = function* (subject: CodeSubject, digits: number): Generator<string> {
  const first = 10 ** (digits - 2);
  const count = 9 * first;
  for (let turn = 0; turn < count; turn += 1) {
    const prefix = String(first + (((startOf(subject, count) + turn) * STRIDE) % count));
    const code = `${prefix}${damm(prefix)}`;
    if (isCode(code)) yield code;
  }
};

const freeCode = (
  known: readonly ShownCode[],
  subject: CodeSubject,
  digits: number,
  isReusable: (shown: ShownCode) => boolean,
): { code: string; replaces?: CodeSubject } | undefined => {
  const taken = new Set(known.map((shown) => shown.code));
  for (const code of codesFor(subject, digits)) if (!taken.has(code)) return { code };
  const [oldest] = known
    .filter((shown) => shown.code.length === digits && isReusable(shown))
    .toSorted((a, b) => a.shownAt - b.shownAt);
  return oldest && { code: oldest.code, replaces: oldest.subject };
};

/**
 * The code by which a person speaks of an incident or a bundle: the one they know it by, else one
 * never used, else the one longest out of use. When a length is used up, codes grow by a digit.
 * `replaces` is what loses its code: a closed incident, or a bundle of long ago.
 */
export const chooseCode = (
  known: readonly ShownCode[],
  subject: CodeSubject,
  stillOpen: (subject: CodeSubject) => boolean,
  now: number,
): { code: string; replaces?: CodeSubject } => {
  const own = known.find((shown) => shown.subject === subject);
  if (own) return { code: own.code };
  const isReusable = (shown: ShownCode) =>
    now - shown.shownAt > CODE_KEPT_MS && !stillOpen(shown.subject);
  for (const digits of [3, 4, 5, 6]) {
    const free = freeCode(known, subject, digits, isReusable);
    if (free) return free;
  }
  throw new RangeError('one person has 99,989 open or recent incidents: no reply code is left');
};
