/** What an administrator has of his own in an app, which is in no package, and what a search then sees. */
import { SearchTime } from '../../preview/spl/search_time';

export const own: Readonly<Record<string, string>> = {
  'local/macros.conf': '[ebpf_trace_index]\ndefinition = (index=linux_network)\n',
  'local/savedsearches.conf': '[eBPF Trace - New destination of a process]\ndisabled = 0\n',
  'local/transforms.conf': '[ebpf_trace_app_1_local]\nfilename = my_ports.csv\n',
  'local/app.conf': '[ui]\nis_visible = false\n',
  'metadata/local.meta': '[macros/ebpf_trace_index]\nversion = 9.1.0\n',
  'lookups/my_ports.csv': 'transport_dest_port,app\ntcp/8443,our shop\n',
};

/** The fields of a connect to that port. */
export function fieldsOf(app: string, port: number): Readonly<Record<string, unknown>> {
  const raw = JSON.stringify({ time: 1712345678.123456, event: 'connect', direction: 'outbound', src_ip: '192.0.2.2', src_port: 40000, dest_ip: '203.0.113.8', dest_port: port });
  return new SearchTime(app).apply({ raw, host: 'web1', sourcetype: 'ebpf:tcp' }).fields;
}
