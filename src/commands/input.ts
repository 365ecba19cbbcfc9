/** No argument: the modular input, as splunkd starts it. */
import { Clock } from '../kernel/clock';
import { onParentGone, onReaderGone } from '../host/gone';
import { exitNow, growPipe, hasReader } from '../kernel/libbpf';
import type { Output } from '../output/output';
import { unblocked } from '../output/unblocked';
import { Writer, type WriterOptions } from '../output/writer';
import type { Format } from '../output/format';
import { xmlFormat } from '../output/xml';
import type { Pipeline } from '../pipeline/pipeline';
import { emitHealth, failedValues } from '../health/event';
import { indexesOf, type ParsedSettings, parseSettings } from '../settings';
import { type InputDocument, readInput, type Stanza } from '../splunk/input';
import { errorText, Log } from '../log';
import { trace, type TraceOptions } from './trace';
import { copyWarnings, twinReason } from './copies';

const stdout = 1;
const nobodyReads = 'stopped: splunkd is gone, nobody reads standard output';
/** splunkd kills soon after SIGTERM: all must be gone within 2 s of it, also on a busy host. */
const stopMs = 1200;
/** The part of it after which what still waits is given up. */
const writeMs = 900;
/** The end of the stream has at least so long, however long that took. */
const leastEndMs = 200;
const firstRetrySeconds = 10;
const lastRetrySeconds = 600;
const documentPauseMs = 60_000;

/** What it stands on; a test gives others. */
export interface Ground {
  readonly read: () => Promise<InputDocument>;
  /** Throws if there can be no tracing. */
  readonly trace: (options: TraceOptions) => Pick<Pipeline, 'start' | 'stop'>;
  /** To standard output. */
  readonly output: (options: WriterOptions) => Output;
  readonly log: Log;
  readonly exit: (code: number) => void;
}

const ground = (): Ground => ({ read: readInput, trace, output: (options) => new Writer(stdout, { ...options, unblocked: unblocked(stdout) }), log: new Log(), exit: exitNow });

export async function input(on: Ground = ground()): Promise<void> {
  const { log } = on;
  let run: Run | undefined;
  const stop = (): void => void (run?.stop() ?? on.exit(0));
  endWithSplunkd(on, stop);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  const document = await on.read().catch((error: unknown) => refuse(error, on));
  log.hide(document.sessionKey);
  const [stanza, ...more] = document.stanzas;
  if (stanza === undefined) throw new Error('splunkd gave no stanza');
  if (more.length > 0) log.warn(`${more.length} more stanzas were given: each runs in a process of its own, as the scheme says`);
  run = new Run(stanza, on);
  run.start();
}

/** However it ended: killed, it sends no signal. */
function endWithSplunkd({ log, exit }: Ground, stop: () => void): void {
  onReaderGone(() => hasReader(stdout), () => {
    log.info(nobodyReads);
    exit(0);
  });
  onParentGone(() => {
    log.info('splunkd is gone: the process that started this input has ended');
    stop();
  });
}

/** splunkd starts an input that has ended again at once: it is to get the same document not too often. */
async function refuse(error: unknown, { log, exit }: Ground): Promise<never> {
  log.fatal(`${errorText(error)}; the end comes in ${documentPauseMs / 1000} s`);
  await new Promise((resolve) => setTimeout(resolve, documentPauseMs));
  exit(1);
  throw error;
}

/** Why nothing is traced: a line each. */
class Refused extends Error {
  constructor(readonly reasons: readonly string[]) {
    super(reasons.join('; '));
  }
}

/** One stanza, traced until a signal ends it. */
class Run {
  readonly #ground: Ground;
  readonly #log: Log;
  readonly #stanza: Stanza;
  readonly #format: Format;
  readonly #output: Output;
  #pipeline: ReturnType<Ground['trace']> | undefined;
  #isStopping = false;

  constructor(stanza: Stanza, on: Ground) {
    this.#ground = on;
    this.#log = on.log;
    this.#stanza = stanza;
    this.#format = xmlFormat(stanza.name);
    this.#output = on.output({ onBroken: (error) => this.#broken(error), makeRoom: growPipe });
  }

  start(): void {
    this.#output.push(this.#format.opening(), 0);
    for (const text of copyWarnings()) this.#log.warn(text);
    this.#try(firstRetrySeconds);
  }

  /** Everything that was read is written, within the time that there is; else the stream ends behind a whole event. */
  async stop(): Promise<void> {
    if (this.#isStopping) return;
    const arrivedMs = performance.now();
    this.#isStopping = true;
    const { givenUp = 0 } = (await this.#pipeline?.stop(writeMs)) ?? {};
    this.#output.push(this.#format.closing(), 0);
    const unwritten = givenUp + (await this.#output.flush(Math.max(leastEndMs, stopMs - (performance.now() - arrivedMs))));
    if (unwritten > 0) this.#log.error(`${unwritten} events could not be written before the end: splunkd took too little`);
    else this.#log.info('stopped');
    this.#ground.exit(0);
  }

  /** What is wrong is said and tried again with a growing pause: an exit would be a crash loop. */
  #try(retrySeconds: number): void {
    if (this.#isStopping) return;
    try {
      this.#trace();
    } catch (error) {
      this.#fail(error instanceof Refused ? error.reasons : [errorText(error)], retrySeconds);
    }
  }

  #trace(): void {
    const twin = twinReason();
    if (twin !== undefined) throw new Refused([twin]);
    const { settings, fallbacks, userNames } = this.#readSettings();
    const problems = fallbacks.join('; ');
    const format = xmlFormat(this.#stanza.name, indexesOf(settings));
    const pipeline = this.#ground.trace({ settings, userNames, problems, format, output: this.#output, log: this.#log });
    pipeline.start();
    this.#pipeline = pipeline;
    this.#log.info(`tracing: probes ${settings.probes.join(', ')}, mode ${settings.mode}`);
  }

  /** Read anew each time, since a user that a filter names may have been made meanwhile. */
  #readSettings(): ParsedSettings {
    const parsed = parseSettings(this.#stanza.params);
    this.#log.level = parsed.settings.logLevel;
    for (const text of [...parsed.fallbacks, ...parsed.warnings]) this.#log.warn(`[${this.#stanza.name}] ${text}`);
    if (parsed.refusals.length > 0) throw new Refused(parsed.refusals.map((refusal) => `[${this.#stanza.name}] ${refusal}`));
    return parsed;
  }

  #fail(reasons: readonly string[], retrySeconds: number): void {
    for (const reason of reasons) this.#log.error(`cannot trace: ${reason}; next try in ${retrySeconds} s`);
    emitHealth(failedValues(reasons.join('; '), retrySeconds), new Clock().now(), this.#format);
    this.#output.push(this.#format.take(), 0);
    setTimeout(() => this.#try(Math.min(retrySeconds * 2, lastRetrySeconds)), retrySeconds * 1000);
  }

  #broken(error: NodeJS.ErrnoException): void {
    if (error.code === 'EPIPE') this.#log.info(nobodyReads);
    else this.#log.error(`writing to standard output failed: ${error.message}`);
    this.#ground.exit(error.code === 'EPIPE' ? 0 : 1);
  }
}
