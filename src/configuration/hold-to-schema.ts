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
  /** It is the last key of the path that is wrong, not its value. */
  readonly isKey?: true;
}

/** A key that is written wrong, and that may be read as another one. */
type Slip = Complaint & { readonly suggestion: string };

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
  const slips = oneOfEach(unknown.filter(isSlip));
  if (slips.length === 0)
    return { complaints: [...others.filter((each) => !followsFrom(each, unknown)), ...unknown] };
  // What else is wrong shows once the key is read as the one that was meant.
  const read = slips.reduce<unknown>(
    (so, { path, suggestion }) => withKey(so, path, suggestion),
    value,
  );
  const { complaints } = holdToSchema(read, schema);
  return { complaints: [...complaints.map((each) => asWritten(each, slips)), ...slips] };
}

const isSlip = (complaint: Complaint): complaint is Slip =>
  complaint.suggestion !== undefined && !complaint.suggestion.includes(' or ');

const meantPath = ({ path, suggestion }: Slip): Path => [...path.slice(0, -1), suggestion];

/** Of two keys that seem to be the same one, the first. */
const oneOfEach = (slips: readonly Slip[]): readonly Slip[] => [
  ...new Map(slips.toReversed().map((slip) => [String(meantPath(slip)), slip])).values(),
];

/** The value with the last key of the path called otherwise. What a schema reads as a list need not be one. */
function withKey(value: unknown, [step, ...rest]: Path, key: string): unknown {
  if (Array.isArray(value))
    return value.map((item: unknown, at) => (at === step ? withKey(item, rest, key) : item));
  if (typeof step === 'number') return withKey(value, rest, key);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (name !== step) return [name, item];
      return rest.length === 0 ? [key, item] : [name, withKey(item, rest, key)];
    }),
  );
}

/** With the keys of its path as they stand in the file. */
function asWritten(complaint: Complaint, slips: readonly Slip[]): Complaint {
  const { path } = complaint;
  const slip = slips.find(
    (each) => String(path.slice(0, each.path.length)) === String(meantPath(each)),
  );
  return slip === undefined
    ? complaint
    : { ...complaint, path: [...slip.path, ...path.slice(slip.path.length)] };
}

/** A way to reach people that is not built yet stands where another is missing. */
const followsFrom = ({ path, message }: Complaint, unknown: readonly Complaint[]): boolean =>
  message === 'missing' &&
  unknown.some(
    ({ path: key, message: why }) =>
      why === UNBUILT && String(path.slice(0, -1)) === String(key.slice(0, -1)),
  );

const UNBUILT = 'not built yet: people are reached by texts (sms) alone';
const UNBUILT_KEYS = new Set(['push', 'call', 'voice', 'mail', 'email', 'chat']);

function unknownKeys(
  { path, keys, message, input }: Extract<Issue, { code: 'unrecognized_keys' }>,
  known: readonly string[],
): readonly Complaint[] {
  const missing = known.filter((name) => !isObject(input) || !Object.hasOwn(input, name));
  const reachesPeople = known.includes('sms') || known.includes('phone');
  return keys.map((key): Complaint => {
    const about = { path: [...path, key], isKey: true } as const;
    if (reachesPeople && UNBUILT_KEYS.has(key)) return { ...about, message: UNBUILT };
    const places = missing.filter((name) => name === `${key}-env` || name === `${key}-file`);
    const suggestion = places.length > 0 ? places.join(' or ') : nearest(key, missing);
    return { ...about, message, suggestion };
  });
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
