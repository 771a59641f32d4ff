import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { explain } from './explain.ts';
import type { Mistake } from './mistake.ts';

export type Path = readonly PropertyKey[];

/** A configuration file that has been read, and where in it each thing stands. */
export interface YamlFile {
  readonly name: string;
  /** What the YAML says, as plain data. */
  readonly value: unknown;
  /** The line of the key or list item at a path, or of the nearest one above that is there. */
  lineOf(path: Path): number;
  mistake(path: Path, message: string): Mistake;
}

/** Reads YAML 1.2; of a file with mistakes in its syntax only those come back. */
function readYaml(
  name: string,
  text: string,
): { readonly file: YamlFile; readonly mistakes: readonly Mistake[] } {
  const lines = new LineCounter();
  // Not pretty: a pretty error quotes the file, which holds phone numbers.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const mistakes = document.errors.map((error) => ({
    file: name,
    line: lines.linePos(error.pos[0]).line,
    message: `not valid YAML: ${error.message.split(': ')[0]}`,
  }));
  const lineOf = (path: Path): number => Math.max(1, lines.linePos(offsetOf(document, path)).line);
  const file: YamlFile = {
    name,
    value: mistakes.length === 0 ? document.toJS() : undefined,
    lineOf,
    mistake: (path, message) => ({
      file: name,
      line: lineOf(path),
      message: path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`,
    }),
  };
  return { file, mistakes };
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
    return { file, mistakes: [{ file: path, line: 0, message: `cannot be read (${read.code})` }] };
  if (mistakes.length > 0) return { file, mistakes };
  const parsed = schema.safeParse(file.value, { error: explain });
  if (parsed.success) return { file, data: parsed.data, mistakes };
  return {
    file,
    mistakes: parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => file.mistake([...issue.path, key], 'not a known key'))
        : [file.mistake(issue.path, issue.message)],
    ),
  };
}

/** A file's text, or why there is none. */
function readText(
  path: string,
  readFile: (path: string) => string,
  absent?: string,
): { readonly text: string } | { readonly text?: undefined; readonly code: string } {
  try {
    return { text: readFile(path) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return code === 'ENOENT' && absent !== undefined ? { text: absent } : { code };
  }
}

function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
