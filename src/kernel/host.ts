/** What this host and kernel are: read once at the start, from /proc, /sys and the kernel's BTF. */
import { closeSync, existsSync, openSync, readFileSync, statfsSync } from 'node:fs';
import { release } from 'node:os';
import type { Libbpf } from './libbpf';
import type { Program, Tracepoints } from './programs';

const btfTypedef = 8;
/** TRACEFS_MAGIC of include/uapi/linux/magic.h */
const tracefsMagic = 0x74726163;
const tracefs = ['/sys/kernel/tracing', '/sys/kernel/debug/tracing'];

/** uname -r */
export function kernelRelease(): string {
  return release();
}

/** [5, 10] of "5.10.0-43-amd64" */
export function kernelVersion(text: string = release()): readonly [number, number] {
  const [, major = '0', minor = '0'] = /^(\d+)\.(\d+)/.exec(text) ?? [];
  return [Number(major), Number(minor)];
}

/** Whether the kernel tells its own types, which CO-RE and typed tracepoints need (CONFIG_DEBUG_INFO_BTF). */
export function hasBtf(): boolean {
  return existsSync('/sys/kernel/btf/vmlinux');
}

/** Why the kernel's types cannot be had, or undefined. */
export function whyNoBtf(libbpf: Libbpf): string | undefined {
  if (!hasBtf()) return 'the kernel does not tell its types: it has no /sys/kernel/btf/vmlinux';
  try {
    libbpf.freeBtf(libbpf.kernelBtf());
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Which of the programs have their hook on this kernel, by looking, without loading anything. */
export function availablePrograms(libbpf: Libbpf, programs: readonly Program[]): readonly Program[] {
  const btf = libbpf.kernelBtf();
  const has = (name: string): boolean => libbpf.findType(btf, name, btfTypedef) > 0;
  const available = programs.filter(({ hook }) => {
    const [kind, ...rest] = hook.split('/');
    if (kind === 'tp_btf') return has(`btf_trace_${rest.join('/')}`);
    if (kind === 'tracepoint') return canReadTracepoint(rest.join('/'));
    return true;
  });
  libbpf.freeBtf(btf);
  return available;
}

/** syscalls/sys_enter_connect: its number must be readable to attach to it. */
export function canReadTracepoint(name: string): boolean {
  return tracefs.some((folder) => {
    try {
      // access(2) would answer for the user without the capabilities that the file is opened with.
      closeSync(openSync(`${folder}/events/${name}/id`, 'r'));
      return true;
    } catch {
      return false;
    }
  });
}

/** Version 7.0 took "preemption off" from tracepoints; one that still has it only runs a few programs more. */
export function tracepoints(): Tracepoints {
  const [major] = kernelVersion();
  return { arePreemptible: major >= 7, areReadable: canReadTracepoint('sock/inet_sock_set_state') };
}

/** On any usual host by systemd. Who may read it is another matter. */
export function isTracefsMounted(): boolean {
  return tracefs.some((folder) => {
    try {
      return statfsSync(folder).type === tracefsMagic;
    } catch {
      return false;
    }
  });
}

/** 64 bits that are new at every boot. */
export function bootSalt(): bigint {
  const id = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').replaceAll('-', '');
  return BigInt(`0x${id.slice(0, 16)}`);
}

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
