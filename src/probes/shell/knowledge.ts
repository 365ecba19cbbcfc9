/** What Splunk adds to ebpf:shell at search time. For the build alone. */
import { ownerFields } from '../../services/owners/knowledge';
import type { SourcetypeKnowledge } from '../../splunk/knowledge_objects';
import { shellSearches } from './searches';
import { shellSessionsView } from './views/shell_sessions';

export const shellKnowledge: SourcetypeKnowledge = {
  calculated: ownerFields,
  lookups: [],
  eventtypes: [
    {
      name: 'ebpf_trace_shell_line',
      search: 'sourcetype="ebpf:shell" event=line',
      description: 'lines that were submitted at a prompt of bash or zsh, of no data set of CIM',
    },
  ],
  searches: shellSearches,
  views: [shellSessionsView],
};
