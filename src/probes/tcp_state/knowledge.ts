/** What Splunk adds to ebpf:tcp_state at search time. For the build alone. */
import { endpointFields, portLookups } from '../../services/connections/knowledge';
import type { SourcetypeKnowledge } from '../../splunk/knowledge_objects';

export const tcpStateKnowledge: SourcetypeKnowledge = { calculated: endpointFields, lookups: portLookups, eventtypes: [] };
