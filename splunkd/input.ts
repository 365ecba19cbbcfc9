/** An input as splunkd runs it: started, started again at once when it ends, stopped with SIGTERM. */
import { sessionKey } from './documents';
import type { SplunkEvent } from './event_stream';
import type { Ended } from './launcher';
import type { LogLine } from './log_lines';
import { Run, type RunOptions } from './run';

export interface StopReport extends Ended {
  /** From SIGTERM to the end of the process. */
  readonly tookMs: number;
  /** True: it did not end in time, and was ended by SIGKILL. */
  readonly wasKilled: boolean;
}

export type InputOptions = Omit<RunOptions, 'onEvent' | 'onLine' | 'onProblem'>;

/** So many ends within this time are a crash loop; splunkd would go on, we do not. */
const crashLoop = { ends: 3, withinMs: 60_000 };
const promisedStopMs = 2000;

export class Input {
  readonly events: SplunkEvent[] = [];
  readonly log: LogLine[] = [];
  /** Everything that was against the contract, in order. A test expects it to be empty. */
  readonly problems: string[] = [];
  /** How it ended each time that nobody had asked it to. */
  readonly ends: Ended[] = [];
  readonly #options: InputOptions;
  readonly #watchers = new Set<() => void>();
  readonly #endedMs: number[] = [];
  #run: Run;
  #isStopping = false;

  constructor(options: InputOptions) {
    this.#options = options;
    this.#run = this.#start();
  }

  /** The process that runs now. */
  get pid(): Promise<number> {
    return this.#run.launched.pid;
  }

  stall(): void {
    this.#run.stall();
  }

  resume(): void {
    this.#run.resume();
  }

  /** Closes the reading end of its standard output, and does not start it again. */
  async cut(): Promise<Ended> {
    this.#isStopping = true;
    this.#run.cut();
    return this.#run.ended;
  }

  /** Makes the process named splunkd, the input's parent, connect. Only with `isBelowSplunkd`. */
  async connectFromSplunkd(port: number, host = '127.0.0.1'): Promise<boolean> {
    return (await this.#run.launched.connect?.(port, host)) ?? false;
  }

  /** The first event, of those that are here or still come, that matches. Rejects after the time. */
  async waitForEvent(matches: (event: SplunkEvent) => boolean, timeoutMs = 10_000): Promise<SplunkEvent> {
    return this.#waitFor(() => this.events.find(matches), timeoutMs, 'event');
  }

  /** As soon as so many events match. */
  async waitForEvents(count: number, matches: (event: SplunkEvent) => boolean, timeoutMs = 10_000): Promise<readonly SplunkEvent[]> {
    const matching: SplunkEvent[] = [];
    let seen = 0;
    const enough = (): SplunkEvent[] | undefined => {
      matching.push(...this.events.slice(seen).filter(matches));
      seen = this.events.length;
      return matching.length >= count ? matching : undefined;
    };
    return this.#waitFor(enough, timeoutMs, `${count} events`);
  }

  async waitForLog(pattern: RegExp, timeoutMs = 10_000): Promise<LogLine> {
    return this.#waitFor(() => this.log.find((line) => pattern.test(`${line.level} ${line.text}`)), timeoutMs, `${pattern}`);
  }

  /** SIGTERM; SIGKILL if it is still there after the grace. All its output is read when this resolves. */
  async stop(graceMs = 5000): Promise<StopReport> {
    this.#isStopping = true;
    const pid = await this.pid;
    const startedMs = performance.now();
    let wasKilled = false;
    const timer = setTimeout(() => {
      wasKilled = true;
      signal(pid, 'SIGKILL');
    }, graceMs);
    signal(pid, 'SIGTERM');
    const gone = this.#run.launched.ended.then(() => performance.now() - startedMs);
    const ended = await this.#run.ended;
    clearTimeout(timer);
    const report = { ...ended, tookMs: await gone, wasKilled };
    this.#judge(report);
    return report;
  }

  #judge({ code, tookMs, wasKilled }: StopReport): void {
    if (wasKilled) this.#problem(`stop: did not end on SIGTERM`);
    else if (code !== 0) this.#problem(`stop: exit code ${code}`);
    else if (tookMs > promisedStopMs) this.#problem(`stop: took ${Math.round(tookMs)} ms`);
  }

  #start(): Run {
    const run = new Run({
      ...this.#options,
      onEvent: (event) => this.#note(this.events, event, event.data),
      onLine: (line) => this.#note(this.log, line, line.text),
      onProblem: (problem) => this.#problem(problem),
    });
    run.ended.then(
      (ended) => this.#onEnd(ended),
      (error: Error) => this.#problem(`start: ${error.message}`),
    );
    return run;
  }

  #onEnd(ended: Ended): void {
    if (this.#isStopping) return;
    this.#note(this.ends, ended);
    this.#endedMs.push(performance.now());
    const recent = this.#endedMs.filter((ms) => performance.now() - ms < crashLoop.withinMs);
    if (recent.length >= crashLoop.ends) this.#problem(`crash loop: ended ${recent.length} times, last with ${ended.code ?? ended.signal}`);
    else this.#run = this.#start();
  }

  #problem(problem: string): void {
    this.#note(this.problems, problem);
  }

  #note<T>(list: T[], entry: T, text = ''): void {
    if (text.includes(sessionKey)) this.#problem('the session key is in the output');
    list.push(entry);
    for (const watcher of this.#watchers) watcher();
  }

  #waitFor<T>(look: () => T | undefined, timeoutMs: number, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const watcher = (): void => {
        const found = look();
        if (found !== undefined) finish(() => resolve(found));
      };
      const timer = setTimeout(() => finish(() => reject(new Error(this.#missing(what, timeoutMs)))), timeoutMs);
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#watchers.delete(watcher);
        settle();
      };
      this.#watchers.add(watcher);
      watcher();
    });
  }

  #missing(what: string, timeoutMs: number): string {
    const log = this.log.slice(-5).map((line) => `${line.level} ${line.text}`);
    return [`no ${what} within ${timeoutMs} ms; ${this.events.length} events came`, ...this.problems.slice(-5), ...log].join('\n');
  }
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}
