/** What `check` looks at: the host first, then each hook, tried for real. */
import { availablePrograms, canReadTracepoint, hasBtf, kernelRelease, kernelVersion } from '../kernel/host';
import type { Libbpf } from '../kernel/libbpf';
import { capabilities, lockdown, memoryLockLimit, missingCapabilities } from '../kernel/privileges';
import { type Program, programs } from '../kernel/programs';
import { tryProgram } from '../kernel/trial';
import { parseSettings, probeNames } from '../settings';

export interface Finding {
  readonly status: 'ok' | 'warning' | 'failure';
  /** snake_case */
  readonly name: string;
  readonly detail: string;
  /** What to do, where there is something; several lines are to be typed as they stand. */
  readonly remedy?: string;
}

const dropIn = `put into /etc/systemd/system/SplunkForwarder.service.d/ebpf.conf (every child of splunkd gets these):
[Service]
AmbientCapabilities=CAP_BPF CAP_PERFMON CAP_DAC_READ_SEARCH
then: systemctl daemon-reload && systemctl restart SplunkForwarder
or, until the file is replaced: setcap cap_bpf,cap_perfmon,cap_dac_read_search+ep ${process.execPath}`;

export function hostFindings(): readonly Finding[] {
  return [kernelFinding(), btfFinding(), capabilityFinding(), lockdownFinding(), memoryFinding(), tracefsFinding(), limitsFinding()];
}

/** Each hook that this kernel should have, loaded and attached by itself. */
export function programFindings(libbpf: Libbpf, object: string): readonly Finding[] {
  const { settings } = parseSettings({ probes: probeNames.join(',') });
  const available = hasBtf() ? availablePrograms(libbpf, programs) : [];
  return programs.map((program) => {
    const error = available.includes(program) ? tryProgram(libbpf, object, program, settings) : 'not on this kernel, or not readable';
    return hookFinding(program, error);
  });
}

function hookFinding({ feature, hook, isRequired, without }: Program, error: string | undefined): Finding {
  if (error === undefined) return { status: 'ok', name: feature, detail: hook };
  return { status: isRequired ? 'failure' : 'warning', name: feature, detail: `${hook}: ${error}: ${without}` };
}

function kernelFinding(): Finding {
  const [major, minor] = kernelVersion();
  const name = 'kernel';
  if (major > 5 || (major === 5 && minor >= 10)) return { status: 'ok', name, detail: kernelRelease() };
  if (major === 5 && minor >= 8) return { status: 'warning', name, detail: `${kernelRelease()}: tested from 5.10 on` };
  return { status: 'failure', name, detail: `${kernelRelease()} has no BPF ring buffer`, remedy: 'use kernel 5.10 or newer' };
}

function btfFinding(): Finding {
  if (hasBtf()) return { status: 'ok', name: 'btf', detail: '/sys/kernel/btf/vmlinux' };
  return { status: 'failure', name: 'btf', detail: 'the kernel does not tell its types', remedy: 'use a kernel built with CONFIG_DEBUG_INFO_BTF=y, as distributions have since 2021' };
}

function capabilityFinding(): Finding {
  const held = capabilities();
  const missing = missingCapabilities(held);
  const detail = `uid ${process.getuid?.()} has ${held.join(' ') || 'none that matter'}`;
  if (missing.length === 0) return { status: 'ok', name: 'capabilities', detail };
  return { status: 'failure', name: 'capabilities', detail: `${detail}; missing: ${missing.join(' ')}`, remedy: dropIn };
}

function lockdownFinding(): Finding {
  const mode = lockdown();
  if (mode !== 'confidentiality') return { status: 'ok', name: 'lockdown', detail: mode ?? 'not in this kernel' };
  return { status: 'failure', name: 'lockdown', detail: 'confidentiality: BPF may not read kernel memory', remedy: 'boot with lockdown=integrity' };
}

function memoryFinding(): Finding {
  const [major, minor] = kernelVersion();
  const limit = memoryLockLimit();
  const name = 'memlock';
  const isCounted = major === 5 && minor < 11;
  if (!isCounted) return { status: 'ok', name, detail: 'maps do not count against it on this kernel' };
  if (limit === Number.POSITIVE_INFINITY || capabilities().includes('CAP_SYS_RESOURCE')) return { status: 'ok', name, detail: 'unlimited' };
  return { status: 'failure', name, detail: `${limit} bytes, and the maps count against it before 5.11`, remedy: 'add to the same drop-in: LimitMEMLOCK=infinity' };
}

function tracefsFinding(): Finding {
  if (canReadTracepoint('syscalls/sys_enter_connect')) return { status: 'ok', name: 'tracefs', detail: 'readable' };
  const remedy = `mount -t tracefs nodev /sys/kernel/tracing (systemd does so by itself), and CAP_DAC_READ_SEARCH to read it`;
  return { status: 'warning', name: 'tracefs', detail: 'not mounted or not readable: system calls are not seen', remedy };
}

function limitsFinding(): Finding {
  return {
    status: 'ok',
    name: 'never_seen',
    detail: 'accepts and failing connects through io_uring, and those of 32-bit programs, as calls (owner: first read or write); connections from before the start without a descriptor in other network namespaces, and of other pid namespaces than this one',
  };
}
