import { z } from 'zod';

const SECRETS = [
  'REDIS_URL',
  'TWILIO_AUTH_TOKEN',
  'TWILIO_AUTH_TOKEN_SECONDARY',
  'WEBHOOK_TOKEN',
  'ADMIN_TOKEN',
  'METRICS_TOKEN',
] as const;

/** Quotes the value: only for variables that hold no secret. */
const expected = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) => `expected ${what}, got "${String(input)}"`,
});

const url = (what: string, allows: (parsed: URL) => boolean) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && allows(new URL(text)), `expected ${what}`)
    .transform((text) => text.replace(/\/+$/, ''))
    .optional();

const token = z.string().regex(/^\S+$/, 'expected a token without spaces').optional();

const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

const isBare = ({ search, hash, username, password }: URL): boolean =>
  [search, hash, username, password].every((part) => part === '');

const port = expected('a port from 0 to 65535');

const environment = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, port)
    .transform(Number)
    .pipe(z.number().max(65_535, port))
    .default(8080),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, expected('a host name or address'))
    .optional(),
  PUBLIC_URL: url(
    'an http or https address such as https://piket.example.org',
    (parsed) => /^https?:$/.test(parsed.protocol) && isBare(parsed),
  ),
  REDIS_URL: z
    .string()
    .regex(
      /^rediss?(\+(sentinel|cluster))?:\/\/\S+$/,
      'expected an address such as redis://host:6379, redis+sentinel://host:26379/name or rediss://…',
    )
    .optional(),
  DATA_DIR: z.string().default('./data'),
  CONFIG_DIR: z.string().default('./config'),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      expected('trace, debug, info, warn, error, fatal or silent'),
    )
    .default('info'),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC\w+$/, 'expected an account SID, AC…')
    .optional(),
  TWILIO_AUTH_TOKEN: token,
  TWILIO_AUTH_TOKEN_SECONDARY: token,
  TWILIO_FROM: z
    .string()
    .regex(
      /^(\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/,
      'expected a number such as +12125550100, a short code or a sender name',
    )
    .optional(),
  TWILIO_MESSAGING_SERVICE_SID: z
    .string()
    .regex(/^MG\w+$/, 'expected a messaging service SID, MG…')
    .optional(),
  TWILIO_API_URL: url(
    'an https address, or an http one on this machine',
    (parsed) =>
      (parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLoopback(parsed))) &&
      isBare(parsed),
  ),
  WEBHOOK_TOKEN: token,
  ADMIN_TOKEN: token,
  METRICS_TOKEN: token,
});

export type Environment = z.output<typeof environment>;
export type Variable = keyof Environment;

/**
 * Reads Piket's variables, each secret from `NAME` or from the file that `NAME_FILE` names; an empty
 * variable is an absent one. A mistake never holds a secret, nor the path in a `NAME_FILE`: people
 * put the secret itself there. `values` is there when each variable by itself is right.
 */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): {
  readonly values?: Environment;
  readonly given: ReadonlySet<Variable>;
  readonly mistakes: readonly string[];
} {
  const texts = new Map<Variable, string>();
  const mistakes: string[] = [];
  for (const name of environment.keyof().options) {
    const text = env[name]?.trim();
    if (text) texts.set(name, text);
  }
  for (const name of SECRETS) {
    const path = env[`${name}_FILE`]?.trim();
    if (!path) continue;
    if (texts.has(name)) {
      mistakes.push(`${name}: given twice, by ${name} and by ${name}_FILE`);
      continue;
    }
    const text = attempt(() => readFile(path).trim());
    if (text) texts.set(name, text);
    else mistakes.push(`${name}_FILE: the file is empty or cannot be read`);
  }
  const given = new Set(texts.keys());
  const parsed = environment.safeParse(Object.fromEntries(texts));
  if (parsed.success) return { values: parsed.data, given, mistakes };
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return { given, mistakes: [...mistakes, ...faults] };
}

function attempt(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
