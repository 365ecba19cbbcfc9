/** The demo's words. */
import { basename } from 'node:path';
import { folded, safeText } from '../src/text/terminal';
import { flowColumns, flowsOf } from './flows';
import { lossFields } from '../src/health/counters';
import { xmlOf } from './recording';
import { type Session, sessionColumns } from './session';
import { type Fields, tableOf } from './table';
import type { Trace } from './trace';

const width = Math.max(80, Math.min(process.stdout.columns ?? 120, 160));
const program = 'build/TA_ebpf_trace/linux_x86_64/bin/ebpf_trace';
/** One event of each of these kinds is shown as splunkd gets it. */
const shown = ['connect', 'accept', 'close', 'connect_failed'];

export function showHead(packageFile: string, remark: string): void {
  say('eBPF Trace for Splunk: demo', '',
    `1. ${basename(packageFile)}, the add-on, is unpacked into a temporary folder, as a forwarder would have it.`,
    '2. Its input is started as Splunk would start it, with settings to trace two ports alone: those of this demo.',
    '   No Splunk is needed: a small stand-in reads the events. All of it is removed at the end.',
    '3. A few programs connect to each other on this machine; then a few commands are typed at a shell.', ...(remark === '' ? [] : [remark]));
}

/** The input's advice is for a forwarder; here it is a demo that lacks the right. */
export function showRefusal(message: string): void {
  const isDenied = /EPERM|EACCES/.test(message);
  const advice = isDenied ? `${message.split(';')[0]}; run the demo as root, on a host or in a privileged container` : message;
  say('', `BPF is refused here: ${safeText(advice)}.`);
}

export function showTrace(trace: Trace): void {
  if (trace.isReplayed) say('', 'REPLAYED: what follows was recorded on another machine; nothing of it happened on this one.');
  if (trace.commands.length > 0) say('', 'What ran:', ...trace.commands.flatMap(({ purpose, line }) => [`  # ${purpose}`, `  $ ${line}`]));
  showTable(trace);
  showEvents(trace);
  showHealth(trace);
  if (trace.session !== undefined) showSession(trace.session);
  if (!trace.isReplayed) say('', 'Next, the connections of this whole host as they come (Ctrl-C ends it):', `  sudo ${program} run`);
}

function showEvents(trace: Trace): void {
  const { events } = trace;
  const some = shown.flatMap((kind) => events.find(({ fields }) => fields['event'] === kind) ?? []);
  say('', `${label(trace)}The same as events in Splunk, ${some.length} of ${events.length}: one at the begin and one at the end of each connection, with the process`,
    'that made it (each is one line; folded here):');
  for (const event of some) say(...indented(folded(safeText(xmlOf(event)), width - 4)));
}

function indented(parts: readonly string[]): readonly string[] {
  return parts.map((part, at) => (at === 0 ? `  ${part}` : `    ${part}`));
}

function showTable(trace: Trace): void {
  say('', `${label(trace)}What the kernel saw. Both ends of a connection are on this machine, so each end is a row; the last one was refused:`,
    ...tableOf(flowColumns, flowsOf(trace.events)));
}

function showHealth(trace: Trace): void {
  const reports = trace.health.map(({ fields }) => fields);
  const sum = (name: string): number => reports.reduce((total, report) => total + number(report, name), 0);
  const lost = lossFields.map(([name]) => [name, sum(name)] as const).filter(([, count]) => count > 0);
  const verdict = lost.length === 0 ? 'nothing was lost' : `LOST: ${lost.map(([name, count]) => `${name} ${count}`).join(', ')}`;
  say('', `${label(trace)}The input counts its own losses and reports them, too: ${sum('events_tcp')} events of ${sum('bytes_tcp')} bytes, ${verdict}.`);
  for (const problem of [trace.missing, ...trace.problems].filter((text) => text !== '')) say(`PROBLEM: ${problem}`);
}

function showSession({ events, missing }: Session): void {
  if (missing !== '') return say('', `The other probes are not shown: ${missing}.`);
  say('', 'The other probes, which are off by default: what was typed at a shell, the programs that ran, what they did to files, what the disk did.',
    'All events of a process have one process_guid, and those of its children name it: one search finds them all.', ...tableOf(sessionColumns, events));
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
