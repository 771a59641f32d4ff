/** A message, told of the line where the change begins, or of the line with another text. */
type Says = string | readonly [at: string, message: string];

/**
 * A change to a shipped file, and everything that is said of it: one text in place of another; with
 * null for the first, a whole file; with null for both, no file.
 */
export type BrokenCase = readonly [
  name: string,
  file: string,
  from: string | null,
  to: string | null,
  ...says: Says[],
];
