/** Whether a text is an IANA time zone. A bare offset is none: it knows no summer time. */
export function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions();
    return !/^[+-]/.test(text);
  } catch {
    return false;
  }
}
