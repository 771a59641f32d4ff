/** A lost race means that another writer has won, so somebody always gets on; this bounds a bug. */
const MOST_ATTEMPTS = 100;

/** Runs a pure decision again, on what is there by then, for as long as other writers are faster. */
export async function untilSaved<T>(
  attempt: () => Promise<'lost-race' | { saved: T }>,
): Promise<T> {
  for (let i = 0; i < MOST_ATTEMPTS; i++) {
    const result = await attempt();
    if (result !== 'lost-race') return result.saved;
  }
  throw new Error(`another writer was faster ${MOST_ATTEMPTS} times`);
}
