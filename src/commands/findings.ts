/** What `check` looks at: the host first, then each hook, tried for real. */
import { statSync } from 'node:fs';
import { containersFeature, hierarchies, withoutContainers } from '../host/cgroups';
import { kernelRelease, kernelVersion } from '../host/kernel';
import { canReadTracepoint, isTracefsMounted } from '../host/tracefs';
import { hasControlGroups, tracepoints } from '../kernel/availability';
import { extendedAttribute, type Libbpf } from '../kernel/libbpf';
import { capabilities, fileCapabilities, lockdown, memoryLockLimit, missingCapabilities } from '../host/privileges';
import { type Judged, judged } from '../host/splunkd';
import { isInUserNamespace } from '../host/surroundings';
import { tryProgram } from '../kernel/trial';
import { askKernelTypes, whyNoBtf } from '../kernel/types';
import { neverSeen, programs } from '../probes/hooks';
import { type CallWay, hasStandIn, isOfWay, isSystemCall, type Program } from '../program';
import { probeNames } from '../settings';
import { callFinding, type Calls, everySetting } from './calls';

export interface Finding {
  readonly status: 'ok' | 'note' | 'warning' | 'failure';
  /** snake_case */
  readonly name: string;
  readonly detail: string;
  /** What to do, where there is something; several lines are to be typed as they stand. */
  readonly remedy?: string;
}

/** Whose rights count: of the splunkd that runs here, not of who calls. */
export function whoIsJudged(): Judged {
  return judged(fileCapabilities(extendedAttribute(process.execPath, 'security.capability')));
}

export function hostFindings(libbpf: Libbpf, who: Judged, way: CallWay = 'tracepoints'): readonly Finding[] {
  return [
    kernelFinding(), btfFinding(libbpf), judgedFinding(who), capabilityFinding(who), lockdownFinding(), memoryFinding(who), tracefsFinding(who, way),
    ...containerFindings(libbpf),
    ...limitsFindings(),
  ];
}

/** Each hook that this kernel should have, loaded and attached by itself. */
export function programFindings(libbpf: Libbpf, object: string, who: Judged, calls: Calls): readonly Finding[] {
  if (isInUserNamespace()) return []; // each would say the same
  const missing = missingCapabilities(capabilities());
  if (missing.length > 0 && missingCapabilities(who.held).length === 0) return [untriedFinding(missing)];
  const { way, available } = calls;
  const wanted = programs.filter((program) => isOfWay(program, way) && (!program.isOnlyWhereThere || available.includes(program)) && isOfUprobes(program, available));
  const settings = everySetting();
  const found = wanted.map((program) => {
    const isHere = available.includes(program) && (!isSystemCall(program) || mayReadTracefs(who));
    return hookFinding(program, isHere ? tryProgram(libbpf, object, program, settings) : 'not on this kernel, or not readable');
  });
  return way === 'functions' || mayReadTracefs(who) ? [callFinding(calls), ...found] : found;
}

/** Of two ways to attach to files the one that this kernel has, or the first of them. */
function isOfUprobes(program: Program, available: readonly Program[]): boolean {
  return program.insteadOf === undefined ? !hasStandIn(program, available) : available.includes(program);
}

/** Who calls may do less than the splunkd that would start the input. */
function untriedFinding(missing: readonly string[]): Finding {
  const detail = `not tried: uid ${process.getuid?.()}, who called, lacks ${missing.join(' ')}`;
  return { status: 'warning', name: 'hooks', detail, remedy: `run it as root: sudo ${process.execPath} check` };
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

function btfFinding(libbpf: Libbpf): Finding {
  const problem = whyNoBtf(libbpf);
  if (problem === undefined) return { status: 'ok', name: 'btf', detail: '/sys/kernel/btf/vmlinux' };
  return { status: 'failure', name: 'btf', detail: problem, remedy: 'use a kernel built with CONFIG_DEBUG_INFO_BTF=y, as distributions have since 2021' };
}

function judgedFinding({ who, isSplunkd }: Judged): Finding {
  return { status: 'ok', name: 'account', detail: isSplunkd ? `what ${who} hands on to its inputs` : who };
}

function capabilityFinding(who: Judged): Finding {
  const missing = missingCapabilities(who.held);
  const detail = `${who.isSplunkd ? 'an input' : `uid ${who.uid}`} has ${who.held.join(' ') || 'none that matter'}`;
  if (missing.length === 0) return { status: 'ok', name: 'capabilities', detail };
  return { status: 'failure', name: 'capabilities', detail: `${detail}; missing: ${missing.join(' ')}`, remedy: dropIn(who) };
}

function dropIn({ unit = 'SplunkForwarder', isSplunkd }: Judged): string {
  const otherwise = isSplunkd ? '' : `if splunkd runs as root, nothing is needed: check with sudo ${process.execPath} check; if not:\n`;
  return `${otherwise}as root, put into /etc/systemd/system/${unit}.service.d/ebpf.conf (every child of splunkd gets these):
[Service]
AmbientCapabilities=CAP_BPF CAP_PERFMON CAP_DAC_READ_SEARCH
then: systemctl daemon-reload && systemctl restart ${unit}
or, again after each update of the app: setcap cap_bpf,cap_perfmon,cap_dac_read_search+ep ${process.execPath}`;
}

function lockdownFinding(): Finding {
  const mode = lockdown();
  if (mode !== 'confidentiality') return { status: 'ok', name: 'lockdown', detail: mode ?? 'not in this kernel' };
  return { status: 'failure', name: 'lockdown', detail: 'confidentiality: BPF may not read kernel memory', remedy: 'boot with lockdown=integrity' };
}

function memoryFinding({ limits, held, unit = 'SplunkForwarder' }: Judged): Finding {
  const [major, minor] = kernelVersion();
  const limit = memoryLockLimit(limits);
  const name = 'memlock';
  const isCounted = major === 5 && minor < 11;
  if (!isCounted) return { status: 'ok', name, detail: 'no limit applies on this kernel' };
  if (limit === Number.POSITIVE_INFINITY || held.includes('CAP_SYS_RESOURCE')) return { status: 'ok', name, detail: 'unlimited' };
  return { status: 'failure', name, detail: `${limit} bytes, and the maps count against it before 5.11`, remedy: `add to /etc/systemd/system/${unit}.service.d/ebpf.conf, in [Service]: LimitMEMLOCK=infinity` };
}

function tracefsFinding(who: Judged, way: CallWay): Finding {
  const name = 'tracefs';
  const isMounted = isTracefsMounted();
  if (isMounted && mayReadTracefs(who)) return { status: 'ok', name, detail: 'readable' };
  const what = isMounted ? 'not readable' : 'not mounted';
  if (way === 'functions' && !tracepoints().arePreemptible) return { status: 'ok', name, detail: `${what}, and not needed on this kernel` };
  const cost = way === 'functions' ? 'more events are missed where a task is preempted' : 'system calls are not seen';
  const remedy = isMounted ? `CAP_DAC_READ_SEARCH lets it be read${howToRead(who)}` : 'mount -t tracefs nodev /sys/kernel/tracing (systemd does so by itself)';
  return { status: 'warning', name, detail: `${what}: ${cost}`, remedy };
}

function howToRead(who: Judged): string {
  return missingCapabilities(who.held).length > 0 ? ' too; see capabilities' : `:\n${dropIn(who)}`;
}

/** The BTF's own finding says what is wrong where there is none. */
function containerFindings(libbpf: Libbpf): readonly Finding[] {
  if (whyNoBtf(libbpf) !== undefined) return [];
  if (askKernelTypes(libbpf, hasControlGroups)) return [{ status: 'ok', name: containersFeature, detail: hierarchies() }];
  return [{ status: 'warning', name: containersFeature, detail: `no control groups in this kernel: ${withoutContainers}`, remedy: 'use a kernel built with CONFIG_CGROUPS=y' }];
}

const readable = 0o005;
const tracefs = '/sys/kernel/tracing';

function mayReadTracefs({ isSplunkd, uid, held }: Judged): boolean {
  if (!isSplunkd) return canReadTracepoint('syscalls/sys_enter_connect');
  return uid === 0 || held.includes('CAP_DAC_READ_SEARCH') || (isTracefsMounted() && (statSync(tracefs).mode & readable) === readable);
}

function limitsFindings(): readonly Finding[] {
  return neverSeen(probeNames).map((detail) => ({ status: 'note', name: 'never_seen', detail }));
}
