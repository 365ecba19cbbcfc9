/** What run writes to a terminal: a line a connection, who talks to whom each second, or a line an event. */
import type { Format } from '../../output/format';
import type { Shown } from '../../output/columns';
import { TableView } from '../../output/table';
import { ValueFormat } from '../../output/values';
import { sampleProbes } from '../../probes';
import type { ProbeName } from '../../probes/names';
import { type Paint, paintFor } from '../../text/terminal';
import { lossFields, type Totals } from '../../health/counters';
import type { Asked } from './arguments';
import { type Choice, ChosenEvents } from './choice';
import { closingLines, connectionsText, lossLine } from './closing';
import { connectionProbe } from './options';
import { ConnectionView } from './view';

export interface TerminalOutput {
  readonly format: Format;
  /** Connections of ours that have begun and not ended. */
  readonly stillOpen: () => number;
  /** Once the tracing has begun. @param what is traced */
  readonly begin: (what: string) => string;
  readonly tickMs: number;
  /** What is due, each `tickMs`. */
  readonly tick: () => string;
  /** The last words, when everything else is written. @param seconds since the beginning */
  readonly close: (totals: Totals, unwritten: number, seconds: number) => string;
}

// A serial line, or a terminal without a window, says that it has 0.
export const width = (): number => process.stdout.columns || 160;
export const height = (): number => process.stdout.rows || 40;
/** The fields of health that a table shows. */
export const losses = lossFields.map(([field]) => field);

/** How the events of these probes are shown, by kind. */
export function shownBy(names: readonly ProbeName[]): ReadonlyMap<string, Shown> {
  return new Map(sampleProbes.filter(({ name }) => names.includes(name)).map((probe) => [probe.name, probe]));
}

/** A line an event of these probes. */
export function eventTable(names: readonly ProbeName[], paint: Paint): TableView {
  return new TableView({ width, headerEvery: height, shown: shownBy(names), losses, paint });
}

/** The rows that the table at the end has. */
const closingRows = 20;

export function terminalOutput({ isTop, hasEvents, settings }: Asked, choice: Choice): TerminalOutput {
  if (hasEvents || settings.probes.some((name) => name !== connectionProbe)) return eventOutput(settings.probes, choice);
  const paint = paintFor(true, process.env);
  const view = new ConnectionView({ width, headerEvery: height, paint, choice, hasLines: !isTop });
  const summary = (seconds: number, rows: number, filtered = 0): string => {
    const table = view.table(rows);
    return connectionsText(view, seconds, filtered) + (table === '' ? '' : `\n${table}`);
  };
  const shared = {
    format: new ValueFormat(view),
    stillOpen: () => view.stillOpen,
    close: (totals: Totals, unwritten: number, seconds: number) => `\n${summary(seconds, closingRows, totals.kernel.filtered)}${lossLine(totals, unwritten)}\n`,
  };
  if (!isTop) return { ...shared, begin: (what) => view.banner(what), tickMs: 500, tick: () => view.openLines(Date.now() / 1000) };
  const began = performance.now();
  let banner = '';
  const screen = (): string => topScreen(banner + summary((performance.now() - began) / 1000, height() - 6));
  return {
    ...shared,
    begin: (what) => {
      banner = view.banner(what);
      return screen();
    },
    tickMs: 1000,
    tick: screen,
    close: (totals, unwritten, seconds) => topScreen('') + shared.close(totals, unwritten, seconds),
  };
}

/** From the corner on, over what is there. */
function topScreen(text: string): string {
  return `\u001b[H${text.replaceAll('\n', '\u001b[K\n')}\u001b[J`;
}

function eventOutput(names: readonly ProbeName[], choice: Choice): TerminalOutput {
  const table = eventTable(names, paintFor(true, process.env));
  const format = new ChosenEvents(new ValueFormat(table), choice);
  return {
    format,
    stillOpen: () => format.stillOpen,
    begin: (what) => `tracing ${what}; Ctrl-C ends\n${table.header()}`,
    tickMs: 60_000,
    tick: () => '',
    close: (totals, unwritten) => `\n${closingLines(totals, unwritten, format.shown)}`,
  };
}
