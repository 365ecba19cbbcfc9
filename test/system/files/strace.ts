/** A witness that shares nothing with the tracer: strace, which stops each process at its calls. */

export interface Counts {
  /** Opens of files that may be written, created or truncated, outside of /dev and /proc. */
  readonly writes: number;
  /** With one of the errors that are reported, not counting names in /proc/PID that its filter hides. */
  readonly refused: number;
  /** Calls that renamed or removed something outside of /dev, and that were refused to. */
  readonly renames: number;
  readonly removals: number;
  readonly changesRefused: number;
}

export const tracedCalls = 'open,openat,openat2,creat,rename,renameat,renameat2,unlink,unlinkat,rmdir';
const change = /^\d+ +(?:(rename)|unlink|rmdir)\w*\((?!(?:AT_FDCWD, )?"\/dev).*\) += (?:(0)|-1 (?:EACCES|EPERM|EROFS|ETXTBSY|ELOOP))/;
const call = /^\d+ +(?:open|openat|openat2|creat)\((.*)\) += (-?\d+)(?: (E[A-Z]+))?/;

/** Of `strace -f -qq -e trace=CALLS -o FILE`. */
export function straceCounts(text: string): Counts {
  let [writes, refused, renames, removals, changesRefused] = [0, 0, 0, 0, 0];
  for (const line of text.split('\n')) {
    const [isChange, isRename, isDone] = change.exec(line) ?? [];
    if (isChange !== undefined && isDone === undefined) changesRefused += 1;
    else if (isRename !== undefined) renames += 1;
    else if (isChange !== undefined) removals += 1;
    const [, args = '', result = '', error] = call.exec(line) ?? [];
    if (Number(result) >= 0 && result !== '' && isWrite(line, args)) writes += 1;
    if (error !== undefined && /^(?:EACCES|EPERM|EROFS|ETXTBSY|ELOOP)$/.test(error) && !/"\/proc\/1\/(?:environ|fd\/)"/.test(args)) refused += 1;
  }
  return { writes, refused, renames, removals, changesRefused };
}

function isWrite(line: string, args: string): boolean {
  if (/"\/(?:dev|proc)\//.test(args)) return false;
  return /\bcreat\(/.test(line) || /O_WRONLY|O_RDWR|O_TRUNC/.test(args);
}
