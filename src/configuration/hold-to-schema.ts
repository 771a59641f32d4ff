import { z } from 'zod';
import { explain } from './explain.ts';
import { isName } from './name.ts';
import { nearest } from './nearest.ts';
import { isObject, type Path } from './places.ts';

type Issue = z.core.$ZodIssue;

/** What a schema does not accept, and what was probably meant. */
export interface Complaint {
  readonly path: Path;
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/** What a schema reads in a value, or everything that it does not accept. */
export function holdToSchema<S extends z.ZodType>(
  value: unknown,
  schema: S,
): { readonly data?: z.output<S>; readonly complaints: readonly Complaint[] } {
  const known = new Map<string, readonly string[]>();
  const parsed = schema.safeParse(value, {
    reportInput: true,
    error: (issue) => {
      if (issue.code === 'unrecognized_keys')
        known.set(String(issue.path ?? []), keysKnownTo(issue.inst));
      return explain(issue);
    },
  });
  if (parsed.success) return { data: parsed.data, complaints: [] };
  const unknown: Complaint[] = [];
  const others: Complaint[] = [];
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys')
      unknown.push(...unknownKeys(issue, known.get(String(issue.path)) ?? []));
    else others.push({ path: issue.path, message: issue.message, suggestion: meant(issue) });
  }
  const misspelt = unknown.filter(({ suggestion }) => suggestion !== undefined);
  return { complaints: [...others.filter((each) => !followsFrom(each, misspelt)), ...unknown] };
}

/** A key that is misspelt, and for that missing, is one mistake. */
const followsFrom = ({ path }: Complaint, misspelt: readonly Complaint[]): boolean =>
  misspelt.some(({ path: key, suggestion }) => {
    const above = key.slice(0, -1);
    return String(path) === String(above) || String(path) === String([...above, suggestion]);
  });

function unknownKeys(
  { path, keys, message, input }: Extract<Issue, { code: 'unrecognized_keys' }>,
  known: readonly string[],
): readonly Complaint[] {
  const missing = known.filter((name) => !isObject(input) || !Object.hasOwn(input, name));
  return keys.map((key) => ({ path: [...path, key], message, suggestion: nearest(key, missing) }));
}

function keysKnownTo(schema: unknown): readonly string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum)
    return schema.keyType.options.map(String);
  return [];
}

function meant(issue: Issue): string | undefined {
  if (issue.code === 'invalid_key') return issue.issues.map(meant).find(Boolean);
  if (issue.code === 'custom') {
    const suggestion: unknown = issue.params?.['suggestion'];
    return typeof suggestion === 'string' ? suggestion : undefined;
  }
  const { input } = issue;
  if (typeof input !== 'string') return undefined;
  if (issue.code === 'invalid_value') return nearest(input, issue.values.map(String));
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.expected === 'boolean') return nearest(input, ['true', 'false']);
  return issue.expected === 'array' && isName(input) ? `[${input}]` : undefined;
}
