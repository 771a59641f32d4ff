import anyAscii from 'any-ascii';

/** The GSM 7-bit default alphabet without its escape (3GPP TS 23.038, section 6.2.1). */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡' +
    'ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

/** Its extension table: each of these is sent as an escape and a character (section 6.2.1.1). */
const EXTENSION = new Set('\f^{}\\[~]|€');

/** What reads better than the transliteration of it. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '′': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '″': '"',
  '«': '"',
  '»': '"',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '―': '-',
  '−': '-',
  '…': '...',
  '•': '-',
  '←': '<-',
  '→': '->',
  '↔': '<->',
  '⇐': '<=',
  '⇒': '=>',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '×': 'x',
  µ: 'u',
  μ: 'u',
};

const septets = (character: string): number | undefined => {
  if (BASIC.has(character)) return 1;
  return EXTENSION.has(character) ? 2 : undefined;
};

const withoutMarks = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '');

const spell = (character: string): string => {
  if (septets(character) !== undefined) return character;
  const known = LOOKALIKES[character];
  if (known !== undefined) return known;
  if (/\p{M}/u.test(character)) return '';
  let spelled = '';
  for (const part of withoutMarks(character)) {
    spelled += septets(part) === undefined ? anyAscii(part) : part;
  }
  return spelled === '' ? '?' : spelled.replaceAll('`', "'");
};

/**
 * The text in the GSM 7-bit alphabet: other letters are transliterated, white space becomes a plain
 * space, control, zero-width and bidirectional characters go. Takes any string, never throws.
 */
export const toGsm = (text: string): string => {
  const visible = text
    .normalize('NFC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\r\n|[\s\p{Z}]/gu, ' ')
    .replaceAll(/\p{Cc}/gu, '');
  return Array.from(visible, spell).join('');
};

/** How many septets a text of the GSM alphabet takes; a character outside it counts as one. */
export const gsmLength = (text: string): number => {
  let length = 0;
  for (const character of text) length += septets(character) ?? 1;
  return length;
};

/** The text in the GSM alphabet in at most `max` septets; what had to be cut ends in `..`. */
export const cutToGsm = (text: string, max: number): string => {
  const whole = toGsm(text);
  if (gsmLength(whole) <= max) return whole;
  const dots = '..'.slice(0, Math.max(0, max));
  let kept = '';
  let room = max - dots.length;
  for (const character of whole) {
    room -= septets(character) ?? 1;
    if (room < 0) break;
    kept += character;
  }
  return kept.trimEnd() + dots;
};
