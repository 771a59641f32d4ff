import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
} from 'yaml';
import type { z } from 'zod';
import { holdToSchema } from './hold-to-schema.ts';
import type { Mistake } from './mistake.ts';
import type { Path } from './places.ts';
import { oddities, plainData, type SyntaxMistake, syntaxMistakes } from './yaml-syntax.ts';

/** A configuration file that has been read, and where in it each thing stands. */
export interface YamlFile {
  readonly name: string;
  /** What the YAML says, as plain data; undefined where it cannot be read. */
  readonly value: unknown;
  /** The line of the key or list item at a path, or of the nearest one above that is there. */
  lineOf(path: Path): number;
  /** `suggestion`: what was probably meant. */
  mistake(path: Path, message: string, suggestion?: string): Mistake;
}

/** Reads YAML 1.2 with merge keys (<<); of what is not YAML at all only that comes back. */
function readYaml(
  name: string,
  text: string,
): { readonly file: YamlFile; readonly mistakes: readonly Mistake[] } {
  const lines = new LineCounter();
  // Not pretty: a pretty error quotes the file, which holds phone numbers.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
    merge: true,
  });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const tellAll = (found: readonly SyntaxMistake[]): readonly Mistake[] =>
    found.map(({ offset, message }) => ({
      file: name,
      line: lineAt(offset),
      message: `not valid YAML: ${message}`,
    }));
  const lineOf = (path: Path): number => lineAt(offsetOf(document, path));
  const broken = syntaxMistakes(document, text);
  const data = broken.length === 0 ? plainData(document) : { value: undefined };
  const unreadable = 'mistake' in data ? [data.mistake] : broken;
  const file: YamlFile = {
    name,
    value: 'value' in data ? data.value : undefined,
    lineOf,
    mistake: (path, message, suggestion) => {
      const what = suggestion === undefined ? message : `${message}; did you mean ${suggestion}?`;
      return {
        file: name,
        line: lineOf(path),
        message: path.length === 0 ? what : `${path.map(String).join('.')}: ${what}`,
        ...(suggestion !== undefined && { suggestion }),
      };
    },
  };
  return { file, mistakes: tellAll(unreadable.length > 0 ? unreadable : oddities(document)) };
}

/** A file and, where it passed its schema, what it says. */
export interface Loaded<T> {
  readonly file: YamlFile;
  readonly data?: T;
  readonly mistakes: readonly Mistake[];
}

/** Reads a file and holds it to its schema; `absent` is the text of a file that need not be there. */
export function loadFile<S extends z.ZodType>(
  path: string,
  schema: S,
  readFile: (path: string) => string,
  absent?: string,
): Loaded<z.output<S>> {
  const read = readText(path, readFile, absent);
  const { file, mistakes } = readYaml(path, read.text ?? '');
  if (read.text === undefined)
    return { file, mistakes: [{ file: path, line: 0, message: WHY_NOT[read.code] ?? read.code }] };
  if (file.value === undefined) return { file, mistakes };
  const { complaints, ...held } = holdToSchema(file.value, schema);
  const told = complaints.map((complaint) =>
    file.mistake(complaint.path, complaint.message, complaint.suggestion),
  );
  return { ...held, file, mistakes: [...mistakes, ...told] };
}

const WHY_NOT: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'may not be read by this user (EACCES)',
  EISDIR: 'a directory where a file is expected',
};

/** A file's text, or why there is none. */
function readText(
  path: string,
  readFile: (path: string) => string,
  absent?: string,
): { readonly text: string } | { readonly text?: undefined; readonly code: string } {
  try {
    return { text: readFile(path) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'cannot be read';
    return code === 'ENOENT' && absent !== undefined ? { text: absent } : { code };
  }
}

function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    const here = isAlias(node) ? node.resolve(document) : node;
    if (isMap(here)) {
      const pair = here.items.findLast(({ key }) => isScalar(key) && String(key.value) === step);
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(here) && typeof step === 'number') {
      node = here.items[step];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
