/** Opens of regular files: bpf/probes/file/. */
import type { Interval } from '../../elements';
import { file_flag, file_kind, file_path_sample, file_sample } from '../../generated/samples';
import { emitProcess } from '../../services/owners/emit_process';
import { detailFields, nameFields } from '../../services/owners/fields';
import { bytesAt, pathText } from '../../services/owners/path_text';
import { type Column, type Fields, word as cell } from '../../text/columns';
import { errorName } from '../../text/errno';
import { type Emit, word } from '../../text/emit';
import type { Colour } from '../../text/terminal';
import type { Context, Field, Probe, Reader } from '../probe';
import { emitChange, isChange } from './changes';
import { accessOf, emitMode, errorKey, mostNameBytes, mostPathBytes, nameKey, pathFlag, pathKey, refusedWord, unresolved, watched } from './keys';
import { FileRollups } from './rollups';

const { get } = file_sample;
const openWord = word('event', 'open');
const [created, create, truncated, append] = [word('created', true), word('create', true), word('truncated', true), word('append', true)];

/** include/uapi/asm-generic/fcntl.h, include/linux/fs.h */
const appendFlag = 0o2000;
const createFlag = 0o100;
/** Of an interval of roll-ups. */
const rollupSeconds = 10;
const deletedNote = ' (deleted)';

function emitOpen(view: DataView, at: number, context: Context, emit: Emit): void {
  const flags = get.file_flags(view, at);
  const openFlags = get.file_open_flags(view, at);
  emit.begin('file', context.clock.micros(get.head_time_ns(view, at)));
  emit.word(openWord);
  emit.word(accessOf(openFlags));
  if (flags & file_flag.FILE_CREATED) emit.word(created);
  if (flags & file_flag.FILE_TRUNCATED) emit.word(truncated);
  if (openFlags & appendFlag && !(openFlags & pathFlag)) emit.word(append);
  if (flags & file_flag.FILE_WATCHED) emit.word(watched);
  emitPath(pathOf(view, at, deletedNote), flags & file_flag.FILE_DELETED ? deletedNote : '', emit);
  emitMode(view, at, emit);
  emitProcess(get.file_pid(view, at), context.owners.find(get.file_owner(view, at)), 'detailKeys', emit);
  emit.end();
}

function emitRefused(view: DataView, at: number, context: Context, emit: Emit): void {
  const flags = get.file_flags(view, at);
  const openFlags = get.file_open_flags(view, at);
  emit.begin('file', context.clock.micros(get.head_time_ns(view, at)));
  emit.word(refusedWord);
  emit.word(accessOf(openFlags));
  emit.text(errorKey, errorName(file_path_sample.get.error(view, at)));
  if (openFlags & createFlag) emit.word(create);
  if (flags & file_flag.FILE_WATCHED) emit.word(watched);
  emitPath(pathOf(view, at, '') + (flags & file_flag.FILE_NAME_CUT ? '…' : ''), '', emit);
  emit.word(unresolved);
  emitProcess(get.file_pid(view, at), context.owners.find(get.file_owner(view, at)), 'detailKeys', emit);
  emit.end();
}

/** @param behind what is to have room behind it, too */
function pathOf(view: DataView, at: number, behind: string): string {
  const bytes = bytesAt(view, at + file_path_sample.at.path, file_path_sample.get.path_length(view, at));
  return pathText(bytes, (get.file_flags(view, at) & file_flag.FILE_PATH_CUT) !== 0, mostPathBytes - behind.length);
}

function emitPath(path: string, deleted: string, emit: Emit): void {
  emit.text(pathKey, path + deleted, mostPathBytes);
  emit.text(nameKey, path.slice(path.lastIndexOf('/') + 1), mostNameBytes);
}

class FileReader implements Reader {
  readonly #context: Context;
  readonly #rollups: FileRollups;

  constructor(context: Context) {
    this.#context = context;
    this.#rollups = new FileRollups(context);
  }

  take(view: DataView, at: number, length: number, emit: Emit): void {
    const kind = get.head_kind(view, at);
    const isWhole = length >= sampleBytes(view, at, length);
    if (isWhole && get.file_flags(view, at) & file_flag.FILE_FIRST_OF_SUM) this.#rollups.remember(get.file_owner(view, at));
    if (kind === file_kind.FILE_OPENED && isWhole) emitOpen(view, at, this.#context, emit);
    else if (kind === file_kind.FILE_REFUSED && isWhole) emitRefused(view, at, this.#context, emit);
    else if (isChange(kind) && isWhole) emitChange(view, at, this.#context, emit);
    else throw new Error(`file sample of kind ${kind} and ${length} bytes`);
  }

  interval(interval: Interval, emit: Emit): Generator<void> {
    return this.#rollups.emit(interval, emit);
  }
}

/** It ends behind its paths. */
function sampleBytes(view: DataView, at: number, length: number): number {
  const pathAt = file_path_sample.at.path;
  return length < pathAt ? Number.POSITIVE_INFINITY : pathAt + Math.max(file_path_sample.get.path_length(view, at), file_path_sample.get.old_path_at(view, at) + file_path_sample.get.old_path_length(view, at));
}

const fields: readonly Field[] = [
  { name: 'event', type: 'string', description: 'open (a regular file was opened), rename (a file or folder has another name, or is in another folder), delete (a name of a file, or an empty folder, was removed), refused (one of them failed with EACCES, EPERM, EROFS, ETXTBSY or ELOOP); beyond file_budget open_rollup, rename_rollup, delete_rollup and refused_rollup (how many more there were, each 10 seconds)' },
  { name: 'count', type: 'number', description: 'of a rollup: how many there were beside those that have events of their own, exact: of one process, access, error and watched. It has no path' },
  { name: 'first_time', type: 'number', unit: 'seconds', description: 'of a rollup: when the first of them was, since 1970; its time is that of the last' },
  { name: 'access', type: 'string', description: 'what it was opened for: read, write, both; none (as for ioctl alone), path (O_PATH: to name it); of a refused one also rename, delete' },
  { name: 'error', type: 'string', description: 'of a refused one: why, as EACCES' },
  { name: 'created', type: 'boolean', description: 'this open created the file; true or absent' },
  { name: 'create', type: 'boolean', description: 'of a refused one: the file was to be created if it was not there (O_CREAT); true or absent' },
  { name: 'truncated', type: 'boolean', description: 'it was there, and this open cut it to no bytes (O_TRUNC); true or absent' },
  { name: 'append', type: 'boolean', description: 'writes go to its end (O_APPEND); true or absent' },
  { name: 'exchanged', type: 'boolean', description: 'of a rename: what was at file_path is at old_file_path now (RENAME_EXCHANGE). It is two events, one for each of the two files, and one in a rollup; of the second one file_size, file_mode and folder are not known; true or absent' },
  { name: 'folder', type: 'boolean', description: 'it is a folder: of a deletion by rmdir, and of a rename where path_resolved is absent; true or absent' },
  { name: 'watched', type: 'boolean', description: 'file_watched_paths names it; true or absent' },
  { name: 'file_path', type: 'string', description: 'its path from the root on, links resolved, as the mount namespace of the process has it (a chroot does not shorten it); " (deleted)" if it has no name any more; of a long one the leading folders are left out: it begins with …. Of a name of more than 510 bytes that is not resolved the end is: it ends with …. Of a rename its new path; of what is not resolved see path_resolved' },
  { name: 'file_name', type: 'string', description: 'the last part of file_path' },
  { name: 'old_file_path', type: 'string', description: 'of a rename: what its path was before' },
  { name: 'path_resolved', type: 'string', description: 'false: of a refused open there is no file, and file_path is the name that the program gave, behind the folder that it starts from: links in it are not followed, .. takes the name before it away, watched is said of it as it stands. So are both paths of changes where the kernel refuses fexit; absent of all others' },
  { name: 'file_size', type: 'number', unit: 'bytes', description: 'its size when it was open, after truncation, or when it was renamed; absent of a deletion, and of a rename where path_resolved is false' },
  { name: 'file_mode', type: 'string', description: 'its permissions as chmod takes them, with those of setuid, setgid and sticky: 0644' },
  { name: 'process_id', type: 'number', description: 'pid of the process that did it' },
  ...nameFields,
  ...detailFields,
];

const columns: readonly Column<Fields>[] = [
  { title: 'ACCESS', align: 'left', width: 7, leaves: 2, text: (event) => cell(typeof event['count'] === 'number' ? `${event['count']} x` : event['error'] ?? event['access'] ?? event['event']) },
  { title: 'NEW', align: 'left', width: 5, leaves: 4, text: ({ created: isNew, truncated: isCut }) => (isNew === true ? 'new' : isCut === true ? 'trunc' : '') },
  { title: 'PATH', align: 'left', width: 20, mostWidth: 400, leaves: 0, text: (event) => cell(event['file_path']) },
];

function colour({ event, watched: isWatched }: Fields): Colour | undefined {
  if (event === 'refused') return 'red';
  return isWatched === true ? 'cyan' : undefined;
}

export const file: Probe = {
  name: 'file',
  title: 'Files',
  description: 'Each open of a regular file that may change it, each rename and deletion, each of these that was refused, and each read of a file that is watched. An open for writing says that the file may be written, not that it was.',
  fields,
  sampleBytes: file_sample.size,
  columns,
  colour,
  sums: { seconds: () => rollupSeconds, beside: [] },
  open: (context) => new FileReader(context),
};
