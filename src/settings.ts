import { type Environment, readEnvironment, type Variable } from './settings/environment.ts';

interface TwilioSettings {
  readonly accountSid: string;
  readonly authToken: string;
  /** The account's second token while the first is being replaced. */
  readonly authTokenSecondary?: string;
  /** A number, short code or sender name. One of `from` and `messagingServiceSid` is there. */
  readonly from?: string;
  readonly messagingServiceSid?: string;
  /** Another base for the Twilio API, without a slash at its end. */
  readonly apiUrl?: string;
}

export interface HttpSettings {
  readonly host: string;
  /** 0: the system chooses one. */
  readonly port: number;
  /** How the outside reaches Piket, without a slash at its end; see `publicUrlAt`. */
  readonly publicUrl: string;
}

/** What the environment says. Frozen; secrets in it are for their users only, never for a log. */
export interface Settings {
  readonly http: HttpSettings;
  readonly dataDir: string;
  readonly configDir: string;
  readonly logLevel: Environment['LOG_LEVEL'];
  /** Absent: Piket runs a store of its own. */
  readonly redisUrl?: string;
  /** Absent: phones are simulated. */
  readonly twilio?: TwilioSettings;
  readonly tokens: {
    readonly webhook?: string;
    readonly admin?: string;
    /** Absent: `/metrics` is open. */
    readonly metrics?: string;
  };
}

const CREDENTIALS = ['TWILIO_AUTH_TOKEN', 'TWILIO_FROM', 'TWILIO_MESSAGING_SERVICE_SID'] as const;

/** Everything that is wrong with the environment, a line each; it never holds a secret. */
export class SettingsError extends Error {
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[]) {
    super(`The environment has mistakes:\n${mistakes.join('\n')}`);
    this.name = 'SettingsError';
    this.mistakes = mistakes;
  }
}

/**
 * Settings from the environment: `readFile` reads the files that `NAME_FILE` variables name. Throws
 * SettingsError with all mistakes at once.
 */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): Settings {
  const { values, given, mistakes } = readEnvironment(env, readFile);
  const all = [...mistakes, ...twilioMistakes(given)];
  if (values === undefined || all.length > 0) throw new SettingsError(all);

  const twilio = twilioOf(values);
  return Object.freeze({
    http: Object.freeze({
      host: values.HOST ?? '127.0.0.1',
      port: values.PORT,
      publicUrl: values.PUBLIC_URL ?? `http://${reachable(values.HOST)}:${values.PORT}`,
    }),
    dataDir: values.DATA_DIR,
    configDir: values.CONFIG_DIR,
    logLevel: values.LOG_LEVEL,
    ...(values.REDIS_URL !== undefined && { redisUrl: values.REDIS_URL }),
    ...(twilio && { twilio: Object.freeze(twilio) }),
    tokens: Object.freeze({
      ...(values.WEBHOOK_TOKEN !== undefined && { webhook: values.WEBHOOK_TOKEN }),
      ...(values.ADMIN_TOKEN !== undefined && { admin: values.ADMIN_TOKEN }),
      ...(values.METRICS_TOKEN !== undefined && { metrics: values.METRICS_TOKEN }),
    }),
  });
}

/** The public URL once the port is known, for a server whose port the system chose. */
export const publicUrlAt = ({ publicUrl }: HttpSettings, port: number): string =>
  publicUrl.replace(/:0$/, `:${port}`);

/** A server that listens on every address is reached by none of them. */
function reachable(host: string | undefined): string {
  if (host === undefined || host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function twilioMistakes(given: ReadonlySet<Variable>): readonly string[] {
  if (!given.has('TWILIO_ACCOUNT_SID')) {
    // Phones would be simulated while somebody believes that they ring.
    const stray = CREDENTIALS.filter((name) => given.has(name));
    return stray.map((name) => `${name}: given without TWILIO_ACCOUNT_SID`);
  }
  const mistakes: string[] = [];
  if (!given.has('TWILIO_AUTH_TOKEN'))
    mistakes.push('TWILIO_AUTH_TOKEN: needed with TWILIO_ACCOUNT_SID');
  if (!given.has('TWILIO_FROM') && !given.has('TWILIO_MESSAGING_SERVICE_SID'))
    mistakes.push('TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID: needed with TWILIO_ACCOUNT_SID');
  return mistakes;
}

function twilioOf(values: Environment): TwilioSettings | undefined {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = values;
  if (accountSid === undefined || authToken === undefined) return undefined;
  const secondary = values.TWILIO_AUTH_TOKEN_SECONDARY;
  const service = values.TWILIO_MESSAGING_SERVICE_SID;
  return {
    accountSid,
    authToken,
    ...(secondary !== undefined && { authTokenSecondary: secondary }),
    ...(values.TWILIO_FROM !== undefined && { from: values.TWILIO_FROM }),
    ...(service !== undefined && { messagingServiceSid: service }),
    ...(values.TWILIO_API_URL !== undefined && { apiUrl: values.TWILIO_API_URL }),
  };
}
