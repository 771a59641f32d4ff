/**
 * Examples in YAML files begin with a # and no space behind it, and go on to the end of their comment;
 * a # with a space begins words. So does sshd_config.
 */
interface Example {
  /** Lines, from 0: the first, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

const isComment = (line: string | undefined): boolean => /^ *#/.test(line ?? '');
/** A # alone is an empty line within words. */
const begins = (line: string): boolean => /^ *#[^\s#]/.test(line);

export function examplesIn(text: string): readonly Example[] {
  const lines = text.split('\n');
  const examples: Example[] = [];
  for (let from = 0; from < lines.length; from += 1) {
    if (!begins(lines[from] ?? '')) continue;
    let to = from + 1;
    while (isComment(lines[to]) && lines[to]?.trim() !== '#') to += 1;
    examples.push({ from, to });
    from = to;
  }
  return examples;
}

/** The text with some of its examples, or all, in force. */
export function uncommented(text: string, examples = examplesIn(text)): string {
  const isIn = (at: number) => examples.some(({ from, to }) => from <= at && at < to);
  return text
    .split('\n')
    .map((line, at) => (isIn(at) ? line.replace('#', '') : line))
    .join('\n');
}
