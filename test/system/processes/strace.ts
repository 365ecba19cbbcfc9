/** A witness that shares nothing with the tracer: strace, which stops each process at its calls and its end. */

export interface Seen {
  /** By pid, how many execs succeeded. */
  readonly execs: ReadonlyMap<number, number>;
  /** By pid, how many failed. */
  readonly failures: ReadonlyMap<number, number>;
  /** By pid "exited with 7" or "killed by SIGKILL". Threads have theirs, too. */
  readonly ends: ReadonlyMap<number, string>;
}

/** Of `strace -f -q -e trace=execve,execveat -o FILE`. A thread's exec comes back as its process's. */
export function parseStrace(text: string): Seen {
  const execs = new Map<number, number>();
  const failures = new Map<number, number>();
  const ends = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [, pid = '', rest = ''] = /^(\d+) +(.*)$/s.exec(line) ?? [];
    const end = /^\+\+\+ (exited with \d+|killed by \w+)/.exec(rest)?.[1];
    if (end !== undefined) ends.set(Number(pid), end);
    if (/^(execve|<\.\.\. execve).* = 0$/.test(rest)) execs.set(Number(pid), (execs.get(Number(pid)) ?? 0) + 1);
    if (/^(execve|<\.\.\. execve).* = -1 E/.test(rest)) failures.set(Number(pid), (failures.get(Number(pid)) ?? 0) + 1);
  }
  return { execs, failures, ends };
}
