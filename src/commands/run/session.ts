/** One run: from the first sample to the closing lines. */
import { onReaderGone } from '../../host/gone';
import { exitNow, growPipe, hasReader } from '../../kernel/libbpf';
import { jsonLines } from '../../output/byte_format';
import type { Format } from '../../output/format';
import { writeText } from '../../output/text';
import { unblocked } from '../../output/unblocked';
import { Writer } from '../../output/writer';
import { ValueFormat } from '../../output/values';
import { xmlFormat } from '../../output/xml';
import type { Pipeline } from '../../pipeline/pipeline';
import type { Log } from '../../log';
import { indexesOf } from '../../settings';
import type { Fields } from '../../text/columns';
import { unpainted } from '../../text/terminal';
import { trace } from '../trace';
import type { Asked } from './arguments';
import { type Choice, ChosenEvents } from './choice';
import { closingLine } from './closing';
import { startCommand, type Started } from './command';
import { Kin } from './kin';
import { tracedText } from './scope';
import { eventTable, type TerminalOutput, terminalOutput, width } from './terminal_output';

/** For what waits, and for the end. */
const [stopMs, flushMs] = [1200, 300];
/** For what the last connections of a command still have to report, and for a command that is to end. */
const lastMs = 1000;
const readMs = 100;
/** Cells of the opening line that say what is traced, however narrow the terminal is. */
const leastWords = 20;
/** A pid that was another process's is asked for again after so long. */
const othersMs = 1000;

export class Session {
  readonly #asked: Asked;
  readonly #terminal: TerminalOutput | undefined;
  readonly #chosen: ChosenEvents | undefined;
  readonly #format: Format;
  readonly #writer = new Writer(1, { onBroken: () => exitNow(0), makeRoom: growPipe, unblocked: unblocked(1) });
  readonly #pipeline: Pipeline;
  #kin: Kin | undefined;
  #command: Started | undefined;
  #beganMs = 0;
  #isStopping = false;

  /** @param isTerminal whether standard output shows a table to somebody */
  constructor(asked: Asked, isTerminal: boolean, log: Log) {
    this.#asked = asked;
    const choice = this.#choice();
    this.#terminal = isTerminal ? terminalOutput(asked, choice) : undefined;
    this.#chosen = isTerminal || !isNarrow(choice) ? undefined : new ChosenEvents(formatOf(asked), choice);
    this.#format = this.#terminal?.format ?? this.#chosen ?? formatOf(asked);
    this.#pipeline = trace({ settings: tracedSettings(asked), userNames: asked.userNames, format: this.#format, output: this.#writer, log });
    this.#refuseForeignPids();
  }

  /** Events have the host's process ids: nothing would be shown. */
  #refuseForeignPids(): void {
    const { pids, command } = this.#asked;
    const asks = pids.length > 0 || command.length > 0;
    if (asks && this.#pipeline.foreign.includes('pid')) {
      throw new Error("a process id or a command is only found in the host's pid namespace: this runs in another one; see docs/containers.md");
    }
  }

  start(): void {
    const { durationSeconds, command } = this.#asked;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.#stop());
    onReaderGone(() => hasReader(1), () => exitNow(0));
    this.#writer.push(this.#format.opening(), 0);
    this.#pipeline.start();
    this.#beganMs = performance.now();
    this.#showScreen();
    if (command.length > 0) void this.#writer.flush(flushMs).then(() => this.#trace(command)); // behind the header
    if (durationSeconds > 0) setTimeout(() => this.#stop(), durationSeconds * 1000);
  }

  #choice(): Choice {
    const { pids, command, onlyFailed, count } = this.#asked;
    const isOfCommand = (fields: Fields): boolean => this.#kin?.has(fields) ?? false;
    const isListed = ({ process_id: pid }: Fields): boolean => pids.includes(pid as number);
    const isOurs = command.length > 0 ? isOfCommand : pids.length > 0 ? isListed : undefined;
    return { isOurs, onlyFailed, count, onEnough: () => setImmediate(() => this.#stop()) };
  }

  #showScreen(): void {
    const screen = this.#terminal;
    if (screen === undefined) return;
    const { command, scope, settings: { probes } } = this.#asked;
    this.#writer.push(screen.begin(tracedText(probes, command, scope, Math.max(leastWords, width() - 'tracing ; Ctrl-C ends'.length))), 0);
    setInterval(() => this.#writer.push(screen.tick(), 0), screen.tickMs);
  }

  /** The command's output is beside the table, but never between events that a program reads. */
  #trace(command: readonly string[]): void {
    this.#command = startCommand(command, this.#terminal === undefined ? 2 : 1);
    this.#kin = new Kin(this.#command.child.pid ?? 0);
    setInterval(() => this.#kin?.forgetOthers(), othersMs);
    void this.#command.ended.then(async (code) => {
      await this.#lastEvents();
      this.#stop(code);
    });
  }

  async #lastEvents(): Promise<void> {
    const isOpen = (): boolean => (this.#terminal?.stillOpen() ?? this.#chosen?.stillOpen ?? 0) > 0;
    const limit = performance.now() + lastMs;
    do await pause(readMs);
    while (isOpen() && performance.now() < limit);
  }

  #stop(code = 0): void {
    if (!this.#isStopping) void this.#finish(code);
    this.#isStopping = true;
  }

  async #finish(code: number): Promise<void> {
    this.#command?.child.kill('SIGTERM');
    if (this.#command !== undefined) await Promise.race([this.#command.ended, pause(lastMs)]);
    const { totals } = await this.#pipeline.stop(stopMs);
    const seconds = (performance.now() - this.#beganMs) / 1000;
    this.#writer.push(this.#format.closing(), 0);
    const unwritten = await this.#writer.flush(flushMs);
    if (this.#terminal === undefined) writeText(2, `${closingLine(totals, unwritten, this.#chosen?.shown)}\n`);
    else writeText(1, this.#terminal.close(totals, unwritten, seconds));
    exitNow(code);
  }
}

/** What the tracer starts is left out as its own, and so would the command be; the view shows nothing but the command. */
function tracedSettings({ settings, command }: Asked): Asked['settings'] {
  return command.length === 0 ? settings : { ...settings, includeSplunk: true };
}

function isNarrow({ isOurs, onlyFailed, count }: Choice): boolean {
  return isOurs !== undefined || onlyFailed || Number.isFinite(count);
}

function formatOf({ format, settings }: Asked): Format {
  if (format === 'json') return jsonLines();
  if (format === 'xml') return xmlFormat('ebpf_trace://run', indexesOf(settings));
  return new ValueFormat(eventTable(settings.probes, unpainted)); // as a file or a pipe gets it
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
