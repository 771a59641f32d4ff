/** Something wrong in a configuration file. `line` counts from 1; 0 where the file itself is at fault. */
export interface Mistake {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** `config/people.yaml:7: people.ada.phone: missing`. */
export const tell = ({ file, line, message }: Mistake): string =>
  line === 0 ? `${file}: ${message}` : `${file}:${line}: ${message}`;

/** Everything that is wrong with the configuration, a line each. */
export class ConfigurationError extends Error {
  readonly mistakes: readonly Mistake[];
  constructor(mistakes: readonly Mistake[]) {
    super(`The configuration has mistakes:\n${mistakes.map(tell).join('\n')}`);
    this.name = 'ConfigurationError';
    this.mistakes = mistakes;
  }
}
