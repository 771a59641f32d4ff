/** What a value in almost the right form was probably meant to be; undefined: no idea. */
import { parseDuration, writeDuration } from './duration.ts';
import { nearest } from './nearest.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const UNIT = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };
const AMOUNT =
  /(\d+(?:[.,]\d+)?)\s*(?:(w)(?:eeks?)?|(d)(?:ays?)?|(h)(?:(?:ou)?rs?)?|(m)(?:in(?:ute)?s?)?|(s)(?:ec(?:ond)?s?)?)?(?![a-z])/gi;

/** `5 min`, `1.5 hours` and, in minutes, a bare `5`. */
export function meantDuration(text: string): string | undefined {
  if (text.replaceAll(AMOUNT, '').replaceAll(/and|[\s,]/g, '') !== '') return undefined;
  let ms = 0;
  for (const [, amount = '', ...units] of text.matchAll(AMOUNT)) {
    const unit = units.find(Boolean)?.toLowerCase() ?? 'm';
    if (isUnit(unit)) ms += Number(amount.replace(',', '.')) * UNIT[unit];
  }
  const written = writeDuration(ms);
  return parseDuration(written) === undefined ? undefined : written;
}

const isUnit = (text: string): text is keyof typeof UNIT => Object.hasOwn(UNIT, text);

const TIME = /^(\d{1,2})(?:[:.h]?(\d\d))?\s*(am|pm)?$/i;

/** `9:00`, `9.00` and `9 am` for 09:00. */
export function meantTime(text: string): string | undefined {
  const [, digits = '', minute = '00', half] = TIME.exec(text.trim()) ?? [];
  if (digits === '') return undefined;
  const hour = half ? (Number(digits) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : digits;
  const time = `${String(hour).padStart(2, '0')}:${minute}`;
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(time) ? time : undefined;
}

/** `8-22` for 08:00-22:00, and `8:00-24:00` for 08:00-23:59. */
export function meantHours(text: string): string | undefined {
  const [from, to] = bothTimes(text);
  const until = to === MIDNIGHT ? '23:59' : to;
  return from && until && from < until ? `${from}-${until}` : undefined;
}

/** The same where hours may end at 24:00, or on the next day: `22-6` for 22:00-06:00. */
export function meantTurnHours(text: string): string | undefined {
  const [from, to] = bothTimes(text);
  return from && to && from !== to ? `${from}-${to}` : undefined;
}

const MIDNIGHT = '24:00';

function bothTimes(text: string): readonly (string | undefined)[] {
  const [from = '', to = '', ...more] = text.split(/\s*(?:-|–|\bto\b)\s*/);
  if (more.length > 0) return [];
  return [meantTime(from), /^24(?:[:.]00)?$/.test(to.trim()) ? MIDNIGHT : meantTime(to)];
}

/** `9:00` for 09:00, and 24:00 for 00:00. */
export const meantClock = (text: string): string | undefined =>
  text.trim() === MIDNIGHT ? '00:00' : meantTime(text);

/** `2026-12-24 9:00` for 2026-12-24 09:00. */
export function meantDateAndTime(text: string): string | undefined {
  const [, date, rest = ''] = /^(\d{4}-\d\d-\d\d)[ T]+(.+)$/.exec(text.trim()) ?? [];
  const time = meantTime(rest.replace(/:00$/, (seconds) => (/:\d\d:/.test(rest) ? '' : seconds)));
  return date && time && `${date} ${time}`;
}

/** `Mon 9:00`, `monday at 9` and `09:00 Monday` for Monday 09:00. */
export function meantHandOver(text: string): string | undefined {
  const words = text.split(/\s+(?:at\s+)?/);
  const days = words.filter((word) => /^[a-z]{2,}$/i.test(word) && !/^[ap]m$/i.test(word));
  const day = meantWeekday(days.length === 1 ? (days[0] ?? '') : '');
  const time = meantTime(words.filter((word) => !days.includes(word)).join(' '));
  return day && time && `${day} ${time}`;
}

const meantWeekday = (word: string): string | undefined =>
  WEEKDAYS.find((day) => word.length >= 2 && day.toLowerCase().startsWith(word.toLowerCase())) ??
  nearest(word, WEEKDAYS);

/** By the city: `Amsterdam`, `europe/amsterdm`, `America/New York`. */
export function meantZone(text: string): string | undefined {
  const cities = new Map(Intl.supportedValuesOf('timeZone').map((zone) => [cityOf(zone), zone]));
  const city = nearest(cityOf(text), [...cities.keys()]);
  return city === undefined ? undefined : cities.get(city);
}

const cityOf = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1);
