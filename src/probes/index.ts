import { healthEvent } from '../health/event';
import { blockIo } from './block_io';
import { type ProbeName, probeNames } from './names';
import type { EventType, Probe } from './probe';
import { file } from './file';
import { processProbe } from './process';
import { retransmit } from './retransmit';
import { shellProbe } from './shell';
import { tcp } from './tcp';
import { tcpState } from './tcp_state';

/** The one list of probes; one that the kernel side has and this lacks does not compile. */
const byName: Readonly<Record<ProbeName, Probe>> = {
  tcp,
  tcp_state: tcpState,
  retransmit,
  process: processProbe,
  shell: shellProbe,
  block_io: blockIo,
  file,
};

/** Those that read samples. */
export const sampleProbes: readonly Probe[] = probeNames.map((name) => byName[name]);

/** Everything that has a sourcetype. */
export const probes: readonly EventType[] = [...sampleProbes, healthEvent];
