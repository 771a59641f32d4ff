/** Rows as aligned columns on stdout. */
const COLUMNS = ['measure', 'figure', 'ceiling', 'ratio', 'aim', 'reached'];

const textOf = (value) => {
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'NO';
  return typeof value === 'number' ? value.toFixed(2) : value;
};

export function print(rows) {
  const lines = [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => textOf(row[column])))];
  const widths = COLUMNS.map((_, at) => Math.max(...lines.map((line) => line[at].length)));
  for (const line of lines) {
    const text = line.map((word, at) => word.padEnd(widths[at])).join('  ');
    process.stdout.write(`${text.trimEnd()}\n`);
  }
  const short = rows.filter(({ reached }) => reached === false);
  process.stdout.write(
    `\n${short.length === 0 ? 'Every aim is reached.' : `Short of the aim: ${short.length}.`}\n`,
  );
}
