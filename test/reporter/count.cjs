// The last line of a test run, for programs that read it. A file that could not run counts as failed.
const { writeSync } = require('node:fs');

module.exports = class Count {
  onRunComplete(_, { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites }) {
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const line = `${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped\n`;
    process.once('exit', () => writeSync(1, line)); // jest's own summary comes first
  }
};
