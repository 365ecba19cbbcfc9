import { healthEvent } from './health';
import type { EventType, Probe } from './probe';
import { retransmit } from './retransmit';
import { tcp } from './tcp';

/** Those that read samples. */
export const sampleProbes: readonly Probe[] = [tcp, retransmit];

/** Everything that has a sourcetype. */
export const probes: readonly EventType[] = [...sampleProbes, healthEvent];
