/** What the real API refuses, and with which code. Twilio's own schema misses the rules on Body and From. */
import { Ajv } from 'ajv';
import forms from './twilio-forms.schema.json' with { type: 'json' };

/** A posted form; names that came more than once hold a list. */
export type Form = Readonly<Record<string, string | readonly string[]>>;

export interface Refused {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  /** The program that sent it is wrong, not the world: the test fails. */
  readonly complaint?: string;
}

const isUrl = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

const ajv = new Ajv({
  coerceTypes: 'array',
  allErrors: true,
  formats: {
    'phone-number': /^\+[1-9]\d{6,14}$/,
    endpoint: /^(?:\+[1-9]\d{6,14}|sip:.+|client:.+)$/,
    uri: isUrl,
    'http-method': /^(?:GET|POST)$/,
    twiml: /^\s*<\?xml|^\s*<Response/,
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  },
});
const isMessage = ajv.compile(forms.CreateMessage);

/** What a malformed field is told; others are mistakes of the program. */
const MALFORMED: Readonly<Record<string, { code: number; message: string }>> = {
  '/To': { code: 21211, message: "Invalid 'To' Phone Number" },
  '/From': { code: 21212, message: "Invalid 'From' Phone Number" },
  '/StatusCallback': { code: 21609, message: "The 'StatusCallback' URL is not a valid URL." },
};

const STATUS: Readonly<Record<number, number>> = { 20003: 401, 20404: 404, 20005: 403, 20429: 429 };

export const refused = (code: number, message = `Error ${code}`): Refused => ({
  status: STATUS[code] ?? 400,
  code,
  message,
});

const wrong = (code: number, complaint: string): Refused => ({
  ...refused(code, complaint),
  complaint,
});

export const one = (form: Form, name: string): string | undefined => {
  const value = form[name];
  return typeof value === 'string' ? value : value?.[0];
};

export const readForm = (body: string): Form => {
  const parameters = new URLSearchParams(body);
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
};

const malformed = (form: Form): Refused | undefined => {
  // Ajv turns "300" into 300 in place.
  if (isMessage({ ...form })) return undefined;
  const [error] = isMessage.errors ?? [];
  const known = MALFORMED[error?.instancePath ?? ''];
  return known
    ? refused(known.code, known.message)
    : wrong(20001, `CreateMessage: ${error?.instancePath} ${error?.message}`);
};

/** Why `POST Messages.json` is refused, or undefined. `numbers` are the account's own. */
export const refusedMessage = (form: Form, numbers: readonly string[]): Refused | undefined => {
  const reason = malformed(form);
  if (reason) return reason;

  const from = one(form, 'From');
  const body = one(form, 'Body') ?? '';
  const validity = Number(one(form, 'ValidityPeriod') ?? 36_000);
  if (body === '') return wrong(21602, 'Message body is required.');
  if (body.length > 1600) {
    return wrong(21617, 'The concatenated message body exceeds the 1600 character limit.');
  }
  if (validity < 1 || validity > 36_000) return wrong(90007, 'Invalid validity period value');
  if (from === undefined && one(form, 'MessagingServiceSid') === undefined) {
    return wrong(21603, "A 'From' phone number is required.");
  }
  if (from !== undefined && !numbers.includes(from)) {
    return refused(21606, "The 'From' phone number provided is not a valid message-capable number");
  }
  return undefined;
};
