/**
 * Calculated fields: EVAL-* of props.conf. Splunk evaluates all of a sourcetype at once, on what was extracted: an
 * expression sees the event's own fields and the default ones, never another one's result or a lookup's.
 */
import { type ProbeName, probeNames } from '../settings';
import type { EventType } from '../probes/probe';

export interface Calculated {
  readonly name: string;
  readonly type: 'string' | 'number';
  readonly sourcetypes: readonly EventType['name'][];
  /** SPL, of the functions that preview/spl knows. */
  readonly expression: string;
  readonly description: string;
}

const all = [...probeNames, 'health'] as const;
const connections: readonly ProbeName[] = probeNames;
const tcp: readonly ProbeName[] = ['tcp'];

/** Both directions or neither, so that bytes = bytes_in + bytes_out can be checked. */
const eitherWay = (what: string): string => `if(isnull(${what}_in) AND isnull(${what}_out), null(), `;
const sum = (what: string): string => `${eitherWay(what)}coalesce(${what}_in, 0) + coalesce(${what}_out, 0))`;
const oneWay = (what: string, way: string): string => `${eitherWay(what)}coalesce(${what}_${way}, 0))`;

/** The accepting end of a connection within the host: the same address at both ends, or one that never leaves it. */
const isSecondEnd = 'direction=="inbound" AND (src_ip==dest_ip OR like(src_ip, "127.%"))';

export const calculated: readonly Calculated[] = [
  {
    name: 'vendor_product', type: 'string', sourcetypes: all, expression: '"eBPF Trace"', description: 'which product tells this',
  },
  {
    name: 'dvc', type: 'string', sourcetypes: all, expression: 'host', description: 'the host that was traced',
  },
  {
    name: 'transport', type: 'string', sourcetypes: connections, expression: '"tcp"', description: 'TCP is all that is traced',
  },
  {
    name: 'protocol', type: 'string', sourcetypes: connections, expression: '"ip"', description: 'ip, the layer below',
  },
  {
    name: 'protocol_version', type: 'string', sourcetypes: connections,
    expression: 'case(match(coalesce(dest_ip, src_ip), ":"), "ipv6", isnotnull(coalesce(dest_ip, src_ip)), "ipv4")',
    description: 'ipv4 or ipv6; absent where neither address is known',
  },
  {
    name: 'src', type: 'string', sourcetypes: connections,
    expression: 'case(direction=="listening", if(match(dest_ip, ":"), "::", "0.0.0.0"), isnotnull(src_ip), src_ip, direction=="outbound", host, true(), "unknown")',
    description: 'src_ip; the host where a connect failed before it had an address; of a listener 0.0.0.0 or ::, a placeholder for whoever may connect',
  },
  {
    name: 'src_port', type: 'number', sourcetypes: connections, expression: 'if(direction=="listening", 0, coalesce(src_port, 0))',
    description: "the event's own; 0, a placeholder, of a listener and where no port was bound",
  },
  {
    name: 'dest', type: 'string', sourcetypes: connections,
    expression: 'case(direction=="listening", host, isnotnull(dest_ip), dest_ip, direction=="inbound", host, true(), "unknown")',
    description: 'dest_ip; of a listener the host, whatever address it is bound to',
  },
  {
    name: 'dest_port', type: 'number', sourcetypes: connections, expression: 'coalesce(dest_port, 0)',
    description: "the event's own; 0 where a program connects to port 0",
  },
  {
    name: 'transport_dest_port', type: 'string', sourcetypes: connections, expression: '"tcp/" . coalesce(dest_port, 0)', description: 'as tcp/443: what the port lookup is asked for',
  },
  {
    name: 'action', type: 'string', sourcetypes: tcp,
    expression: 'case(direction=="listening", null(), event=="connect_failed", "blocked", event=="flow", "flow", event=="close" AND isnull(outcome), "teardown", true(), "allowed")',
    description: 'allowed: connect, accept, existing, and the close that is the one event of summary mode (it has an outcome); blocked: connect_failed, whatever the errno; teardown: close in lifecycle mode; flow: an interval report; absent of listeners',
  },
  {
    name: 'state', type: 'string', sourcetypes: tcp,
    expression: 'if(direction=="listening" AND in(event, "listen", "existing"), "listening", null())', description: 'listening, of listeners that are open; absent otherwise',
  },
  ...(['bytes', 'packets'] as const).flatMap((what): Calculated[] => [
    { name: what, type: 'number', sourcetypes: tcp, expression: sum(what), description: `${what}_in + ${what}_out; absent when both are 0` },
    { name: `${what}_in`, type: 'number', sourcetypes: tcp, expression: oneWay(what, 'in'), description: `the event's own; 0 where only ${what}_out is there` },
    { name: `${what}_out`, type: 'number', sourcetypes: tcp, expression: oneWay(what, 'out'), description: `the event's own; 0 where only ${what}_in is there` },
  ]),
  {
    name: 'connection_ends', type: 'number', sourcetypes: tcp, expression: 'if(in(event, "close", "connect_failed"), 1, 0)',
    description: '1 on the one event that counts a connection at this end, close or connect_failed, in lifecycle and in summary mode; 0 on all others: sum it',
  },
  {
    name: 'connections', type: 'number', sourcetypes: tcp,
    expression: `case(NOT in(event, "close", "connect_failed"), 0, ${isSecondEnd}, 0, true(), 1)`,
    description: 'the same, but 0 at the accepting end of a connection within the host, whose connecting end counts: sum it where connections are counted, connection_ends where a process\'s ends are',
  },
  {
    name: 'second_end', type: 'number', sourcetypes: tcp, expression: `if(${isSecondEnd}, 1, 0)`,
    description: '1 on every event of the accepting end of a connection within the host, whose bytes the connecting end tells too; 0 on all others',
  },
];
