/** Lookups: judgement kept as data. Splunk applies a sourcetype's in the order of their names. */
import { type ProbeName, probeNames } from '../settings';

export interface Lookup {
  /** LOOKUP-<name> of props.conf and the stanza of transforms.conf. */
  readonly name: string;
  /** In lookups/. */
  readonly file: string;
  readonly sourcetypes: readonly ProbeName[];
  readonly input: string;
  /** Written only where it is not there yet: what an administrator says comes first. */
  readonly output: string;
  /** What an event gets that no row fits. */
  readonly fallback?: string;
  /** The input column may hold *. */
  readonly isWildcard?: boolean;
  /** The definition whose file an administrator replaces by his own. */
  readonly isLocal?: boolean;
  readonly description: string;
}

const ports = { sourcetypes: probeNames, input: 'transport_dest_port', output: 'app' };
const noise = { sourcetypes: ['tcp'] as const, input: 'process_name', output: 'noise', isWildcard: true };

export const lookups: readonly Lookup[] = [
  {
    ...ports, name: 'ebpf_trace_app_1_local', file: 'ebpf_trace_ports_none.csv', isLocal: true,
    description: 'your own names of services, which come first',
  },
  {
    ...ports, name: 'ebpf_trace_app_2', file: 'ebpf_trace_ports.csv', fallback: 'unknown',
    description: 'the service that usually has the port; unknown for all others',
  },
  {
    name: 'ebpf_trace_errno', file: 'ebpf_trace_errno.csv', sourcetypes: ['tcp'], input: 'errno', output: 'errno_text',
    description: 'a failed connect in words, and what to look at',
  },
  {
    ...noise, name: 'ebpf_trace_noise_1_local', file: 'ebpf_trace_noise_none.csv', isLocal: true,
    description: 'your own noisy processes, which come first',
  },
  {
    ...noise, name: 'ebpf_trace_noise_2', file: 'ebpf_trace_noise.csv',
    description: 'why a process is expected to connect all the time; absent for all others. Filter by NOT noise=*',
  },
];
