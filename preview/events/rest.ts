/** What a single instance of Splunk would answer to the searches' `| rest`, to a user who is an administrator. */
import { readConf } from '../../src/splunk/conf';
import type { World } from '../spl/world';

export function restOf(app: string): NonNullable<World['rest']> {
  const definition = readConf(app, 'macros').get('ebpf_trace_index')?.get('definition') ?? '';
  return {
    '/services/authentication/current-context': [{ title: 'context', username: 'admin', roles: 'admin' }],
    '/services/authorization/roles': [
      { title: 'admin', srchIndexesAllowed: ['*', '_*'], imported_srchIndexesAllowed: '*' },
      { title: 'user', srchIndexesAllowed: '*' },
    ],
    '/servicesNS/nobody/ebpf_trace/admin/macros/ebpf_trace_index': [{ title: 'ebpf_trace_index', definition }],
  };
}
