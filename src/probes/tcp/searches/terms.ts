/** What the searches over connections have in common. */
import { index } from '../../../splunk/search';

export const tcp = `${index} sourcetype=ebpf:tcp`;

/** Leaves out what both ends of are on this host. */
export const leavesHost = 'where `ebpf_trace_leaves_host`';
