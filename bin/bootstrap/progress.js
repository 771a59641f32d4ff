/** Tells what is going on, on stderr: stdout belongs to the program that is being prepared. */
export function say(line) {
  process.stderr.write(`piket: ${line}\n`);
}

/** Piket cannot go on; the message says what a person can do about it. */
export class Stop extends Error {}

/** Runs an entry: a `Stop` ends the process with its message alone, anything else with its trace. */
export async function orStop(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    say(error.message);
    process.exit(1);
  }
}
