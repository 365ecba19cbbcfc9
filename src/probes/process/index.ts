/** Programs that begin to run, and processes that end: bpf/probes/process/. */
import { constants } from 'node:os';
import { process_exec_sample, process_exit_sample, process_flag, process_kind, process_sample } from '../../generated/samples';
import { detailFields, nameFields } from '../../services/owners/fields';
import { bytesText, pathText } from '../../services/owners/path_text';
import { type Emit, key, type Word, word } from '../../text/emit';
import { type Column, type Fields, span, word as cell } from '../../text/columns';
import type { Colour } from '../../text/terminal';
import type { Context, Field, Probe, Reader } from '../probe';

const { get } = process_sample;
const [processId, exitCode, durationKey, cpuTime, peakMemory] = [key('process_id'), key('exit_code'), key('duration'), key('cpu_time'), key('peak_memory_bytes')];
const [cwdKey, ttyKey, sessionKey, scriptKey] = [key('process_current_directory'), key('tty'), key('session_id'), key('script')];
const [coreDumped, forkedOnly, secure] = [word('core_dumped', true), word('forked_only', true), word('secure_exec', true)];
const inexact = word('cpu_exact', 'false');
const signals: ReadonlyMap<number, Word> = new Map(Object.entries(constants.signals).map(([name, number]) => [number, word('signal', name)]));
const signalNumber = key('signal');

const pageBytes = 4096;
/** Of the event's 4900: see mostEventBytes of services/owners/describe.ts. */
const mostPathBytes = 800;
const mostScriptBytes = 300;

/** What stands between the word of the event and its end. */
type Write = (view: DataView, at: number, context: Context, emit: Emit) => void;

/** All of the process, and where it is. */
function began(view: DataView, at: number, context: Context, emit: Emit): void {
  const flags = get.process_flags(view, at);
  emitWhole(view, at, context, emit);
  const cwd = bytesAt(view, at + process_exec_sample.at.cwd, process_exec_sample.get.cwd_length(view, at));
  if (cwd.length > 0) emit.text(cwdKey, pathText(cwd, (flags & process_flag.PROCESS_CWD_CUT) !== 0), mostPathBytes);
  emitTty(view, at, emit);
  const session = process_exec_sample.get.session(view, at);
  if (session !== 0) emit.number(sessionKey, session);
  const script = stringAt(view, at + process_exec_sample.at.script, process_exec_sample.length.script);
  if (script !== '') emit.text(scriptKey, script, mostScriptBytes);
  if (flags & process_flag.PROCESS_SECURE) emit.word(secure);
}

/** As in /dev: the driver says pts0. */
function emitTty(view: DataView, at: number, emit: Emit): void {
  const tty = stringAt(view, at + process_exec_sample.at.tty, process_exec_sample.length.tty);
  if (tty !== '') emit.text(ttyKey, tty.replace(/^pts(?=\d)/, 'pts/'));
}

function ended(view: DataView, at: number, context: Context, emit: Emit): void {
  const exit = process_exit_sample.get;
  emitStatus(exit.exit_code(view, at), emit);
  emit.micros(durationKey, Math.round((get.head_time_ns(view, at) - exit.start_ns(view, at)) / 1000));
  emit.micros(cpuTime, Math.round(exit.cpu_ns(view, at) / 1000));
  emit.word(inexact);
  emit.number(peakMemory, exit.peak_pages(view, at) * pageBytes);
  if ((get.process_flags(view, at) & process_flag.PROCESS_FORKED_ONLY) === 0) return emitBrief(view, at, context, emit);
  emit.word(forkedOnly);
  emitWhole(view, at, context, emit);
}

/** As wait(2) has it. */
function emitStatus(status: number, emit: Emit): void {
  const signal = status & 0x7f;
  if (signal === 0) return emit.number(exitCode, status >> 8);
  const name = signals.get(signal);
  if (name === undefined) emit.number(signalNumber, signal);
  else emit.word(name);
  if (status & 0x80) emit.word(coreDumped);
}

function emitWhole(view: DataView, at: number, context: Context, emit: Emit): void {
  const owner = context.owners.find(get.process_owner(view, at));
  emit.number(processId, get.process_pid(view, at));
  if (owner === undefined) return;
  emit.keys(owner.nameKey);
  emit.keys(owner.wholeKeys);
}

/** What is said at its beginning is not said again. */
function emitBrief(view: DataView, at: number, context: Context, emit: Emit): void {
  const owner = context.owners.find(get.process_owner(view, at));
  emit.number(processId, get.process_pid(view, at));
  if (owner === undefined) return;
  emit.keys(owner.nameKey);
  emit.keys(owner.briefKeys);
}

function bytesAt(view: DataView, at: number, length: number): Buffer {
  return Buffer.from(view.buffer, view.byteOffset + at, length);
}

function stringAt(view: DataView, at: number, most: number): string {
  const bytes = bytesAt(view, at, most);
  const end = bytes.indexOf(0);
  return bytesText(end < 0 ? bytes : bytes.subarray(0, end));
}

interface Kind {
  readonly event: Word;
  /** Of its sample. */
  readonly bytes: number;
  readonly write: Write;
}

const kinds: Readonly<Record<number, Kind>> = {
  [process_kind.PROCESS_EXEC]: { event: word('event', 'exec'), bytes: process_exec_sample.size, write: began },
  [process_kind.PROCESS_EXISTING]: { event: word('event', 'existing'), bytes: process_exec_sample.size, write: began },
  [process_kind.PROCESS_EXIT]: { event: word('event', 'exit'), bytes: process_exit_sample.size, write: ended },
};

function open(context: Context): Reader {
  return {
    take(view, at, length, emit) {
      const kind = kinds[get.head_kind(view, at)];
      if (kind === undefined || length < kind.bytes) throw new Error(`process sample of kind ${get.head_kind(view, at)} and ${length} bytes`);
      emit.begin('process', context.clock.micros(get.head_time_ns(view, at)));
      emit.word(kind.event);
      kind.write(view, at, context, emit);
      emit.end();
    },
  };
}

const fields: readonly Field[] = [
  { name: 'event', type: 'string', description: 'exec (a process begins to run a program), exit (a process has ended), existing (it ran when the input started)' },
  { name: 'exit_code', type: 'number', description: 'of an exit: what it returned, 0 to 255; absent where a signal ended it' },
  { name: 'signal', type: 'string', description: 'of an exit: the signal that ended it, as SIGKILL; a real-time signal by its number' },
  { name: 'core_dumped', type: 'boolean', description: 'it left a core dump; true or absent' },
  { name: 'duration', type: 'number', unit: 'seconds', description: 'of an exit: from its fork to its end' },
  { name: 'cpu_time', type: 'number', unit: 'seconds', description: 'of an exit: processor time of all of its threads' },
  { name: 'cpu_exact', type: 'string', description: 'false: cpu_time lacks what its last threads used since their last tick of the clock, a few milliseconds at most' },
  { name: 'peak_memory_bytes', type: 'number', unit: 'bytes', description: 'of an exit: the most memory that was resident at once, as getrusage has it in ru_maxrss' },
  { name: 'forked_only', type: 'boolean', description: 'of an exit: it never called exec, and this event is the one that describes it: it runs what its parent ran. On kernels before 6.18 its memory is gone by then, and process and process_path are absent; true or absent' },
  { name: 'process_id', type: 'number', description: 'its pid' },
  ...nameFields,
  ...detailFields,
  { name: 'parent_process_path', type: 'string', description: 'process_path of the parent; absent where it is not known: of one that has ended, or that never called exec since the start of the input' },
  { name: 'parent_process', type: 'string', description: "the parent's command line, the first 400 bytes of it" },
  { name: 'process_current_directory', type: 'string', description: 'its working directory, as its own mount namespace has it; begins with … if cut' },
  { name: 'tty', type: 'string', description: 'its controlling terminal, as pts/0; absent where it has none' },
  { name: 'session_id', type: 'number', description: 'pid of the leader of its session, as ps shows it in SID' },
  { name: 'script', type: 'string', description: 'what exec was asked for, where the kernel runs an interpreter (process_path) for it' },
  { name: 'secure_exec', type: 'boolean', description: 'the program has more rights than who started it, being setuid, setgid or having file capabilities; true or absent' },
];

const columns: readonly Column<Fields>[] = [
  { title: 'OUTCOME', align: 'left', width: 7, mostWidth: 11, leaves: 2, text: ({ signal, exit_code: code }) => cell(signal ?? code) },
  { title: 'DURATION', align: 'right', width: 8, leaves: 3, text: ({ duration }) => span(duration) },
  { title: 'COMMAND', align: 'left', width: 20, mostWidth: 400, leaves: 0, text: (fields) => cell(fields['process'] ?? fields['process_path']) },
];

function colour({ event, signal, exit_code: code }: Fields): Colour | undefined {
  if (event !== 'exit') return undefined;
  return signal === undefined && code === 0 ? 'grey' : 'red';
}

export const processProbe: Probe = {
  name: 'process',
  title: 'Processes',
  description: 'Each program that a process begins to run, with its command line and whose it is, and each end of a process. An exit repeats only what a search needs; the rest is on the exec or existing with the same process_guid.',
  fields,
  sampleBytes: process_sample.size,
  columns,
  colour,
  open,
};
