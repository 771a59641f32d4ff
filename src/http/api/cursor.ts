const FORM = /^before:([1-9]\d{0,14})$/;

/** An opaque word for "go on below this number". */
export const toCursor = (before: number): string =>
  Buffer.from(`before:${before}`).toString('base64url');

/** Undefined for what `toCursor` never made. */
export const fromCursor = (cursor: string): number | undefined => {
  const [, before] = FORM.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return before === undefined ? undefined : Number(before);
};
