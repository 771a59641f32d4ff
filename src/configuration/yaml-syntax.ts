/** Mistakes in the YAML itself, in plain words that quote no value: a file may hold phone numbers. */
import { type Alias, type Document, isAlias, isScalar, Scalar, visit, type YAMLError } from 'yaml';

/** Where in a file a mistake is, and what it is. */
export interface SyntaxMistake {
  readonly offset: number;
  readonly message: string;
}

const WORDS: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: 'a text that begins with * has to be in quotes',
  BAD_DQ_ESCAPE: 'a backslash in double quotes that means nothing: use single quotes',
  BAD_INDENT: 'indented unlike the lines that it belongs to',
  BAD_SCALAR_START: 'a text that begins with @ or ` has to be in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " on one line: put the text in quotes, or indent as above',
  MULTILINE_IMPLICIT_KEY: 'a key without a value: a colon and a space go between them',
  MULTIPLE_DOCS: 'a second document begins here (---); a file holds one',
  NON_STRING_KEY: 'a list or keys where the name of a key is expected',
  TAB_AS_INDENT: 'a tab: indent with spaces',
  TAG_RESOLVE_FAILED: 'no tag (!) is known here: put the text in quotes',
  UNEXPECTED_TOKEN: 'more after the end of a value: is a quote or a bracket missing, or too many?',
};

/** What makes a file impossible to read; of a mistake and those that follow from it, the first. */
export function syntaxMistakes(document: Document, text: string): readonly SyntaxMistake[] {
  const tabs = document.errors.filter(({ code }) => code === 'TAB_AS_INDENT');
  if (tabs.length > 0) return tabs.map(inWords);
  const quote = openQuote(document, text);
  if (quote !== undefined)
    return [{ offset: quote, message: 'a quote opens here that is not closed on this line' }];
  const bracket = openBracket(document);
  if (bracket !== undefined)
    return [{ offset: bracket, message: 'a { or [ opens here that is not closed' }];
  const first = document.errors.slice(0, 1).map(inWords);
  return first.length > 0 ? first : aliasesOfNothing(document);
}

/** What a document says as plain data, unless its aliases multiply or merge what is no keys. */
export function plainData(
  document: Document,
): { readonly value: unknown } | { readonly mistake: SyntaxMistake } {
  try {
    return { value: document.toJS() };
  } catch (error) {
    const isTooMuch = error instanceof ReferenceError;
    const message = isTooMuch ? 'too many aliases (*) of aliases' : 'a << that merges no keys';
    return { mistake: { offset: firstAlias(document), message } };
  }
}

function firstAlias(document: Document): number {
  let found = 0;
  visit(document, {
    Node(_, node) {
      if (!isAlias(node) && !(isScalar(node) && node.source === '<<')) return undefined;
      found = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

/** What can be read, but not be meant: keys that are there twice, and tags. */
export const oddities = (document: Document): readonly SyntaxMistake[] => [
  ...document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED').map(inWords),
  ...repeatedKeys(document),
];

function inWords({ code, message, pos }: YAMLError): SyntaxMistake {
  const isWithoutColon = message.startsWith('Implicit map keys');
  const words = WORDS[isWithoutColon ? 'MULTILINE_IMPLICIT_KEY' : code];
  return { offset: pos[0], message: words ?? message.split(': ')[0] ?? message };
}

/** The last { or [ before the reader came to a line that cannot be inside it. */
function openBracket(document: Document): number | undefined {
  const [lost] = document.errors;
  if (lost === undefined || !/^Flow (map|sequence)/.test(lost.message)) return undefined;
  let found: number | undefined;
  visit(document, {
    Collection(_, { flow, range }) {
      if (flow && range && range[0] < lost.pos[0]) found = range[0];
    },
  });
  return found;
}

/** A text in quotes that runs on over the end of its line, up to where the reader got lost. */
function openQuote(document: Document, text: string): number | undefined {
  const [lost] = document.errors;
  if (lost === undefined) return undefined;
  let found: number | undefined;
  visit(document, {
    Scalar(_, { type, range }) {
      const isQuoted = type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
      if (!isQuoted || !range || range[0] >= lost.pos[0]) return undefined;
      const isCut = lost.code === 'MISSING_CHAR' && range[1] === lost.pos[0];
      if (!isCut && !text.slice(range[0], range[1]).includes('\n')) return undefined;
      found = range[0];
      return visit.BREAK;
    },
  });
  return found;
}

function aliasesOfNothing(document: Document): readonly SyntaxMistake[] {
  const found: SyntaxMistake[] = [];
  visit(document, {
    Alias(_, alias: Alias) {
      if (alias.resolve(document) !== undefined) return;
      const message = 'a * that names no & above it: put a text that begins with * in quotes';
      found.push({ offset: alias.range?.[0] ?? 0, message });
    },
  });
  return found;
}

function repeatedKeys(document: Document): readonly SyntaxMistake[] {
  const found: SyntaxMistake[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = /^[a-z][\w-]*$/i.test(String(key.value)) ? String(key.value) : 'a key';
        if (seen.has(key.value))
          found.push({ offset: key.range?.[0] ?? 0, message: `${name} is there twice` });
        seen.add(key.value);
      }
    },
  });
  return found;
}
