/** Where a process is, of what bpf/services/owner/whereabouts.h reads: as text. */
import { cwd_flag } from '../../generated/samples';
import { pathText, stringAt } from './path_text';

/** As in /dev: the driver says pts0. Empty: it has none. */
export function ttyText(view: DataView, at: number, most: number): string {
  return stringAt(view, at, most).replace(/^pts(?=\d)/, 'pts/');
}

/** Undefined where it is not known. @param flags enum cwd_flag @param mostBytes as JSON has it */
export function cwdText(bytes: Buffer, flags: number, mostBytes: number): string | undefined {
  if (flags & cwd_flag.CWD_UNKNOWN) return undefined;
  const deleted = flags & cwd_flag.CWD_DELETED ? ' (deleted)' : '';
  return pathText(bytes, (flags & cwd_flag.CWD_CUT) !== 0, mostBytes - deleted.length) + deleted;
}
