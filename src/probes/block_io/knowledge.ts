/** What Splunk adds to ebpf:block_io at search time. For the build alone. */
import { ownerFields } from '../../services/owners/knowledge';
import type { CalculatedField, SourcetypeKnowledge } from '../../splunk/knowledge_objects';
import { blockIoNotes } from './notes';
import { blockIoSearches, blockIoThresholds } from './searches';
import { disksView } from './views/disks';

const ofOperation = (operation: string, expression: string): string => `if(event=="interval" AND operation=="${operation}", ${expression}, null())`;
/** What a request waited and took, in the milliseconds of CIM's Performance.Storage. */
const latency = '1000*(device_time_avg+coalesce(queue_time_avg, 0))';

const calculated: readonly CalculatedField[] = [
  { name: 'dest', type: 'string', expression: 'host', description: 'the host whose disk it is' },
  { name: 'mount', type: 'string', expression: 'device', description: "the device: the name that CIM's Performance.Storage has for a disk" },
  { name: 'latency', type: 'number', expression: `if(event=="interval", ${latency}, 1000*(device_time+queue_time))`, description: 'milliseconds that a request waited and took: of an interval on average, without times none' },
  { name: 'read_latency', type: 'number', expression: ofOperation('read', latency), description: 'the same of an interval of reads' },
  { name: 'write_latency', type: 'number', expression: ofOperation('write', latency), description: 'the same of an interval of writes' },
  { name: 'read_ops', type: 'number', expression: ofOperation('read', 'count/seconds'), description: 'reads a second' },
  { name: 'write_ops', type: 'number', expression: ofOperation('write', 'count/seconds'), description: 'writes a second' },
  { name: 'total_ops', type: 'number', expression: 'if(event=="interval", count/seconds, null())', description: 'requests of this operation a second: the sum over operations is all of them' },
];

export const blockIoKnowledge: SourcetypeKnowledge = {
  calculated: [...ownerFields, ...calculated],
  lookups: [],
  eventtypes: [
    { name: 'ebpf_trace_disk', search: 'sourcetype="ebpf:block_io" event=interval', description: 'what the disks did in an interval; of no data set of CIM, since Performance.Storage asks for free and used space' },
    { name: 'ebpf_trace_slow_io', search: 'sourcetype="ebpf:block_io" event=slow', description: 'slow requests to disks' },
  ],
  thresholds: blockIoThresholds,
  searches: blockIoSearches,
  views: [disksView],
  notes: blockIoNotes,
};
