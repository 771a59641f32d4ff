/** Something wrong in a configuration file. `line` counts from 1; 0 where the file itself is at fault. */
export interface Mistake {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  /** What to write instead, where that can be told; the message says it too. */
  readonly suggestion?: string;
}

/** `config/people.yaml:7: people.ada.phone: missing`. */
export const tell = (mistake: Mistake): string => `${placeOf(mistake)} ${mistake.message}`;

/** `config/people.yaml:7:`, as editors and terminals know to open it. */
export const placeOf = ({ file, line }: Mistake): string =>
  line === 0 ? `${file}:` : `${file}:${line}:`;

/** Everything that is wrong with the configuration, a line each. */
export class ConfigurationError extends Error {
  readonly mistakes: readonly Mistake[];
  /** What may not be meant either. */
  readonly warnings: readonly Mistake[];
  constructor(mistakes: readonly Mistake[], warnings: readonly Mistake[] = []) {
    super(`The configuration has mistakes:\n${mistakes.map(tell).join('\n')}`);
    this.name = 'ConfigurationError';
    this.mistakes = mistakes;
    this.warnings = warnings;
  }
}
