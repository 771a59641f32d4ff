/** A copy that lacks some of its optional keys. */
export function without<T extends object, K extends keyof T>(value: T, ...keys: K[]): Omit<T, K> {
  const copy: Omit<T, K> & Partial<Pick<T, K>> = { ...value };
  for (const key of keys) delete copy[key];
  return copy;
}
