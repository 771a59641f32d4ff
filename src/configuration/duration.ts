const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };
/** What an editor is told as well: at least one unit, and more than nothing. */
export const DURATION_PATTERN =
  '^(?=\\d)(?![0dhms]*$)(?:(\\d{1,4})d)?(?:(\\d{1,5})h)?(?:(\\d{1,6})m)?(?:(\\d{1,7})s)?$';
const DURATION = new RegExp(DURATION_PATTERN);

/** Milliseconds of `45s`, `5m`, `1h30m` or `1d`; undefined for what is no duration and for none at all. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  const ms =
    Number(days) * UNITS.d +
    Number(hours) * UNITS.h +
    Number(minutes) * UNITS.m +
    Number(seconds) * UNITS.s;
  return ms > 0 ? ms : undefined;
}

/** `1h30m` for 5,400,000: the form that `parseDuration` reads. */
export function writeDuration(ms: number): string {
  let rest = Math.round(ms / 1000) * 1000;
  let text = '';
  for (const [unit, size] of Object.entries(UNITS)) {
    const amount = Math.floor(rest / size);
    if (amount > 0) text += `${amount}${unit}`;
    rest -= amount * size;
  }
  return text;
}
