/** Lines that are submitted at a prompt of bash or zsh: bpf/probes/shell/. */
import { shell_flag, shell_kind, shell_sample } from '../../generated/samples';
import { emitProcess } from '../../services/owners/emit_process';
import { detailFields, nameFields } from '../../services/owners/fields';
import { bytesAt, bytesText } from '../../services/owners/path_text';
import { lineWithoutSecrets } from '../../services/owners/shell_line';
import { cwdText, ttyText } from '../../services/owners/whereabouts';
import { type Column, type Fields, word as cell } from '../../text/columns';
import { type Emit, key, type Word, word } from '../../text/emit';
import { jsonBytes } from '../../text/json';
import type { Context, Field, Probe } from '../probe';
import { plainLine } from './line';

const { get, at: offset, length: lengths } = shell_sample;
const [lineKey, ttyKey, sessionKey, cwdKey] = [key('line'), key('tty'), key('session_id'), key('process_current_directory')];
const lineWord = word('event', 'line');
const [truncated, unread] = [word('line_truncated', true), word('line_unread', true)];
const shells: Readonly<Record<number, Word>> = { [shell_kind.SHELL_BASH]: word('shell', 'bash'), [shell_kind.SHELL_ZSH]: word('shell', 'zsh') };

/** Of an event Splunk extracts the fields of the first 5,000 bytes: what its process leaves is the line's, but for these. */
const mostEventBytes = 4900;
const mostOtherBytes = 250;
const mostCwdBytes = 300;
/** A process with a long command line leaves less. */
const leastLineBytes = 300;

function take(view: DataView, at: number, context: Context, emit: Emit): void {
  const shell = shells[get.head_kind(view, at)];
  if (shell === undefined) throw new Error(`shell sample of kind ${get.head_kind(view, at)}`);
  const flags = get.flags(view, at);
  const owner = context.owners.find(get.owner(view, at));
  const cwd = cwdText(bytesAt(view, at + offset.cwd, get.cwd_length(view, at)), flags, mostCwdBytes);
  emit.begin('shell', context.clock.micros(get.head_time_ns(view, at)));
  emit.word(lineWord);
  emit.word(shell);
  if (flags & shell_flag.SHELL_LINE_UNREAD) emit.word(unread);
  else emitLine(view, at, context, mostEventBytes - mostOtherBytes - (cwd === undefined ? 0 : jsonBytes(cwd)) - (owner === undefined ? 0 : owner.detailKeys.bytes), emit);
  const tty = ttyText(view, at + offset.tty, lengths.tty);
  if (tty !== '') emit.text(ttyKey, tty);
  const session = get.session(view, at);
  if (session !== 0) emit.number(sessionKey, session);
  if (cwd !== undefined) emit.text(cwdKey, cwd);
  emitProcess(get.pid(view, at), owner, 'detailKeys', emit);
  emit.end();
}

function emitLine(view: DataView, at: number, { masksSecrets }: Context, room: number, emit: Emit): void {
  const isCut = (get.flags(view, at) & shell_flag.SHELL_LINE_CUT) !== 0;
  const line = plainLine(bytesAt(view, at + offset.line, get.line_length(view, at)), get.head_kind(view, at) === shell_kind.SHELL_ZSH, isCut);
  const text = bytesText(masksSecrets ? lineWithoutSecrets(line, isCut) : line);
  const most = Math.max(leastLineBytes, room);
  emit.text(lineKey, text, most);
  if (isCut || jsonBytes(text) > most) emit.word(truncated);
}

const fields: readonly Field[] = [
  { name: 'event', type: 'string', description: 'line' },
  { name: 'shell', type: 'string', description: 'bash or zsh: whose line editor gave the line, whatever its process is called' },
  { name: 'line', type: 'string', description: 'what was submitted, as the shell has it before it expands anything: each line of a command or of a here-document by itself, but for those that were pasted or edited as one, which have line feeds between; an empty one is the empty string. Secrets that a name gives away are *** (see mask_secrets)' },
  { name: 'line_unread', type: 'boolean', description: 'the line was not in memory; true or absent' },
  { name: 'line_truncated', type: 'boolean', description: 'line is the beginning of a longer one: see shell_line_bytes; an event is kept at 4900 bytes; true or absent' },
  { name: 'tty', type: 'string', description: 'the controlling terminal of the shell, as pts/0; absent where it has none, as a shell over a network connection' },
  { name: 'session_id', type: 'number', description: 'pid of the leader of its session, as ps shows it in SID' },
  { name: 'process_current_directory', type: 'string', description: 'its working directory when the line was submitted, as its own mount namespace has it; " (deleted)" if it was; of a long one the leading folders are left out' },
  { name: 'process_id', type: 'number', description: 'pid of the shell' },
  ...nameFields,
  ...detailFields,
];

const columns: readonly Column<Fields>[] = [
  { title: 'TTY', align: 'left', width: 7, mostWidth: 10, leaves: 2, text: ({ tty }) => cell(tty) },
  { title: 'DIRECTORY', align: 'left', width: 12, mostWidth: 40, leaves: 4, text: (event) => cell(event['process_current_directory']) },
  { title: 'LINE', align: 'left', width: 20, mostWidth: 400, leaves: 0, text: ({ line }) => cell(line) },
];

export const shellProbe: Probe = {
  name: 'shell',
  title: 'Shell lines',
  description: 'Each line that is submitted at a prompt of bash or zsh, on the host or in a container, with the shell that got it. What it starts are the processes whose parent_process_guid is its process_guid. Lines of scripts, of bash -c and of ssh host command are none: those are execs of the probe process.',
  fields,
  sampleBytes: shell_sample.size,
  columns,
  open: (context) => ({
    take(view, at, length, emit) {
      if (length < shell_sample.size + get.line_length(view, at)) throw new Error(`shell sample of ${length} bytes`);
      take(view, at, context, emit);
    },
  }),
};
