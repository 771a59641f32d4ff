import type { Mistake } from './mistake.ts';
import { nearest } from './nearest.ts';

/** Files beside the configuration that look as if somebody meant Piket to read them. */
export const strayFiles = (
  found: readonly string[],
  read: readonly string[],
  pathTo: (name: string) => string,
): readonly Mistake[] =>
  found
    .filter((name) => /^[^.].*\.ya?ml$/i.test(name) && !read.includes(name))
    .map((name) => {
      const suggestion = nearest(name, read);
      const message = 'not a file that Piket reads';
      return suggestion === undefined
        ? { file: pathTo(name), line: 0, message }
        : {
            file: pathTo(name),
            line: 0,
            message: `${message}; did you mean ${suggestion}?`,
            suggestion,
          };
    });
