import { listEntries, Refusal, shown } from './refusal';

/** A process name to compare with the group leader's comm (proc(5), /proc/pid/comm). */
export interface ProcessPattern {
  /** As written, without backslashes; for people. */
  readonly name: string;
  /** What the kernel compares: 1 to 15 bytes, no terminator. */
  readonly bytes: Uint8Array;
  /** True: comm begins with `bytes`; false: comm is `bytes`. */
  readonly prefix: boolean;
}

/** TASK_COMM_LEN without the terminating zero: the kernel cuts longer names to it (PR_SET_NAME(2const)). */
const commBytes = 15;

/** Process names: "wget, python3*, a\,b". Longer names are cut as the kernel cuts them. */
export function parseProcesses(text: string): readonly ProcessPattern[] {
  return listEntries(text).map(parsePattern);
}

function parsePattern(entry: string): ProcessPattern {
  const [, body = '', star] = /^((?:\\.|[^\\*])*)(\*?)$/su.exec(entry) ?? refuseStar(entry);
  const name = body.replace(/\\(.)/gsu, '$1');
  const bytes = Buffer.from(name, 'utf8').subarray(0, commBytes);
  if (name === '') throw new Refusal(`has ${shown(entry)}: a name must stand before the *`);
  if (bytes.includes(0)) throw new Refusal(`has ${shown(entry)}: a process name has no zero byte`);
  // A cut name is compared as a whole: the kernel's names end there too.
  return { name, bytes, prefix: star === '*' && Buffer.byteLength(name) < commBytes };
}

function refuseStar(entry: string): never {
  throw new Refusal(`has ${shown(entry)}: * may stand at the end only; write \\* for the character itself`);
}
