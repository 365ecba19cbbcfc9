import { bareText, listEntries } from './lists';
import { Refusal, shown } from './refusal';

/** A process name to compare with the group leader's comm (proc(5), /proc/pid/comm). */
export interface ProcessPattern {
  /** As written, without backslashes and quotes; for people. */
  readonly name: string;
  /** What the kernel compares: 1 to 15 bytes, no terminator. */
  readonly bytes: Uint8Array;
  /** True: comm begins with `bytes`; false: comm is `bytes`. */
  readonly prefix: boolean;
}

/** TASK_COMM_LEN without the terminating zero: the kernel cuts longer names to it (PR_SET_NAME(2const)). */
const commBytes = 15;

/** Process names: `wget, python3*, a\,b, "tmux: server"`. Longer names are cut as the kernel cuts them. */
export function parseProcesses(text: string): readonly ProcessPattern[] {
  return listEntries(text).map(parsePattern);
}

function parsePattern(entry: string): ProcessPattern {
  refuseWhatIsNoName(entry);
  const [, body = '', star] = /^((?:\\.|[^\\*])*)(\*?)$/su.exec(entry) ?? refuseStar(entry);
  const name = body.replace(/\\(.)/gsu, '$1');
  const bytes = Buffer.from(name, 'utf8').subarray(0, commBytes);
  if (name === '') throw new Refusal(`has ${shown(entry)}: a name must stand before the *`);
  if (bytes.includes(0)) throw new Refusal(`has ${shown(entry)}: a process name has no zero byte`);
  // A cut name is compared as a whole: the kernel's names end there too.
  return { name, bytes, prefix: star === '*' && Buffer.byteLength(name) < commBytes };
}

/** What people write for a process elsewhere, and what no name would match. */
function refuseWhatIsNoName(entry: string): void {
  const bare = bareText(entry);
  const name = entry.replace(/[\\*]/g, '').split('/').at(-1) ?? '';
  if (/^(?:\.{0,2}|~)\//.test(entry)) throw new Refusal(`has ${shown(entry)}: a process is named without its path; write ${/^[\w .-]+$/.test(name) ? name : 'its name'}`);
  if (/^\d+$/.test(entry)) throw new Refusal(`has ${shown(entry)}: a process is named, not numbered; write a backslash before a name of digits`);
  if (bare.startsWith('!')) throw new Refusal(`has ${shown(entry)}: ! means nothing here; exclude_processes is the list of what is left out`);
  if (bare.startsWith('[')) throw new Refusal(`has ${shown(entry)}: a kernel thread is named without brackets`);
  if (/[\^$?[\]]|\.\*$/.test(bare)) throw new Refusal(`has ${shown(entry)}: no regular expressions; a * at the end stands for any rest, quotes around a name keep what is in it`);
}

function refuseStar(entry: string): never {
  throw new Refusal(`has ${shown(entry)}: * may stand at the end only; write \\* for the character itself`);
}
