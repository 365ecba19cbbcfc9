/** run: for people at a terminal. */
import { parseArgs } from 'node:util';
import { onReaderGone } from '../kernel/gone';
import { exitNow, growPipe } from '../kernel/libbpf';
import { type Format, jsonLines } from '../output/format';
import { TableFormat } from '../output/table';
import { Writer } from '../output/writer';
import { XmlFormat } from '../output/xml';
import { writeText } from '../output/text';
import { Pipeline } from '../pipeline';
import { lossFields, lostCount, type Totals } from '../probes/health';
import { argumentList, parseSettings, type Settings } from '../settings';
import { Log } from '../splunk/log';
import { loadNative } from './native';

/** For what waits, and for the end. */
const [stopMs, flushMs] = [1200, 300];
const formatNames = ['table', 'json', 'xml'] as const;

/** Gives an exit code if it does not run. */
export function run(args: readonly string[]): number {
  const log = new Log({ level: 'WARN' });
  const parsed = parseRun(args);
  if ('problems' in parsed) {
    for (const problem of parsed.problems) log.error(problem);
    return 2;
  }
  const { settings, warnings, format, durationSeconds } = parsed;
  for (const warning of warnings) log.warn(warning);
  const writer = new Writer(1, { onBroken: () => exitNow(0), makeRoom: growPipe });
  const { libbpf, object } = loadNative();
  const pipeline = new Pipeline({ libbpf, object, settings, format, writer, log });
  let isStopping = false;
  const stop = (): void => {
    if (!isStopping) void finish(pipeline, writer, format);
    isStopping = true;
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  onReaderGone(1, () => exitNow(0));
  writer.push(format.start(), 0);
  pipeline.start();
  if (durationSeconds > 0) setTimeout(stop, durationSeconds * 1000);
  return -1;
}

interface Parsed {
  readonly settings: Settings;
  /** A line each. */
  readonly warnings: readonly string[];
  readonly format: Format;
  readonly durationSeconds: number;
}

/** The settings' arguments with dashes, --probe for --probes, and those of this verb. */
export function parseRun(args: readonly string[]): Parsed | { readonly problems: readonly string[] } {
  try {
    const { values } = parseArgs({ args: [...args], options: { ...options, probe: { type: 'string' as const } }, strict: true });
    const given = Object.entries(values as Record<string, string>).map(([name, value]) => [name.replaceAll('-', '_'), value]);
    const params = Object.fromEntries(given) as Record<string, string>;
    const { settings, problems, warnings } = parseSettings(params['probe'] === undefined ? params : { ...params, probes: params['probe'] });
    const duration = durationOf(params['duration'] ?? '0');
    const format = formatOf(params['format'] ?? 'table');
    if (duration === undefined) return { problems: [`duration = "${params['duration']}": must be a number of seconds up to ${longestSeconds}`] };
    if (format === undefined) return { problems: [`format = "${params['format']}": must be one of ${formatNames.join(', ')}`] };
    return problems.length > 0 ? { problems } : { settings, warnings, format, durationSeconds: duration };
  } catch (error) {
    return { problems: [`${(error as Error).message.replace(/\s*\n\s*/g, ' ').replace(/\.$/, '')}; see "ebpf_trace --help"`] };
  }
}

const options = Object.fromEntries(
  [...argumentList.map(({ name }) => name), 'format', 'duration'].map((name) => [name.replaceAll('_', '-'), { type: 'string' as const }]),
);

/** Timers of Node take 31 bits of milliseconds. */
const longestSeconds = 2147483;

function durationOf(text: string): number | undefined {
  return /^\d+(\.\d+)?$/.test(text) && Number(text) <= longestSeconds ? Number(text) : undefined;
}

function formatOf(name: string): Format | undefined {
  if (name === 'json') return jsonLines;
  if (name === 'xml') return new XmlFormat('ebpf_trace://run');
  if (name !== 'table') return undefined;
  return new TableFormat({ width: terminalWidth, headerEvery: () => process.stdout.rows || 40, losses: lossFields.map(([field]) => field) });
}

async function finish(pipeline: Pipeline, writer: Writer, format: Format): Promise<void> {
  const { totals } = await pipeline.stop(stopMs);
  writer.push(format.end(), 0);
  const unwritten = await writer.flush(flushMs);
  writeText(2, `${closingLine(totals, unwritten)}\n`);
  exitNow(0);
}

/** To standard error, so that a pipe gets events alone. */
export function closingLine(totals: Totals, unwritten: number): string {
  const events = Object.entries(totals.events).map(([probe, count]) => `${count} ${probe} events`).join(', ');
  const { filtered, excluded } = totals.kernel;
  return `${events}; ${filtered} connections filtered, ${excluded} of this program's own left out; lost: ${lostCount(totals) + unwritten}`;
}

// A serial line, or a terminal without a window, says that it has 0.
const terminalWidth = (): number => process.stdout.columns || 160;
