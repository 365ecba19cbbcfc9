/** What Splunk adds to ebpf:process at search time, and what CIM makes of it. For the build alone. */
import { ownerFields } from '../../services/owners/knowledge';
import { endpointProcesses } from '../../splunk/cim';
import type { CalculatedField, SourcetypeKnowledge } from '../../splunk/knowledge_objects';
import { processSearches } from './searches';
import { processDetections } from './searches/detections';
import { processThresholds } from './searches/thresholds';
import { processesView } from './views/processes';

/** A search of a data model by tstats leaves out every event that lacks one of its BY fields: what CIM does not fill itself is never absent. */
const always = (field: string, fallback = '"unknown"'): string => `coalesce(${field}, ${fallback})`;
const lastPart = (path: string, fallback: string): string => `if(isnull(${path}), ${always(fallback)}, replace(replace(${path}, " \\(deleted\\)$", ""), "^.*/", ""))`;

const calculated: readonly CalculatedField[] = [
  { name: 'action', type: 'string', expression: 'if(event=="exec", "allowed", null())', description: 'allowed: an exec; absent of all others' },
  { name: 'dest', type: 'string', expression: 'host', description: 'the host that it ran on' },
  { name: 'occurrences', type: 'number', expression: 'coalesce(count, 1)', description: 'how many execs, exits or failed execs the event stands for: count of a rollup, else 1. Sum it where you would count events' },
  { name: 'os', type: 'string', expression: '"Linux"', description: 'Linux' },
  { name: 'process_exec', type: 'string', expression: lastPart('process_path', 'process_name'), description: 'the last part of process_path, without " (deleted)"; process_name where the path is not known' },
  { name: 'process_path', type: 'string', expression: always('process_path'), description: "the event's own; unknown where it has none" },
  { name: 'parent_process_exec', type: 'string', expression: lastPart('parent_process_path', 'parent_process_name'), description: 'the same of the parent' },
  { name: 'parent_process_path', type: 'string', expression: always('parent_process_path'), description: "the event's own; unknown where it has none" },
  { name: 'parent_process_guid', type: 'string', expression: always('parent_process_guid'), description: "the event's own; unknown of process 1, which nobody forked" },
  { name: 'process_hash', type: 'string', expression: '"unknown"', description: 'unknown: files are not hashed' },
  { name: 'process_integrity_level', type: 'string', expression: 'if(user_id==0, "high", "medium")', description: 'high: of root; medium: of all others' },
];

export const processKnowledge: SourcetypeKnowledge = {
  calculated: [...ownerFields, ...calculated],
  lookups: [],
  eventtypes: [
    {
      name: 'ebpf_trace_process',
      search: 'sourcetype="ebpf:process" event=exec',
      dataset: endpointProcesses,
      description: 'programs that began to run: CIM Endpoint.Processes',
    },
    {
      name: 'ebpf_trace_process_end',
      search: 'sourcetype="ebpf:process" event=exit',
      description: 'processes that have ended, of no data set of CIM',
    },
  ],
  thresholds: processThresholds,
  searches: processSearches,
  detections: processDetections,
  views: [processesView],
};
