/** The kernel of this host: which it is, and which boot of it. */
import { existsSync, readFileSync } from 'node:fs';
import { release, version } from 'node:os';

/** uname -r */
export function kernelRelease(): string {
  return release();
}

/** [5, 10] of "5.10.0-43-amd64" */
export function kernelVersion(text: string = release()): readonly [number, number] {
  const [, major = '0', minor = '0'] = /^(\d+)\.(\d+)/.exec(text) ?? [];
  return [Number(major), Number(minor)];
}

/** Whether the kernel describes its own types, which CO-RE and typed tracepoints need (CONFIG_DEBUG_INFO_BTF). */
export function hasBtf(): boolean {
  return existsSync('/sys/kernel/btf/vmlinux');
}

/** Which of the ways to preempt a task is in use stands in brackets: "none voluntary (full) lazy". Root's, where debugfs is mounted. */
const preemptionFile = '/sys/kernel/debug/sched/preempt';

/** Whether a task may lose its processor within the kernel; where that is not said, whether it can be set so (CONFIG_PREEMPTION). */
export function isPreemptible(): boolean {
  try {
    return isPreemptionOf(readFileSync(preemptionFile, 'utf8'));
  } catch {
    return / PREEMPT/.test(version());
  }
}

/** @param modes what that file says */
export function isPreemptionOf(modes: string): boolean {
  return !/\((none|voluntary)\)/.test(modes);
}

/** 16 bytes that are new at every boot: random(4). */
export function bootId(): Buffer {
  return Buffer.from(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').replaceAll('-', ''), 'hex');
}

/** 64 bits that are new at every boot. */
export function bootSalt(): bigint {
  return bootId().readBigUInt64BE();
}
