/** What Splunk adds at search time to the events of every probe of TCP connections, at their endpoints. */
import type { CalculatedField, Lookup } from '../../splunk/knowledge_objects';

export const endpointFields: readonly CalculatedField[] = [
  {
    name: 'transport', type: 'string', expression: '"tcp"', description: 'TCP is all that is traced',
  },
  {
    name: 'protocol', type: 'string', expression: '"ip"', description: 'ip, the layer below',
  },
  {
    name: 'protocol_version', type: 'string',
    expression: 'case(match(coalesce(dest_ip, src_ip), ":"), "ipv6", isnotnull(coalesce(dest_ip, src_ip)), "ipv4")',
    description: 'ipv4 or ipv6; absent where neither address is known',
  },
  {
    name: 'src', type: 'string',
    expression: 'case(direction=="listening", if(match(dest_ip, ":"), "::", "0.0.0.0"), isnotnull(src_ip), src_ip, direction=="outbound", host, true(), "unknown")',
    description: 'src_ip; the host where a connect failed before it had an address; of a listener 0.0.0.0 or ::, a placeholder for whoever may connect',
  },
  {
    name: 'src_port', type: 'number', expression: 'if(direction=="listening", 0, coalesce(src_port, 0))',
    description: "the event's own; 0, a placeholder, of a listener and where no port was bound",
  },
  {
    name: 'dest', type: 'string',
    expression: 'case(direction=="listening", host, isnotnull(dest_ip), dest_ip, direction=="inbound", host, true(), "unknown")',
    description: 'dest_ip; of a listener the host, whatever address it is bound to',
  },
  {
    name: 'dest_port', type: 'number', expression: 'coalesce(dest_port, 0)',
    description: "the event's own; 0 where a program connects to port 0",
  },
  {
    name: 'transport_dest_port', type: 'string', expression: '"tcp/" . coalesce(dest_port, 0)', description: 'as tcp/443: what the port lookup is asked for',
  },
];

const ports = { input: 'transport_dest_port', output: 'app' };

export const portLookups: readonly Lookup[] = [
  {
    ...ports, name: 'ebpf_trace_app_1_local', file: 'ebpf_trace_ports_none.csv', isLocal: true,
    description: 'your own names of services, which come first',
  },
  {
    ...ports, name: 'ebpf_trace_app_2', file: 'ebpf_trace_ports.csv', fallback: 'unknown',
    description: 'the service that usually has the port; unknown for all others',
  },
];
