// The last line of a test run, for programs that read it. A file that could not run counts as failed.
module.exports = class Count {
  onRunComplete(_, { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites }) {
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const line = `${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped`;
    process.stdout.write(`${line}\n`);
  }
};
