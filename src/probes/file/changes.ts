/** Renames and deletions. */
import { file_flag, file_kind, file_path_sample, file_sample } from '../../generated/samples';
import { emitProcess } from '../../services/owners/emit_process';
import { bytesAt, pathText } from '../../services/owners/path_text';
import { errorName } from '../../text/errno';
import { type Emit, key, word } from '../../text/emit';
import type { Context } from '../probe';
import { emitMode, errorKey, mostNameBytes, mostPathBytes, nameKey, pathKey, refusedWord, unresolved, watched } from './keys';

const { get } = file_sample;
const oldPathKey = key('old_file_path');
const [renameWord, deleteWord] = [word('event', 'rename'), word('event', 'delete')];
export const [renameAccess, deleteAccess] = [word('access', 'rename'), word('access', 'delete')];
const [exchanged, folder] = [word('exchanged', true), word('folder', true)];

/** Of each of two paths, see mostPathBytes. */
const [mostRenamedBytes, mostRenamedNameBytes] = [240, 150];

export function isChange(kind: number): boolean {
  return kind === file_kind.FILE_RENAMED || kind === file_kind.FILE_UNLINKED;
}

export function emitChange(view: DataView, at: number, context: Context, emit: Emit): void {
  emitOne(view, at, context, emit);
  const isExchange = (get.file_flags(view, at) & file_flag.FILE_EXCHANGED) !== 0 && file_path_sample.get.error(view, at) === 0;
  if (isExchange) emitOne(view, at, context, emit, 'other');
}

/** @param which of an exchange other: what had the new name before, of which the kernel side says nothing but its paths */
function emitOne(view: DataView, at: number, context: Context, emit: Emit, which: 'own' | 'other' = 'own'): void {
  const flags = get.file_flags(view, at);
  emit.begin('file', context.clock.micros(get.head_time_ns(view, at)));
  emitWhat(view, at, emit);
  if (flags & file_flag.FILE_EXCHANGED) emit.word(exchanged);
  if (which === 'own' && flags & file_flag.FILE_IS_FOLDER) emit.word(folder);
  if (flags & file_flag.FILE_WATCHED) emit.word(watched);
  emitPaths(pathsOf(view, at, flags, which), emit);
  if (flags & file_flag.FILE_BY_NAME) emit.word(unresolved);
  if (which === 'own') emitMode(view, at, emit);
  emitProcess(get.file_pid(view, at), context.owners.find(get.file_owner(view, at)), 'detailKeys', emit);
  emit.end();
}

function emitWhat(view: DataView, at: number, emit: Emit): void {
  const isRename = get.head_kind(view, at) === file_kind.FILE_RENAMED;
  const error = file_path_sample.get.error(view, at);
  emit.word(error !== 0 ? refusedWord : isRename ? renameWord : deleteWord);
  if (error === 0) return;
  emit.word(isRename ? renameAccess : deleteAccess);
  emit.text(errorKey, errorName(error));
}

interface Paths {
  readonly path: string;
  /** Of a rename. */
  readonly old?: string;
}

function pathsOf(view: DataView, at: number, flags: number, which: 'own' | 'other'): Paths {
  const { path_length: length, old_path_at: oldAt, old_path_length: oldLength } = file_path_sample.get;
  const isRename = get.head_kind(view, at) === file_kind.FILE_RENAMED;
  const text = (from: number, bytes: number, pathCut: number, nameCut: number): string => {
    const end = flags & nameCut ? '…' : '';
    const most = isRename ? mostRenamedBytes : mostPathBytes;
    return pathText(bytesAt(view, at + file_path_sample.at.path + from, bytes), (flags & pathCut) !== 0, most - Buffer.byteLength(end)) + end;
  };
  const path = text(0, length(view, at), file_flag.FILE_PATH_CUT, file_flag.FILE_NAME_CUT);
  if (!isRename) return { path };
  const old = text(oldAt(view, at), oldLength(view, at), file_flag.FILE_OLD_PATH_CUT, file_flag.FILE_OLD_NAME_CUT);
  return which === 'own' ? { path, old } : { path: old, old: path };
}

function emitPaths({ path, old }: Paths, emit: Emit): void {
  const [most, mostName] = old === undefined ? [mostPathBytes, mostNameBytes] : [mostRenamedBytes, mostRenamedNameBytes];
  emit.text(pathKey, path, most);
  emit.text(nameKey, path.slice(path.lastIndexOf('/') + 1), mostName);
  if (old !== undefined) emit.text(oldPathKey, old, most);
}
