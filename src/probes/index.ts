import { healthEvent } from '../health/event';
import type { EventType, Probe } from './probe';
import { retransmit } from './retransmit';
import { tcp } from './tcp';
import { tcpState } from './tcp_state';

/** Those that read samples. */
export const sampleProbes: readonly Probe[] = [tcp, tcpState, retransmit];

/** Everything that has a sourcetype. */
export const probes: readonly EventType[] = [...sampleProbes, healthEvent];
