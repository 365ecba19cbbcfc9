/** How the disks did: times of the device and of the queue before it, errors, what hangs, and slow requests with their process. */
import { colors, medianColors } from '../../../splunk/views/colors';
import { shownAs } from '../../../splunk/views/columns';
import type { View } from '../../../splunk/views/definition';
import { anyText, hostChoice, hostsSearch, shortTimeRange } from '../../../splunk/views/inputs';
import { barsTime, columns, lines, linkTo, singleValue, table, tableHeight, trendOf } from '../../../splunk/views/panels';
import { changes, compared, events, inMicroseconds, localTime, megabyte, ofHost, oneLine, orNoRow, orSay, periodBefore } from '../../../splunk/views/spl';
import { aboutNumbers, clickHere, ifAlwaysEmpty, logarithmic, needsProbe, rowFilters } from '../../../splunk/views/texts';

const empty = `No disk activity in this time range. Set device to *, choose all operations, all hosts or a longer time range. ${ifAlwaysEmpty('block_io')}`;

const chosen = (terms: string): string => events('block_io', `${terms} ${ofHost} device=$device|s$ operation=$operation|s$`);

/** Of an interval: its requests with times, in milliseconds; averages of several are weighed by these. */
const measured = (more = ''): string => `${chosen(`event=interval ${more}`)}
| eval timed=count-coalesce(untimed, 0), device_sum=1000*device_time_avg*timed, queue_sum=1000*queue_time_avg*timed, ${['p50', 'p95', 'p99', 'max'].map((name) => `${name}=1000*device_time_${name}`).join(', ')}, queue_p99=1000*queue_time_p99, megabytes=bytes/${megabyte}, stuck=if(in_flight_oldest>=\`ebpf_trace_disk_stuck_seconds\`, in_flight, 0)`;
const sums = ['requests', 'megabytes', 'errors'] as const;
const worst = ['p99', 'stuck'] as const;
const summed = (suffix = ''): string => `sum(count) AS requests${suffix} sum(megabytes) AS megabytes${suffix} sum(errors) AS errors${suffix}`;
const average = (name: string): string => `${name}=if(timed>0, round(${name}_sum/timed, 3), null())`;

const diskColumns = {
  device: 'Device', host: 'Host', operation: 'Operation', requests: 'Requests', megabytes: 'MB', errors: 'Errors',
  device_avg: 'Device ms, average', p99: 'Device ms, p99', longest: 'Device ms, longest', queue_avg: 'Queue ms, average', queue_p99: 'Queue ms, p99', in_flight: 'In flight', oldest: 'Oldest, seconds',
} as const;
const slowColumns = {
  time: 'Time', device: 'Device', host: 'Host', operation: 'Operation', device_ms: 'Device ms', queue_ms: 'Queue ms', errno: 'Errno', process_name: 'Process', user: 'User', command: 'Command', process_id: 'PID',
} as const;

const here = { host: 'host', device: 'device', operation: 'operation' } as const;
const fromThere = linkTo('disks', { ...here, ...barsTime });

export const disksView: View = {
  id: 'disks',
  label: 'Disks',
  description: `How long requests to disks waited in queues and took at the device, what failed, what hangs, and the slow ones with their process. ${needsProbe('block_io')} Times over several intervals are those of the worst one, averages are weighted by requests. ${aboutNumbers}`,
  inputs: [
    shortTimeRange,
    hostChoice,
    anyText('device', 'Device (e.g. sda, nvme*)'),
    {
      type: 'input.dropdown', title: 'Operation', token: 'operation', value: '*',
      choices: [['All', '*'], ['Reads', 'read'], ['Writes', 'write'], ['Flushes', 'flush'], ['Discards', 'discard']],
    },
  ],
  searches: {
    hosts: hostsSearch,
    over_time: {
      query: `${measured()}
| timechart ${summed()} max(p50) AS p50 max(p95) AS p95 max(p99) AS p99 max(queue_p99) AS queue_p99 sum(device_sum) AS device_sum sum(queue_sum) AS queue_sum sum(timed) AS timed max(stuck) AS stuck max(in_flight) AS in_flight
| append maxtime=600 [search ${measured(periodBefore)} | stats ${summed('_before')} max(p99) AS p99_before max(stuck) AS stuck_before]
| table _time requests megabytes errors p50 p95 p99 queue_p99 device_sum queue_sum timed stuck in_flight ${[...sums, ...worst].map((name) => `${name}_before`).join(' ')}`,
    },
    kpis: {
      base: 'over_time',
      query: `| eventstats ${worst.map((name) => `max(${name}) AS all_${name} max(${name}_before) AS before_${name}`).join(' ')} ${compared(sums)} | eval ${changes(worst)} | where all_requests>0 OR all_stuck>0 | eval all_megabytes=round(all_megabytes, 1), all_p99=round(all_p99, 2), all_stuck=coalesce(all_stuck, 0)
| fields ${[...sums, ...worst].map((name) => `${name} all_${name} change_${name}`).join(' ')}
${orSay({ all_requests: 'none', all_megabytes: '-', all_errors: '-', all_p99: '-', all_stuck: '-' })}`,
    },
    device_over_time: { base: 'over_time', query: `| where isnotnull(_time) | eval ${inMicroseconds({ Median: 'p50', p95: 'p95', p99: 'p99' })} | table _time Median p95 p99
${orNoRow}` },
    queue_over_time: { base: 'over_time', query: `| where isnotnull(_time) | eval device=if(timed>0, device_sum/timed, null()), queue=if(timed>0, queue_sum/timed, null()) | eval ${inMicroseconds({ Device: 'device', Queue: 'queue' })} | table _time Device Queue
${orNoRow}` },
    requests_over_time: { base: 'over_time', query: `| where isnotnull(_time) | eval good=max(requests-errors, 0) | rename good AS Completed, errors AS Failed | table _time Completed Failed
${orNoRow}` },
    in_flight_over_time: { base: 'over_time', query: `| where isnotnull(_time) | eval moving=max(in_flight-stuck, 0) | rename moving AS "In flight", stuck AS Stuck | table _time "In flight" Stuck
${orNoRow}` },
    disks: {
      query: `${measured()}
| stats ${summed()} sum(device_sum) AS device_avg_sum sum(queue_sum) AS queue_avg_sum sum(timed) AS timed max(p99) AS p99 max(max) AS longest max(queue_p99) AS queue_p99 latest(in_flight) AS in_flight max(in_flight_oldest) AS oldest by host device operation
| eval ${average('device_avg')}, ${average('queue_avg')}, ${['p99', 'longest', 'queue_p99', 'oldest', 'megabytes'].map((name) => `${name}=round(${name}, 2)`).join(', ')}
| sort 200 -errors -p99 host device operation
${shownAs(diskColumns)}
${orSay({ 'Device ms, average': empty })}`,
    },
    slow: {
      query: `${chosen('event=slow')}
| sort 500 -_time | eval time=_time, ${localTime('time')}, device_ms=round(1000*device_time, 2), queue_ms=round(1000*queue_time, 2), command=coalesce(process, process_path, process_name), ${oneLine('command')}
| fillnull value="-" errno
${shownAs(slowColumns)}
${orSay({ Command: `No request took block_io_slow_ms or more in this time range. ${ifAlwaysEmpty('block_io')}` })}`,
    },
  },
  panels: {
    requests: singleValue({ title: 'Requests', search: 'kpis', field: 'all_requests', trend: trendOf('requests') }),
    megabytes: singleValue({ title: 'MB read and written', search: 'kpis', field: 'all_megabytes', precision: 1, trend: trendOf('megabytes') }),
    p99: singleValue({ title: 'Device ms, p99, worst', search: 'kpis', field: 'all_p99', precision: 2, badFrom: 200, trend: trendOf('p99', true) }),
    errors: singleValue({ title: 'Failed', search: 'kpis', field: 'all_errors', badFrom: 1, trend: trendOf('errors') }),
    stuck: singleValue({ title: 'Stuck', search: 'kpis', field: 'all_stuck', badFrom: 1, trend: trendOf('stuck') }),
    device_over_time: lines({
      title: 'Device time', search: 'device_over_time', y: 'µs', scale: 'log',
      description: `Worst disk and operation. ${logarithmic} ${clickHere('point')}`,
      seriesColors: { ...medianColors, p99: colors.bad }, drilldown: fromThere,
    }),
    queue_over_time: lines({
      title: 'Queue against device', search: 'queue_over_time', y: 'µs', scale: 'log',
      description: `Averages. Queue above device: more is asked of it than it can do. ${logarithmic}`,
      seriesColors: { Device: colors.calm, Queue: colors.warning }, drilldown: fromThere,
    }),
    requests_over_time: columns({
      title: 'Requests', search: 'requests_over_time', y: 'requests',
      description: `By the time they completed. ${clickHere('bar')}`,
      seriesColors: { Completed: colors.calm, Failed: colors.bad }, drilldown: fromThere,
    }),
    in_flight_over_time: columns({
      title: 'In flight', search: 'in_flight_over_time', y: 'requests',
      description: 'At a device at the end of an interval, the most; stuck: for ebpf_trace_disk_stuck_seconds (30) or longer.',
      seriesColors: { 'In flight': colors.calm, Stuck: colors.bad }, drilldown: fromThere,
    }),
    disks: table({
      title: 'By disk and operation', search: 'disks', columns: diskColumns, widths: { Host: 120 }, rows: 8,
      description: `The 200 worst, by errors and then by the slowest percent of requests in their worst interval. ${rowFilters}`,
      drilldown: linkTo('disks', { host: 'row.Host.value', device: 'row.Device.value', operation: 'row.Operation.value' }),
    }),
    slow: table({
      title: 'Slow requests', search: 'slow', columns: slowColumns, widths: { Host: 120, Time: 150 }, rows: 10,
      description: 'The 500 latest. Who issued it: of buffered writes a thread of the kernel. Click a row to open its process in Processes.',
      drilldown: linkTo('processes', { host: 'row.Host.value', process: 'row.Process.value' }),
    }),
  },
  rows: [
    { height: 140, panels: { requests: 240, megabytes: 240, p99: 240, errors: 240, stuck: 240 } },
    { height: 260, panels: { device_over_time: 600, queue_over_time: 600 } },
    { height: 260, panels: { requests_over_time: 600, in_flight_over_time: 600 } },
    { height: tableHeight(8, 2), panels: { disks: 1200 } },
    { height: tableHeight(10, 2), panels: { slow: 1200 } },
  ],
};
