import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { z } from 'zod';
import { type Complaint, holdToSchema } from './hold-to-schema.ts';
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
  /** What its schema says of it: of a text that stands behind an anchor (&) there, and once. */
  mistakes(complaints: readonly Complaint[]): readonly Mistake[];
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
  const mistakeAt = (offset: number, { path, message, suggestion }: Complaint): Mistake => {
    const what = suggestion === undefined ? message : `${message}; did you mean ${suggestion}?`;
    return {
      file: name,
      line: lineAt(offset),
      message: path.length === 0 ? what : `${path.map(String).join('.')}: ${what}`,
      ...(suggestion !== undefined && { suggestion }),
    };
  };
  const file: YamlFile = {
    name,
    value: 'value' in data ? data.value : undefined,
    lineOf,
    mistake: (path, message, suggestion) =>
      mistakeAt(offsetOf(document, path), { path, message, suggestion }),
    mistakes: (complaints) => {
      const told = new Map<string, Mistake>();
      for (const complaint of complaints) {
        const offset = offsetOf(document, complaint.path, complaint.isKey !== true);
        // The last step, too: two keys may be missing at one place.
        const same = `${offset} ${String(complaint.path.at(-1))} ${complaint.message}`;
        if (!told.has(same)) told.set(same, mistakeAt(offset, complaint));
      }
      return [...told.values()];
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
  const alien = read.text.indexOf('\uFFFD');
  if (alien >= 0) {
    const line = read.text.slice(0, alien).split('\n').length;
    return { file, mistakes: [{ file: path, line, message: NOT_UTF8 }] };
  }
  if (file.value === undefined) return { file, mistakes };
  const { complaints, ...held } = holdToSchema(file.value, schema);
  return { ...held, file, mistakes: [...mistakes, ...file.mistakes(complaints)] };
}

const NOT_UTF8 = 'a character that is not UTF-8: save the file as UTF-8';

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

/** Where the key or list item at a path begins; `isOfValue`: the text itself, where that is one. */
function offsetOf(document: Document, path: Path, isOfValue = false): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    const here = isAlias(node) ? node.resolve(document) : node;
    // A schema may read as a list what stands alone.
    if (typeof step === 'number' && !isSeq(here)) continue;
    if (isSeq(here) && typeof step === 'number') {
      node = here.items[step];
      offset = startOf(node) ?? offset;
      continue;
    }
    const pair = isMap(here) ? pairOf(here, String(step), document) : undefined;
    if (pair === undefined) return offset;
    offset = startOf(pair.key) ?? offset;
    node = pair.value;
  }
  const told = isAlias(node) ? node.resolve(document) : node;
  const isText = isOfValue && isScalar(told) && told.source;
  return (isText ? startOf(told) : undefined) ?? offset;
}

/** What a map says of a key: by itself, or by what it merges (<<). */
function pairOf({ items }: YAMLMap, name: string, document: Document): Pair | undefined {
  const own = items.findLast(({ key }) => isScalar(key) && String(key.value) === name);
  if (own !== undefined) return own;
  const merged = items.flatMap(({ key, value }) => {
    if (!isScalar(key) || key.source !== '<<') return [];
    const from = isAlias(value) ? value.resolve(document) : value;
    return isSeq(from) ? from.items : [from];
  });
  for (const each of merged) {
    const map = isAlias(each) ? each.resolve(document) : each;
    const pair = isMap(map) ? pairOf(map, name, document) : undefined;
    if (pair !== undefined) return pair;
  }
  return undefined;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
