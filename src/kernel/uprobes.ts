/** By which way the kernel lets programs be attached to files. */
import { kernelVersion } from '../host/kernel';
import { capabilities } from '../host/privileges';
import type { Libbpf } from './libbpf';
import type { HasType } from './types';

export type UprobeWay = 'multi' | 'perf';

/**
 * uprobe.multi, since 6.6, for which CAP_BPF and CAP_PERFMON are enough; else perf, for which no kernel has less than CAP_SYS_ADMIN;
 * undefined: none of them.
 */
export function uprobeWay(has: HasType): UprobeWay | undefined {
  if (has('struct', 'bpf_uprobe_multi_link')) return 'multi';
  return capabilities().includes('CAP_SYS_ADMIN') ? 'perf' : undefined;
}

/** How a program of this section is attached. */
export function wayOfSection(section: string): UprobeWay {
  return section.endsWith('.multi') ? 'multi' : 'perf';
}

/** How a program of this section is attached to a file. */
export function attacherOf(libbpf: Libbpf, section: string): Libbpf['attachUprobe'] {
  return wayOfSection(section) === 'multi' ? libbpf.attachUprobeMulti : libbpf.attachUprobe;
}

/** bpf_get_attach_cookie in programs of uprobes (7adfc6c9b315, "bpf: Add bpf_get_attach_cookie() BPF helper to access bpf_cookie value"). */
export function hasAttachCookies(): boolean {
  const [major, minor] = kernelVersion();
  return major > 5 || (major === 5 && minor >= 15);
}
