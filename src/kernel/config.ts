/** struct trace_config of bpf/core/config.h, from the settings and from what this kernel has. */
import { direction, trace_config } from '../generated/samples';
import { probeIds } from '../probes/names';
import type { Direction, Settings } from '../settings';
import { filterUse } from './filters';
import type { Tracepoints } from '../program';

/** The kernel's window between two forced wake-ups, which the reader's pause follows (ring.ts). */
export const wakeupNs = 20e6;

const directionBits: Readonly<Record<Direction, number>> = {
  outbound: 1 << direction.DIRECTION_OUTBOUND,
  inbound: 1 << direction.DIRECTION_INBOUND,
  listening: 1 << direction.DIRECTION_LISTENING,
};

/** What this kernel lets the programs see. */
export interface Sight {
  /** Connect, accept and listen, as calls. */
  readonly calls: boolean;
  /** What a send returned. */
  readonly writes: boolean;
  readonly tracepoints: Tracepoints;
}

export function configBytes(settings: Settings, salt: bigint, sight: Sight): Uint8Array {
  const bytes = new Uint8Array(trace_config.size);
  const view = new DataView(bytes.buffer);
  const { set, at } = trace_config;
  view.setBigUint64(at.boot_salt, salt, true);
  set.wakeup_ns(view, 0, wakeupNs);
  set.interval_ns(view, 0, settings.summaryInterval * 1e9);
  set.ring_bytes(view, 0, settings.ringMb * 2 ** 20);
  set.arguments_limit(view, 0, settings.commandLineBytes);
  set.direction_mask(view, 0, settings.direction.reduce((mask, name) => mask | directionBits[name], 0));
  for (const probe of settings.probes) set.probes(view, 0, probeIds[probe], 1);
  set.summary(view, 0, Number(settings.mode === 'summary'));
  set.include_splunk(view, 0, Number(settings.includeSplunk));
  set.existing(view, 0, Number(settings.existingConnections));
  set.syscalls(view, 0, Number(sight.calls));
  set.writes(view, 0, Number(sight.writes));
  set.preemptible(view, 0, Number(sight.tracepoints.arePreemptible));
  set.classic(view, 0, Number(sight.tracepoints.arePreemptible && sight.tracepoints.areReadable));
  set.name_filter(view, 0, filterUse(settings.includeProcesses, settings.excludeProcesses));
  set.user_filter(view, 0, filterUse(settings.includeUsers, settings.excludeUsers));
  set.port_filter(view, 0, filterUse(settings.includePorts, settings.excludePorts));
  set.network_filter(view, 0, filterUse(settings.includeNetworks, settings.excludeNetworks));
  return bytes;
}
