/** What /proc says of a process. */
import { readFileSync } from 'node:fs';

interface ProcessStat {
  readonly name: string;
  readonly parent: number;
  /** Since boot, in hundredths of a second. */
  readonly startTicks: number;
  /** From the beginning of its arguments to their end in its memory, as it says; 0 where one may not know. */
  readonly argumentBytes: number;
}

/** Name, parent, start and arguments of a process; undefined if it has ended. proc(5), /proc/pid/stat. */
export function processStat(pid: number): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return { name, parent: Number(fields[1]), startTicks: Number(fields[19]), argumentBytes: Number(fields[46]) - Number(fields[45]) };
  } catch {
    return undefined;
  }
}
