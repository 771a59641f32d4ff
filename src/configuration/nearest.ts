/** What people write in the words of another tool, of everyday speech, or of another file. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  critical: ['P0'],
  emergency: ['P0'],
  high: ['P1'],
  medium: ['P2'],
  warning: ['P2'],
  low: ['P3'],
  db: ['database'],
  infra: ['infrastructure'],
  app: ['application', 'development'],
  application: ['development'],
  development: ['application'],
  dev: ['development', 'application'],
  prometheus: ['alertmanager'],
  english: ['en'],
  dutch: ['nl'],
  nederlands: ['nl'],
  yes: ['true'],
  on: ['true'],
  no: ['false'],
  off: ['false'],
  mobile: ['phone'],
  number: ['phone', 'sms'],
  phone: ['sms'],
  tel: ['phone'],
  lang: ['language'],
  tz: ['zone'],
  timezone: ['zone'],
  delay: ['after', 'wait'],
  target: ['respond-within'],
  type: ['kind'],
  members: ['people'],
  people: ['members'],
  persons: ['people'],
  users: ['people'],
  user: ['person'],
  team: ['on-call'],
};

/** The candidate that was probably meant: a known other word for it, or a slip of a few keys. */
export function nearest(written: string, candidates: readonly string[]): string | undefined {
  const word = plain(written);
  const meant = Object.hasOwn(MEANT, word) ? MEANT[word]?.find(isOneOf(candidates)) : undefined;
  if (meant !== undefined) return meant;
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = distanceBetween(word, plain(candidate));
    if (distance >= least || distance > Math.max(word.length, candidate.length) / 3) continue;
    [best, least] = [candidate, distance];
  }
  return best;
}

const plain = (word: string): string => word.trim().toLowerCase().replaceAll(/[\s_]/g, '-');

const isOneOf =
  (candidates: readonly string[]) =>
  (word: string): boolean =>
    candidates.includes(word);

/** How many keys were hit wrong, left out, added or swapped (optimal string alignment). */
function distanceBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 0; row < a.length; row += 1) {
    const next = [row + 1];
    for (let column = 0; column < b.length; column += 1) {
      const isSame = a[row] === b[column];
      const isSwapped = row > 0 && a[row] === b[column - 1] && a[row - 1] === b[column];
      next.push(
        Math.min(
          costAt(last, column + 1) + 1,
          costAt(next, column) + 1,
          costAt(last, column) + (isSame ? 0 : 1),
          isSwapped ? costAt(beforeLast, column - 1) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [beforeLast, last] = [last, next];
  }
  return costAt(last, b.length);
}

const costAt = (row: readonly number[], column: number): number =>
  row[column] ?? Number.POSITIVE_INFINITY;
