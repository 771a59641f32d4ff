/** What a number should look like; no message ever tells what it does look like. */
export const PHONE =
  'expected a number in international form, in quotes, such as "+1 212 555 0100"';

/** What an editor is told: `parsePhone` takes exactly these. */
export const PHONE_PATTERN =
  '^(?!.*\\(0\\))[\\s().-]*\\+[\\s().-]*[1-9](?:[\\s().-]*\\d){6,14}[\\s().-]*$';

type ParsedPhone =
  | { readonly ok: true; readonly number: string }
  | { readonly ok: false; readonly message: string };

/** Reads an international number, grouped in whatever way, as E.164. */
export function parsePhone(text: string): ParsedPhone {
  const number = text.replaceAll(/[\s().-]/g, '');
  const mend = howToMend(text, number);
  if (mend !== undefined) return { ok: false, message: `${PHONE}: ${mend}` };
  // E.164: at most 15 digits with the country code, which never begins with 0.
  return /^\+[1-9]\d{6,14}$/.test(number) ? { ok: true, number } : { ok: false, message: PHONE };
}

function howToMend(text: string, number: string): string | undefined {
  if (/\(0\)/.test(text)) return 'leave out the (0)';
  if (/^00[1-9]\d+$/.test(number)) return 'write + for the leading 00';
  if (/^0\d+$/.test(number)) return 'write the country code for the leading 0';
  if (/^[1-9]\d+$/.test(number)) return 'write the country code with a + in front';
  if (/^\+\d{1,6}$/.test(number)) return 'it is too short';
  if (/^\+\d{16,}$/.test(number)) return 'it is too long';
  return undefined;
}
