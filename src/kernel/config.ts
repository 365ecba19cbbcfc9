/** The kernel side's settings: each struct *_config of bpf/, from the user's settings and from what this kernel has. */
import * as layouts from '../generated/samples';
import { block_io_config, call_sight, connection_config, direction, file_access, file_config, owner_config, process_config, shell_config, targets_config, trace_config } from '../generated/samples';
import { probeIds } from '../probes/names';
import type { Direction, Settings } from '../settings';
import { describedBytes, wantsWhole } from '../settings/described';
import { watchesOf } from './path_filters';
import { filterUse } from './filters';
import { hasAttachCookies } from './uprobes';
import type { CallWay, Tracepoints } from '../program';

/** The kernel's window between two forced wake-ups, which the reader's pause follows (ring.ts). */
export const wakeupNs = 20e6;

/** What this kernel lets the programs see. */
export interface Sight {
  /** How it lets connect, accept and listen be seen. */
  readonly calls: CallWay;
  /** What a send returned. */
  readonly writes: boolean;
  /** Tracepoints of requests of block devices have the queue first. */
  readonly queueComesFirst: boolean;
  readonly tracepoints: Tracepoints;
}

interface Known {
  readonly settings: Settings;
  /** The same for a whole boot: see `boot_salt`. */
  readonly salt: bigint;
  readonly sight: Sight;
}

/** A service or probe, as its struct is called without _config, and its section without .rodata. */
type Name = keyof typeof layouts extends infer Key ? (Key extends `${infer Of}_config` ? Of : never) : never;

const directionBits: Readonly<Record<Direction, number>> = {
  outbound: 1 << direction.DIRECTION_OUTBOUND,
  inbound: 1 << direction.DIRECTION_INBOUND,
  listening: 1 << direction.DIRECTION_LISTENING,
};

const callSight: Readonly<Record<CallWay, number>> = {
  off: call_sight.CALLS_UNSEEN, tracepoints: call_sight.CALLS_BY_TRACEPOINTS, functions: call_sight.CALLS_BY_FUNCTIONS,
};

/** One line each: what of the kernel side has settings is here, or does not compile. */
const writers: Readonly<Record<Name, (view: DataView, known: Known) => void>> = { trace: writeTrace, owner: writeOwner, connection: writeConnection, process: writeProcess, shell: writeShell, targets: writeTargets, block_io: writeBlockIo, file: writeFile };

/** By section, as .rodata.owner, the bytes of its struct. */
export function configSections(settings: Settings, salt: bigint, sight: Sight): readonly (readonly [section: string, bytes: Uint8Array])[] {
  return (Object.keys(writers) as Name[]).map((name) => {
    const bytes = new Uint8Array(layouts[`${name}_config`].size);
    writers[name](new DataView(bytes.buffer), { settings, salt, sight });
    return [`.rodata.${name}`, bytes];
  });
}

function writeTrace(view: DataView, { settings, sight: { tracepoints } }: Known): void {
  const { set } = trace_config;
  set.wakeup_ns(view, 0, wakeupNs);
  set.ring_bytes(view, 0, settings.ringMb * 2 ** 20);
  for (const probe of settings.probes) set.probes(view, 0, probeIds[probe], 1);
  set.preemptible(view, 0, Number(tracepoints.arePreemptible));
  set.preemptible_functions(view, 0, Number(tracepoints.areFunctionsPreemptible));
  set.classic(view, 0, Number(tracepoints.arePreemptible && tracepoints.areReadable));
}

function writeOwner(view: DataView, { settings }: Known): void {
  const { set } = owner_config;
  set.arguments_limit(view, 0, describedBytes(settings));
  set.include_splunk(view, 0, Number(settings.includeSplunk));
  set.name_filter(view, 0, filterUse(settings.includeProcesses, settings.excludeProcesses));
  set.user_filter(view, 0, filterUse(settings.includeUsers, settings.excludeUsers));
  set.ends_reported(view, 0, Number(wantsWhole(settings)));
}

function writeProcess(view: DataView, { settings }: Known): void {
  process_config.set.existing(view, 0, Number(settings.processExisting));
  process_config.set.budget(view, 0, settings.processBudget);
}

function writeShell(view: DataView, { settings }: Known): void {
  shell_config.set.line_bytes(view, 0, settings.shellLineBytes);
}

function writeTargets(view: DataView): void {
  targets_config.set.cookies(view, 0, Number(hasAttachCookies()));
}

function writeBlockIo(view: DataView, { settings, sight }: Known): void {
  block_io_config.set.slow_ns(view, 0, settings.blockIoSlowMs * 1e6);
  block_io_config.set.queue_comes_first(view, 0, Number(sight.queueComesFirst));
}

const fileAccess: Readonly<Record<Settings['fileAccess'], number>> = {
  changes: file_access.FILE_CHANGES, watched: file_access.FILE_WATCHED_ONLY, all: file_access.FILE_ALL,
};

function writeFile(view: DataView, { settings }: Known): void {
  const { set } = file_config;
  set.access(view, 0, fileAccess[settings.fileAccess]);
  set.watches(view, 0, watchesOf(settings.fileWatchedPaths));
  set.budget(view, 0, settings.fileBudget);
  set.path_filter(view, 0, filterUse(settings.fileIncludePaths, settings.fileExcludePaths));
}

function writeConnection(view: DataView, { settings, salt, sight }: Known): void {
  const { set, at } = connection_config;
  view.setBigUint64(at.boot_salt, salt, true);
  set.interval_ns(view, 0, settings.summaryInterval * 1e9);
  set.direction_mask(view, 0, settings.direction.reduce((mask, name) => mask | directionBits[name], 0));
  set.summary(view, 0, Number(settings.mode === 'summary'));
  set.existing(view, 0, Number(settings.existingConnections));
  set.syscalls(view, 0, callSight[sight.calls]);
  set.writes(view, 0, Number(sight.writes));
  set.port_filter(view, 0, filterUse(settings.includePorts, settings.excludePorts));
  set.network_filter(view, 0, filterUse(settings.includeNetworks, settings.excludeNetworks));
}
