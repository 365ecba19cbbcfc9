/** Renames and deletions. */
import { file_flag, file_kind, file_path_sample, file_sample } from '../../generated/samples';
import { emitProcess } from '../../services/owners/emit_process';
import { bytesAt, pathText } from '../../services/owners/path_text';
import { errorName } from '../../text/errno';
import { type Emit, key, word } from '../../text/emit';
import type { Context } from '../probe';
import { emitMode, errorKey, nameKey, pathKey, refusedWord, unresolved, watched } from './keys';

const { get } = file_sample;
const oldPathKey = key('old_file_path');
const [renameWord, deleteWord] = [word('event', 'rename'), word('event', 'delete')];
export const [renameAccess, deleteAccess] = [word('access', 'rename'), word('access', 'delete')];
const [exchanged, folder] = [word('exchanged', true), word('folder', true)];

/** Of the event's 4900, see mostEventBytes of services/owners/describe.ts. */
const mostDeletedBytes = 420;
const mostRenamedBytes = 240;
const mostNameBytes = 260;
const mostRenamedNameBytes = 150;

export function isChange(kind: number): boolean {
  return kind === file_kind.FILE_RENAMED || kind === file_kind.FILE_UNLINKED;
}

export function emitChange(view: DataView, at: number, context: Context, emit: Emit): void {
  const flags = get.file_flags(view, at);
  emit.begin('file', context.clock.micros(get.head_time_ns(view, at)));
  emitWhat(view, at, emit);
  if (flags & file_flag.FILE_EXCHANGED) emit.word(exchanged);
  if (flags & file_flag.FILE_IS_FOLDER) emit.word(folder);
  if (flags & file_flag.FILE_WATCHED) emit.word(watched);
  emitPaths(view, at, flags, emit);
  if (flags & file_flag.FILE_BY_NAME) emit.word(unresolved);
  emitMode(view, at, emit);
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

function emitPaths(view: DataView, at: number, flags: number, emit: Emit): void {
  const { path_length: length, old_path_at: oldAt, old_path_length: oldLength } = file_path_sample.get;
  const isRename = get.head_kind(view, at) === file_kind.FILE_RENAMED;
  const most = isRename ? mostRenamedBytes : mostDeletedBytes;
  const text = (from: number, bytes: number, cut: number): string => pathText(bytesAt(view, at + file_path_sample.at.path + from, bytes), (flags & cut) !== 0, most);
  const path = text(0, length(view, at), file_flag.FILE_PATH_CUT);
  emit.text(pathKey, path, most);
  emit.text(nameKey, path.slice(path.lastIndexOf('/') + 1), isRename ? mostRenamedNameBytes : mostNameBytes);
  if (isRename) emit.text(oldPathKey, text(oldAt(view, at), oldLength(view, at), file_flag.FILE_OLD_PATH_CUT), most);
}
