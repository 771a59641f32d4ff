/** What people, schedules and policies may be called: a part of page ids and of addresses. */
export const isName = (text: string): boolean => /^[a-z0-9-]+$/.test(text);

/** `Ada Lovelace` is ada-lovelace. */
export function meantName(text: string): string | undefined {
  const name = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s._]+/g, '-');
  return isName(name) ? name : undefined;
}
