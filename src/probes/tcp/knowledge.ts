/** What Splunk adds to ebpf:tcp at search time, and what CIM makes of it. For the build alone. */
import { endpointFields, portLookups } from '../../services/connections/knowledge';
import { ownerFields } from '../../services/owners/knowledge';
import { endpointPorts, networkTraffic } from '../../splunk/cim';
import type { CalculatedField, Lookup, SourcetypeKnowledge } from '../../splunk/knowledge_objects';
import { tcpCimNote, tcpNotes } from './notes';
import { tcpSearches } from './searches';
import { tcpMacros } from './searches/macros';
import { tcpThresholds } from './searches/thresholds';
import { tcpViews } from './views';

/** Both directions or neither, so that bytes = bytes_in + bytes_out can be checked. */
const eitherWay = (what: string): string => `if(isnull(${what}_in) AND isnull(${what}_out), null(), `;
const sum = (what: string): string => `${eitherWay(what)}coalesce(${what}_in, 0) + coalesce(${what}_out, 0))`;
const oneWay = (what: string, way: string): string => `${eitherWay(what)}coalesce(${what}_${way}, 0))`;

/** The accepting end of a connection within the host: the same address at both ends, or one that never leaves it. */
const isSecondEnd = 'direction=="inbound" AND (src_ip==dest_ip OR like(src_ip, "127.%"))';

const calculated: readonly CalculatedField[] = [
  {
    name: 'action', type: 'string',
    expression: 'case(direction=="listening", null(), event=="connect_failed", "blocked", event=="flow", "flow", event=="close" AND isnull(outcome), "teardown", true(), "allowed")',
    description: 'allowed: connect, accept, existing, and the close that is the one event of summary mode (it has an outcome); blocked: connect_failed, whatever the errno; teardown: close in lifecycle mode; flow: an interval report; absent of listeners',
  },
  {
    name: 'state', type: 'string',
    expression: 'if(direction=="listening" AND in(event, "listen", "existing"), "listening", null())', description: 'listening, of listeners that are open; absent otherwise',
  },
  ...(['bytes', 'packets'] as const).flatMap((what): CalculatedField[] => [
    { name: what, type: 'number', expression: sum(what), description: `${what}_in + ${what}_out; absent when both are 0` },
    { name: `${what}_in`, type: 'number', expression: oneWay(what, 'in'), description: `the event's own; 0 where only ${what}_out is there` },
    { name: `${what}_out`, type: 'number', expression: oneWay(what, 'out'), description: `the event's own; 0 where only ${what}_in is there` },
  ]),
  {
    name: 'connection_ends', type: 'number', expression: 'if(in(event, "close", "connect_failed"), 1, 0)',
    description: '1 on the one event that counts a connection at this end, close or connect_failed, in lifecycle and in summary mode; 0 on all others: sum it',
  },
  {
    name: 'connections', type: 'number',
    expression: `case(NOT in(event, "close", "connect_failed"), 0, ${isSecondEnd}, 0, true(), 1)`,
    description: 'the same, but 0 at the accepting end of a connection within the host, whose connecting end counts: sum it where connections are counted, connection_ends where a process\'s ends are',
  },
  {
    name: 'second_end', type: 'number', expression: `if(${isSecondEnd}, 1, 0)`,
    description: '1 on every event of the accepting end of a connection within the host, whose bytes the connecting end reports too; 0 on all others',
  },
];

const noise = { input: 'process_name', output: 'noise', isWildcard: true };

const lookups: readonly Lookup[] = [
  {
    name: 'ebpf_trace_errno', file: 'ebpf_trace_errno.csv', input: 'errno', output: 'errno_text',
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

export const tcpKnowledge: SourcetypeKnowledge = {
  calculated: [...endpointFields, ...ownerFields, ...calculated],
  lookups: [...portLookups, ...lookups],
  eventtypes: [
    {
      name: 'ebpf_trace_traffic',
      search: 'sourcetype="ebpf:tcp" (event IN (connect, connect_failed, accept, close, flow) OR (event=existing NOT direction=listening))',
      dataset: networkTraffic,
      description: 'connections: CIM Network_Traffic',
    },
    {
      name: 'ebpf_trace_listener',
      search: 'sourcetype="ebpf:tcp" event IN (listen, existing) direction=listening',
      dataset: endpointPorts,
      description: 'open listeners: CIM Endpoint.Ports',
    },
  ],
  macros: tcpMacros,
  thresholds: tcpThresholds,
  searches: tcpSearches,
  views: tcpViews,
  notes: tcpNotes,
  cimNote: tcpCimNote,
};
