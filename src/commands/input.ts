/** No argument: the modular input, as splunkd starts it. */
import { Clock } from '../kernel/clock';
import { exitNow } from '../kernel/libbpf';
import { Writer } from '../output/writer';
import { XmlFormat } from '../output/xml';
import { Pipeline } from '../pipeline';
import { failedJson } from '../probes/health';
import { parseSettings, type Settings } from '../settings';
import { readInput, type Stanza } from '../splunk/input';
import { errorText, Log } from '../splunk/log';
import { loadNative } from './native';

const stdout = 1;
/** splunkd kills soon after SIGTERM: all must be gone within 2 s. */
const flushMs = 1500;
const firstRetrySeconds = 10;
const lastRetrySeconds = 600;

export async function input(): Promise<void> {
  const log = new Log();
  let run: Run | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void (run?.stop() ?? exitNow(0)));
  if (process.stdin.isTTY) log.warn('waiting for the <input> document that splunkd writes; at a terminal you may want "ebpf_trace run" or "ebpf_trace --help"');
  const document = await readInput();
  log.hide(document.sessionKey);
  const [stanza, ...more] = document.stanzas;
  if (stanza === undefined) throw new Error('splunkd gave no stanza');
  if (more.length > 0) log.warn(`${more.length} more stanzas were given: each runs in a process of its own, as the scheme says`);
  run = new Run(stanza, log);
  run.start();
}

/** One stanza, traced until a signal ends it. */
class Run {
  readonly #log: Log;
  readonly #settings: Settings;
  readonly #format: XmlFormat;
  readonly #writer: Writer;
  #pipeline: Pipeline | undefined;
  #isStopping = false;

  constructor(stanza: Stanza, log: Log) {
    const { settings, problems } = parseSettings(stanza.params);
    log.level = settings.logLevel;
    for (const problem of problems) log.error(`${stanza.name}: ${problem}; its default is used`);
    this.#log = log;
    this.#settings = settings;
    this.#format = new XmlFormat(stanza.name);
    this.#writer = new Writer(stdout, { onBroken: (error) => this.#broken(error) });
  }

  start(): void {
    this.#writer.push(this.#format.start(), 0);
    this.#trace(firstRetrySeconds);
  }

  /** Everything that was read is written, within the time that there is. */
  async stop(): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#pipeline?.stop();
    this.#writer.push(this.#format.end(), 0);
    const unwritten = await this.#writer.flush(flushMs);
    if (unwritten > 0) this.#log.error(`${unwritten} events could not be written before the end: splunkd took nothing`);
    else this.#log.info('stopped');
    exitNow(0);
  }

  /** What is wrong for good is said once and tried again with a growing pause: an exit would be a crash loop. */
  #trace(retrySeconds: number): void {
    if (this.#isStopping) return;
    try {
      const { libbpf, object } = loadNative();
      this.#pipeline = new Pipeline({
        libbpf, object, settings: this.#settings, format: this.#format, writer: this.#writer, log: this.#log,
      });
      this.#pipeline.start();
      this.#log.info(`tracing: probes ${this.#settings.probes.join(', ')}, mode ${this.#settings.mode}`);
    } catch (error) {
      const message = errorText(error);
      this.#log.error(`cannot trace: ${message}; next try in ${retrySeconds} s`);
      const time = new Clock().now();
      this.#writer.push(this.#format.event('ebpf:health', time, `{"time":${time},${this.#format.escape(failedJson(message, retrySeconds))}`), 1);
      setTimeout(() => this.#trace(Math.min(retrySeconds * 2, lastRetrySeconds)), retrySeconds * 1000);
    }
  }

  #broken(error: NodeJS.ErrnoException): void {
    if (error.code !== 'EPIPE') this.#log.error(`writing to standard output failed: ${error.message}`);
    exitNow(error.code === 'EPIPE' ? 0 : 1);
  }
}
