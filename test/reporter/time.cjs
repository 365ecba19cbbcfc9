// Time by file, and what it may be. What counts is the larger of the processor time of the file and of the programs that
// ended in it, and of the time in which nothing on this machine waited for a processor (/proc/pressure/cpu): what else runs
// makes no file too slow. Both over how much slower than the first one the machine is.
const { existsSync, readFileSync } = require('node:fs');

/**
 * Seconds, the first pattern that fits: about three times what the slowest file of the folder takes, so that only what has
 * gone wrong is found. @type {readonly [RegExp, number][]}
 */
const budgets = [
  [/system\/kernels\.test/, 1500], // two guests at a time; a guest takes 5 minutes
  [/system\/(truth|stop|dashboards|preview|searches)\.test/, 900],
  [/system\//, 600],
  [/build\//, 400],
  [/demo\//, 240],
  [/preview\//, 150],
  [/./, 90],
];
const pressure = '/proc/pressure/cpu';
const turns = 30_000_000;
const firstMachineMs = 250; // with both of its processors busy
const ticksPerSecond = 100;

/** @param {string} file */
function budgetOf(file) {
  return budgets.find(([pattern]) => pattern.test(file))?.[1] ?? 0;
}

/** Seconds in which something waited for a processor, since boot; 0 where the kernel does not count them. */
function waitedSeconds() {
  if (!existsSync(pressure)) return 0;
  const [, total = '0'] = /^some .*total=(\d+)/m.exec(readFileSync(pressure, 'utf8')) ?? [];
  return Number(total) / 1e6;
}

/** Seconds of this process, where jest runs the tests, and of its children that have ended. proc(5), /proc/pid/stat. */
function processorSeconds() {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const times = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 15);
  return times.reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond;
}

/** How things stand, in seconds. */
function now() {
  return { time: performance.now() / 1000, waited: waitedSeconds(), processor: processorSeconds() };
}

/** How many times as long as on the first machine a calculation takes; at least 1. Processor time, which others do not change. */
function slowness() {
  const before = process.cpuUsage();
  let sum = 0;
  for (let turn = 0; turn < turns; turn += 1) sum = (sum * 31 + turn) | 0;
  const { user } = process.cpuUsage(before);
  if (!Number.isInteger(sum)) throw new Error('a result that nobody looks at need not be calculated');
  return Math.max(1, user / 1000 / firstMachineMs);
}

/** @typedef {ReturnType<typeof now>} Moment */

class FileTimes {
  #slowness;
  /** @type {Map<string, Moment>} */
  #running = new Map();
  /** @type {{ file: string, seconds: number, counted: number, budget: number }[]} */
  #done = [];

  constructor(factor = slowness()) {
    this.#slowness = factor;
  }

  /** @param {string} file */
  start(file, moment = now()) {
    this.#running.set(file, moment);
  }

  /** @param {string} file */
  end(file, moment = now()) {
    const start = this.#running.get(file);
    if (start === undefined) return;
    const seconds = moment.time - start.time;
    const alone = seconds - (moment.waited - start.waited);
    const counted = Math.max(alone, moment.processor - start.processor) / this.#slowness;
    this.#done.push({ file, seconds, counted, budget: budgetOf(file) });
  }

  /** A line for each file that took a second or more, the slowest first. */
  table() {
    const slow = this.#done.filter(({ seconds }) => seconds >= 1).sort((one, other) => other.seconds - one.seconds);
    const lines = slow.map(({ file, seconds, counted, budget }) => {
      return `${seconds.toFixed(1).padStart(8)} ${counted.toFixed(1).padStart(8)} ${String(budget).padStart(7)}  ${file}\n`;
    });
    return `\n seconds  counted  budget  file\n${lines.join('')}`;
  }

  /** A whole proof (npm run prove) has no budget: it is twenty times what the tests are. */
  tooSlow() {
    if (process.env.EBPF_TRACE_PROVE !== undefined) return [];
    return this.#done
      .filter(({ counted, budget }) => counted > budget)
      .map(({ file, counted, budget }) => `${file} took ${counted.toFixed(1)} s of its ${budget}`);
  }
}

module.exports = { budgetOf, FileTimes };
