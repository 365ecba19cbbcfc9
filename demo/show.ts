/** The demo's words. */
import { basename } from 'node:path';
import { fitted, folded, safeText } from '../src/output/terminal';
import { type Column, columns, type Fields, flowsOf } from './flows';
import { lossFields } from '../src/probes/health';
import { xmlOf } from './recording';
import type { Trace } from './trace';

const width = Math.max(80, Math.min(process.stdout.columns ?? 120, 160));
const program = 'build/ebpf_trace/linux_x86_64/bin/ebpf_trace';
/** Of each of these kinds one event is shown as splunkd gets it. */
const shown = ['connect', 'accept', 'close', 'connect_failed'];

export function showHead(packageFile: string, remark: string): void {
  say('eBPF Trace for Splunk: demo', `Installing ${basename(packageFile)} into a temporary etc/apps, and running its input as splunkd would`,
    '(a stand-in for splunkd: no Splunk is needed, and none is run).', ...(remark === '' ? [] : [remark]));
}

/** The input's advice is for a forwarder; here it is a demo that lacks the right. */
export function showRefusal(message: string): void {
  const isDenied = /EPERM|EACCES/.test(message);
  const advice = isDenied ? `${message.split(';')[0]}; run the demo as root, on a host or in a privileged container` : message;
  say('', `BPF is refused here: ${safeText(advice)}.`);
}

export function showTrace(trace: Trace): void {
  if (trace.isReplayed) say('', 'REPLAYED: what follows was recorded on another machine; nothing of it happened on this one.');
  if (trace.commands.length > 0) say('', 'Ran on loopback:', ...trace.commands.map((command) => `  $ ${command}`));
  showEvents(trace);
  showTable(trace);
  showHealth(trace);
  if (!trace.isReplayed) say('', `The connections of this host as they come, as root: ${program} run`);
}

function showEvents(trace: Trace): void {
  const { events } = trace;
  const some = shown.flatMap((kind) => events.find(({ fields }) => fields['event'] === kind) ?? []);
  say('', `${label(trace)}What splunkd reads from the input, ${some.length} of ${events.length} events (one line each, folded here):`);
  for (const event of some) say(...indented(folded(safeText(xmlOf(event)), width - 4)));
}

function indented(parts: readonly string[]): readonly string[] {
  return parts.map((part, at) => (at === 0 ? `  ${part}` : `    ${part}`));
}

function showTable(trace: Trace): void {
  const flows = flowsOf(trace.events);
  const widths = columns.map(({ title, text }) => Math.max(title.length, ...flows.map((flow) => safeText(text(flow)).length)));
  const line = (cell: (column: Column) => string): string =>
    `  ${columns.map((column, at) => fitted(cell(column), widths[at] ?? 0, column.align)).join('  ').trimEnd()}`;
  say('', `${label(trace)}Who talked to whom (each end of a connection is one row):`, line(({ title }) => title),
    ...flows.map((flow) => line(({ text }) => safeText(text(flow)))));
}

function showHealth(trace: Trace): void {
  const reports = trace.health.map(({ fields }) => fields);
  const sum = (name: string): number => reports.reduce((total, report) => total + number(report, name), 0);
  const count = sum('events_tcp');
  const others = count - trace.events.length;
  const completeness = Math.min(...reports.map((report) => number(report, 'completeness')));
  say('', `${label(trace)}${count} connection events${others > 0 ? `, ${others} of them of other connections of that host` : ''}, ` +
    `${sum('bytes_tcp')} bytes; completeness ${completeness} %; ` +
    lossFields.map(([name]) => `${name} ${sum(name)}`).join(', ') + ' (from ebpf:health).');
  for (const problem of [trace.missing, ...trace.problems].filter((text) => text !== '')) say(`PROBLEM: ${problem}`);
}

function number(fields: Fields, name: string): number {
  const value = fields[name] ?? 0;
  if (typeof value !== 'number') throw new Error(`ebpf:health has no ${name}`);
  return value;
}

function label({ isReplayed }: Trace): string {
  return isReplayed ? 'REPLAYED. ' : '';
}

function say(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}
