/** Inputs that several views have. */
import type { Input, Search } from './definition';
import { orNoChoice } from './spl';

export const timeRange: Input = { type: 'input.timerange', title: 'Time range', token: 'global_time', value: '-24h@h,now' };

/** For views that open with all processes: a day of these is all that there is. A click from elsewhere passes its own. */
export const shortTimeRange: Input = { ...timeRange, value: '-60m@m,now' };

/** Needs the search hostsSearch, as hosts. */
export const hostChoice: Input = {
  type: 'input.dropdown', title: 'Host', token: 'host', value: '*', choices: [['All hosts', '*']], search: 'hosts', field: 'host',
};

/** From the index alone, without reading an event; a dropdown shows 1,000 choices at most. */
export const hostsSearch: Search = {
  query: `| tstats count where \`ebpf_trace_index\` sourcetype=ebpf:* by host | sort 999 host | fields host
${orNoChoice('host', 'no host has events')}`,
};

/** Any text, with * for any characters. */
export const anyText = (token: string, title: string): Input => ({ type: 'input.text', title, token, value: '*' });

export const processText = anyText('process', 'Processes (e.g. wget, python*)');
