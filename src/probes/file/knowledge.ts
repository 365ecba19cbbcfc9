/** What Splunk adds to ebpf:file at search time, and what CIM makes of it. For the build alone. */
import { ownerFields } from '../../services/owners/knowledge';
import { endpointFilesystem } from '../../splunk/cim';
import type { CalculatedField, SourcetypeKnowledge } from '../../splunk/knowledge_objects';
import { fileSearches } from './searches';
import { fileThresholds } from './searches/thresholds';
import { filesView } from './views/files';

const isCreation = 'created=="true"';
const isChange = '(access!="read" OR truncated=="true")';

const calculated: readonly CalculatedField[] = [
  {
    name: 'action', type: 'string', expression: `case(event=="refused", null(), event=="rename", "modified", event=="delete", "deleted", ${isCreation}, "created", ${isChange}, "modified", true(), "read")`,
    description: 'of an open that succeeded: created; modified, where it was opened for writing or truncated: the content may be what it was; read; of a rename modified, of a deletion deleted; absent of what was refused',
  },
  { name: 'dest', type: 'string', expression: 'host', description: 'the host of the file' },
  { name: 'file_access_time', type: 'number', expression: '_time', description: 'when it was opened or changed: seconds since 1970' },
  { name: 'file_acl', type: 'string', expression: 'coalesce(file_mode, "unknown")', description: 'file_mode; unknown where the event has none' },
  { name: 'file_create_time', type: 'string', expression: `if(event=="open" AND ${isCreation}, _time, "unknown")`, description: 'of an open that created the file its time; unknown of all others' },
  { name: 'file_hash', type: 'string', expression: '"unknown"', description: 'unknown: files are not hashed' },
  { name: 'file_modify_time', type: 'string', expression: `if(event=="open" AND ${isChange}, _time, "unknown")`, description: 'of an open for writing its time; unknown of all others' },
  { name: 'file_size', type: 'number', expression: 'coalesce(file_size, "unknown")', description: "the event's own; unknown where it has none" },
  { name: 'process_path', type: 'string', expression: 'coalesce(process_path, "unknown")', description: "the event's own; unknown where it has none" },
  { name: 'status', type: 'string', expression: 'if(event=="refused", "failure", "success")', description: 'failure: refused; success: all others' },
];

export const fileKnowledge: SourcetypeKnowledge = {
  calculated: [...ownerFields, ...calculated],
  lookups: [],
  eventtypes: [
    {
      name: 'ebpf_trace_file',
      search: 'sourcetype="ebpf:file" event IN (open, rename, delete)',
      dataset: endpointFilesystem,
      description: 'files that were created, opened for writing, renamed, deleted or, if they are watched, read: CIM Endpoint.Filesystem',
    },
    {
      name: 'ebpf_trace_file_refused',
      search: 'sourcetype="ebpf:file" event=refused',
      description: 'opens and changes that were refused, of no data set of CIM',
    },
  ],
  thresholds: fileThresholds,
  searches: fileSearches,
  views: [filesView],
};
