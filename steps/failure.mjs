// A failure that the user can mend: shown as its message alone, without a stack trace.
export class Failure extends Error {
  isMissing = false; // a program is not installed
}

// Runs a whole script; a Failure ends it with exit code 1 and one line.
/** @param {() => void | Promise<void>} work */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
