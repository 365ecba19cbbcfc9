/** Programs that begin to run, and processes that end: bpf/probes/process/. */
import type { Interval } from '../../elements';
import { process_exec_sample, process_exit_sample, process_failed_sample, process_flag, process_freed_sample, process_kind, process_sample } from '../../generated/samples';
import { emitProcess } from '../../services/owners/emit_process';
import { detailFields, nameFields } from '../../services/owners/fields';
import { bytesAt, stringAt } from '../../services/owners/path_text';
import { cwdText, ttyText } from '../../services/owners/whereabouts';
import { type Emit, key, word } from '../../text/emit';
import { jsonBytes } from '../../text/json';
import { type Column, type Fields, span, word as cell } from '../../text/columns';
import type { Colour } from '../../text/terminal';
import type { Context, Field, Probe, Reader } from '../probe';
import { type Ancestor, ancestorsReader, type ReadAncestors } from './ancestors';
import { capabilitiesText } from './capabilities';
import { type Connections, type Exit, Exits } from './exits';
import { emitFailure, emitTries } from './failures';
import { Rollups } from './rollups';
import { emitStatus } from './status';

const { get } = process_sample;
const [durationKey, cpuTime, peakMemory] = [key('duration'), key('cpu_time'), key('peak_memory_bytes')];
const [cwdKey, ttyKey, sessionKey, scriptKey] = [key('process_current_directory'), key('tty'), key('session_id'), key('script')];
const [ancestorsKey, ancestorGuidsKey, gainedKey] = [key('ancestors'), key('ancestor_guids'), key('capabilities_gained')];
const [forkedOnly, secure, execCounted] = [word('forked_only', true), word('secure_exec', true), word('exec_counted', true)];
const [openedKey, openKey, connectionBytesIn, connectionBytesOut] = [key('connections_opened'), key('connections_open'), key('connection_bytes_in'), key('connection_bytes_out')];
const inexact = word('cpu_exact', 'false');

/** The interval of roll-ups. */
const rollupSeconds = 10;
const pageBytes = 4096;
/**
 * Of the event's 4900, see mostEventBytes of services/owners/describe.ts: for capabilities (300 at most), ancestors and the
 * working directory, in that order.
 */
const mostPathBytes = 800;
const mostScriptBytes = 300;
/** Six names and pids have 143, unless they are to be escaped. */
const mostAncestorBytes = 200;

/** All of the process, and where it is. */
function began(view: DataView, at: number, context: Context, ancestors: readonly Ancestor[], emit: Emit): void {
  const flags = get.process_flags(view, at);
  emit.begin('process', context.clock.micros(get.head_time_ns(view, at)));
  emit.word(get.head_kind(view, at) === process_kind.PROCESS_EXEC ? execWord : existingWord);
  emitTries(process_exec_sample.get.failed_tries(view, at), emit);
  emitProcess(get.process_pid(view, at), context.owners.find(get.process_owner(view, at)), 'wholeKeys', emit);
  const gained = capabilitiesText(BigInt(process_exec_sample.get.gained(view, at)));
  const room = emitAncestors(ancestors, mostPathBytes - gained.length, emit);
  const cwd = cwdText(bytesAt(view, at + process_exec_sample.at.cwd, process_exec_sample.get.cwd_length(view, at)), flags, room);
  if (cwd !== undefined) emit.text(cwdKey, cwd);
  const tty = ttyText(view, at + process_exec_sample.at.tty, process_exec_sample.length.tty);
  if (tty !== '') emit.text(ttyKey, tty);
  const session = process_exec_sample.get.session(view, at);
  if (session !== 0) emit.number(sessionKey, session);
  const script = stringAt(view, at + process_exec_sample.at.script, process_exec_sample.length.script);
  if (script !== '') emit.text(scriptKey, script, mostScriptBytes);
  if (flags & process_flag.PROCESS_SECURE) emit.word(secure);
  if (gained !== '') emit.text(gainedKey, gained);
  emit.end();
}

/** As many as fit, each whole: part of a pid would be another one's. Gives the room that they leave. */
function emitAncestors(ancestors: readonly Ancestor[], room: number, emit: Emit): number {
  let names = '';
  let count = 0;
  for (const { name } of ancestors) {
    const longer = count === 0 ? name : `${names} ${name}`;
    if (jsonBytes(longer) > mostAncestorBytes) break;
    names = longer;
    count += 1;
  }
  if (count === 0) return room;
  const guids = ancestors.slice(0, count).map(({ guid }) => guid).join(' ');
  emit.text(ancestorsKey, names);
  emit.text(ancestorGuidsKey, guids);
  return room - jsonBytes(names) - guids.length;
}

/** @param cpuNs all of its processor time; undefined: only what its end showed is known */
function emitExit(exit: Exit, cpuNs: number | undefined, context: Context, emit: Emit): void {
  const { timeNs, startNs, status, pid, owner, isForkedOnly, isExecCounted, peakBytes, connections } = exit;
  emit.begin('process', context.clock.micros(timeNs));
  emit.word(exitWord);
  emitStatus(status, emit);
  emit.micros(durationKey, Math.round((timeNs - startNs) / 1000));
  emit.micros(cpuTime, Math.round((cpuNs ?? exit.cpuNs) / 1000));
  if (cpuNs === undefined) emit.word(inexact);
  emit.number(peakMemory, peakBytes);
  if (connections !== undefined) emitConnections(connections, emit);
  if (isForkedOnly) emit.word(forkedOnly);
  if (isExecCounted) emit.word(execCounted);
  emitProcess(pid, owner, isForkedOnly || isExecCounted ? 'wholeKeys' : 'briefKeys', emit); // what is said at its beginning is not said again
  emit.end();
}

function emitConnections({ opened, closed, bytesIn, bytesOut }: Connections, emit: Emit): void {
  emit.number(openedKey, opened);
  if (opened > closed) emit.number(openKey, opened - closed);
  emit.number(connectionBytesIn, bytesIn);
  emit.number(connectionBytesOut, bytesOut);
}

function connectionsOf(view: DataView, at: number): Connections | undefined {
  const exit = process_exit_sample.get;
  const opened = exit.opened(view, at);
  return opened === 0 ? undefined : { opened, closed: exit.closed(view, at), bytesIn: exit.bytes_in(view, at), bytesOut: exit.bytes_out(view, at) };
}

function exitOf(view: DataView, at: number, context: Context): Exit {
  const exit = process_exit_sample.get;
  const flags = get.process_flags(view, at);
  return {
    timeNs: get.head_time_ns(view, at), startNs: exit.start_ns(view, at), cpuNs: exit.cpu_ns(view, at), peakBytes: exit.peak_pages(view, at) * pageBytes,
    status: exit.exit_code(view, at), pid: get.process_pid(view, at), isForkedOnly: (flags & process_flag.PROCESS_FORKED_ONLY) !== 0, isExecCounted: (flags & process_flag.PROCESS_EXEC_COUNTED) !== 0,
    owner: context.owners.find(get.process_owner(view, at)), connections: connectionsOf(view, at),
  };
}

/** By kind the bytes that its sample has. */
const sizes: Readonly<Record<number, number>> = {
  [process_kind.PROCESS_EXEC]: process_exec_sample.size,
  [process_kind.PROCESS_EXISTING]: process_exec_sample.size,
  [process_kind.PROCESS_EXIT]: process_exit_sample.size,
  [process_kind.PROCESS_FREED]: process_freed_sample.size,
  [process_kind.PROCESS_EXEC_FAILED]: process_failed_sample.size,
};
const [execWord, existingWord, exitWord] = [word('event', 'exec'), word('event', 'existing'), word('event', 'exit')];

class ProcessReader implements Reader {
  readonly #context: Context;
  readonly #ancestors: ReadAncestors;
  readonly #exits = new Exits();
  readonly #rollups: Rollups;

  constructor(context: Context) {
    this.#context = context;
    this.#rollups = new Rollups(context);
    this.#ancestors = ancestorsReader(context.owners);
  }

  take(view: DataView, at: number, length: number, emit: Emit): void {
    const kind = get.head_kind(view, at);
    if (length < (sizes[kind] ?? Number.POSITIVE_INFINITY)) throw new Error(`process sample of kind ${kind} and ${length} bytes`);
    if (get.process_flags(view, at) & process_flag.PROCESS_FIRST_OF_SUM) this.#rollups.remember(get.process_owner(view, at));
    if (kind === process_kind.PROCESS_EXIT) this.#ended(exitOf(view, at, this.#context), emit);
    else if (kind === process_kind.PROCESS_EXEC_FAILED) emitFailure(view, at, this.#context, emit);
    else if (kind === process_kind.PROCESS_FREED) this.#freed(view, at, emit);
    else began(view, at, this.#context, this.#ancestors(view, at), emit);
  }

  interval(interval: Interval, emit: Emit): Generator<void> {
    return this.#rollups.emit(interval, emit);
  }

  emitDue(emit: Emit, isEnd: boolean): boolean {
    const exit = this.#exits.takeDue(isEnd);
    if (exit !== undefined) emitExit(exit, undefined, this.#context, emit);
    return exit !== undefined;
  }

  #ended(exit: Exit, emit: Emit): void {
    const pushedOut = this.#exits.add(exit);
    if (pushedOut !== undefined) emitExit(pushedOut, undefined, this.#context, emit);
  }

  #freed(view: DataView, at: number, emit: Emit): void {
    const exit = this.#exits.take(get.process_pid(view, at), process_freed_sample.get.start_ns(view, at));
    if (exit !== undefined) emitExit(exit, process_freed_sample.get.cpu_ns(view, at), this.#context, emit);
  }
}

const fields: readonly Field[] = [
  { name: 'event', type: 'string', description: 'exec (a process begins to run a program), exec_failed (it was asked to, and none began), exit (a process has ended), existing (it ran when the input started); beyond process_budget exec_rollup, exit_rollup and exec_failed_rollup (how many more there were, each 10 seconds)' },
  { name: 'count', type: 'number', description: 'of a rollup: how many there were beside those that have events of their own, exact: of one parent, executable and user, and with the same end or errno. All else that it says of the process is of the first of them, but process_id and process_guid' },
  { name: 'first_time', type: 'number', unit: 'seconds', description: 'of a rollup: when the first of them was, since 1970; its time is that of the last' },
  { name: 'errno', type: 'string', description: 'of an exec_failed: name of the error, as ENOENT; of several tries that of the last one, but for ENOENT and ENOTDIR where another one was reported: as execvp returns it' },
  { name: 'failed_tries', type: 'number', description: 'how many execs failed: of an exec those that its thread tried before for the same name, as one that looks for it in each folder of PATH does, absent where none did; of an exec_failed all that it is about, of a rollup the sum: those of one thread for one name, whatever the folder' },
  { name: 'exit_code', type: 'number', description: 'of an exit: what it returned, 0 to 255; absent where a signal ended it' },
  { name: 'signal', type: 'string', description: 'of an exit: the signal that ended it, as SIGKILL; a real-time signal by its number' },
  { name: 'core_dumped', type: 'boolean', description: 'it left a core dump; true or absent' },
  { name: 'duration', type: 'number', unit: 'seconds', description: 'of an exit: from its fork to its end' },
  { name: 'cpu_time', type: 'number', unit: 'seconds', description: 'of an exit: processor time of all of its threads; of a rollup the sum' },
  { name: 'cpu_exact', type: 'string', description: 'false: cpu_time lacks what its last threads used since their last tick of the clock, a few milliseconds at most, since its parent had not reaped it 10 seconds after its end, or when the input stopped, or as it is counted in a rollup; absent where it is exact' },
  { name: 'peak_memory_bytes', type: 'number', unit: 'bytes', description: 'of an exit: the most memory that was resident at once, as getrusage has it in ru_maxrss' },
  { name: 'connections_opened', type: 'number', description: 'of an exit: connections of TCP that it had connected or accepted since the start of the input, as the probe tcp reports them, without those that a filter hides; absent where there was none, where not all of them are known, or tcp is off' },
  { name: 'connections_open', type: 'number', description: 'of these, those that had not closed by its end; absent where all had' },
  { name: 'connection_bytes_in', type: 'number', unit: 'bytes', description: 'what those that had closed received' },
  { name: 'connection_bytes_out', type: 'number', unit: 'bytes', description: 'what those that had closed sent' },
  { name: 'forked_only', type: 'boolean', description: 'of an exit: it never called exec, and this event is the one that describes it: it runs what its parent ran. On kernels before 6.18 its memory is gone by then, and process and process_path are absent; true or absent' },
  { name: 'exec_counted', type: 'boolean', description: 'of an exit: its exec was beyond the budget and is counted in an exec_rollup; this event, the first with that end, describes it; true or absent' },
  { name: 'process_id', type: 'number', description: 'its pid' },
  ...nameFields,
  ...detailFields,
  { name: 'parent_process_path', type: 'string', description: 'process_path of the parent; absent where it is not known: of one that has ended, or that never called exec since the start of the input' },
  { name: 'parent_process', type: 'string', description: "the parent's command line, the first 400 bytes of it" },
  { name: 'ancestors', type: 'string', description: 'who is above the parent, up to six, the next one first: name and pid as sshd:812, with blanks between, those within a name as _. It goes up to process 1, or to one whose own parent has ended before, by who forked each; where a fork was before the start of the input, by the current parent. Of names with many escapes fewer, always whole' },
  { name: 'ancestor_guids', type: 'string', description: 'process_guid of each of them, in the same order, with blanks between' },
  { name: 'process_current_directory', type: 'string', description: 'its working directory, as its own mount namespace has it; " (deleted)" if it was; of a long one the leading folders are left out: it begins with …/, or with … alone within a last name that is longer by itself' },
  { name: 'tty', type: 'string', description: 'its controlling terminal, as pts/0; absent where it has none' },
  { name: 'session_id', type: 'number', description: 'pid of the leader of its session, as ps shows it in SID' },
  { name: 'script', type: 'string', description: 'what exec was asked for, where the kernel runs an interpreter (process_path) for it' },
  { name: 'requested_path', type: 'string', description: 'of an exec_failed: what exec was asked for, as given, of the try that errno is of; the first 255 bytes of it; absent where it was not in memory' },
  { name: 'secure_exec', type: 'boolean', description: 'the program has more rights than who started it, being setuid, setgid or having file capabilities; true or absent' },
  { name: 'capabilities_gained', type: 'string', description: 'capabilities that it is permitted by this exec and was not before, as CAP_NET_RAW of capabilities(7), with blanks between, in its own user namespace: in a rootless container they are none on the host; all: every one that there is, as by sudo; "all but CAP_SYS_TIME": every one but those named, where that is shorter, as by sudo in a container; absent where it gained none' },
  { name: 'first_process_guid', type: 'string', description: 'of a rollup: process_guid of the first of them, which has an event of its own; absent where that was lost' },
];

const columns: readonly Column<Fields>[] = [
  { title: 'OUTCOME', align: 'left', width: 7, mostWidth: 11, leaves: 2, text: ({ signal, exit_code: code, count }) => cell(typeof count === 'number' ? `${count} x` : signal ?? code) },
  { title: 'DURATION', align: 'right', width: 8, leaves: 4, text: ({ duration }) => span(duration) },
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
  sums: { seconds: () => rollupSeconds, beside: [] },
  open: (context) => new ProcessReader(context),
};
