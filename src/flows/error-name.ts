/** An error's text may hold what it was about; its kind may be told. */
export const errorName = (error: unknown): string =>
  error instanceof Error ? error.name : typeof error;
