// After a test run: the time by file, and the last line, for programs that read it. A file that could not run counts as
// failed, and one that took longer than its budget. EBPF_TRACE_TEST_COUNTS: a file that is given the counts, too.
const { appendFileSync, writeSync } = require('node:fs');
const { relative } = require('node:path');
const { FileTimes } = require('./time.cjs');

module.exports = class Count {
  #times = new FileTimes();
  /** @type {string[]} */
  #tooSlow = [];

  /** @param {{ path: string }} file */
  onTestFileStart({ path }) {
    this.#times.start(relative(process.cwd(), path));
  }

  /** @param {{ path: string }} file */
  onTestFileResult({ path }) {
    this.#times.end(relative(process.cwd(), path));
  }

  /** @param {unknown} _ @param {import('@jest/reporters').AggregatedResult} results */
  onRunComplete(_, { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites }) {
    this.#tooSlow = this.#times.tooSlow();
    const counts = [numPassedTests, numFailedTests + numRuntimeErrorTestSuites + this.#tooSlow.length, numPendingTests + numTodoTests];
    const said = [this.#times.table(), ...this.#tooSlow.map((line) => `TOO SLOW: ${line}\n`), `${counts[0]} passed, ${counts[1]} failed, ${counts[2]} skipped\n`];
    const { EBPF_TRACE_TEST_COUNTS: file } = process.env;
    if (file) appendFileSync(file, `${JSON.stringify(counts)}\n`);
    process.once('exit', () => writeSync(1, said.join(''))); // jest's own summary comes first
  }

  // Jest fails where there is one.
  getLastError() {
    return this.#tooSlow.length === 0 ? undefined : new Error(this.#tooSlow.join('; '));
  }
};
