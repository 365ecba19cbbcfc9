/** What Splunk adds to ebpf:retransmit at search time. For the build alone. */
import { endpointFields, portLookups } from '../../services/connections/knowledge';
import type { SourcetypeKnowledge } from '../../splunk/knowledge_objects';

export const retransmitKnowledge: SourcetypeKnowledge = { calculated: endpointFields, lookups: portLookups, eventtypes: [] };
