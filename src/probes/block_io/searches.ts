/** The saved searches over disks, and what decides them. For the build alone. */
import { type Macro, threshold } from '../../splunk/macro';
import { hour, index, type SavedSearch } from '../../splunk/search';

const disks = `${index} sourcetype=ebpf:block_io`;

export const blockIoThresholds: readonly Macro[] = [
  threshold('disk_slow_ms', 200, 'Milliseconds of device time that one percent of the requests of an interval exceed on a disk that is reported as slow.'),
  threshold('disk_slow_requests', 100, 'How many requests of that operation an interval must have, so that a single one does not make a disk slow.'),
  threshold('disk_stuck_seconds', 30, 'Seconds that a request has to be at a device before it is reported as stuck.'),
];

export const blockIoSearches: readonly SavedSearch[] = [
  {
    title: 'Slow disk',
    hit: 'One percent of the requests of an operation took a disk longer than a disk should take, in at least one interval.',
    advice: 'Compare queue_time with device_time in the view Disks: where the queue is long and the device is not, somebody asks too much of it; where the device itself takes long, look at it, or at the storage behind it. What was slow beyond block_io_slow_ms has an event of its own, with its process.',
    search: [
      `${disks} event=interval count>=\`ebpf_trace_disk_slow_requests\``,
      'where 1000*device_time_p99>=`ebpf_trace_disk_slow_ms`',
      'stats min(_time) AS _time count AS intervals sum(count) AS requests max(device_time_p99) AS device_time_p99 max(device_time_max) AS device_time_max max(queue_time_p99) AS queue_time_p99 BY host device operation',
      'table _time host device operation intervals requests device_time_p99 device_time_max queue_time_p99',
      'sort 0 -device_time_p99 host device',
    ],
    ...hour,
    alert: { cron: '19 * * * *', severity: 'warning', suppress: { fields: ['host', 'device', 'operation'], forTime: '4h' } },
  },
  {
    title: 'Disk with errors',
    hit: 'Requests to a disk failed.',
    advice: 'Look at the kernel log of the host and at the health of the disk (smartctl). A file system may be read-only by now. Of a discard that a disk does not know, of a device that was taken out, and of a loop device whose file is too short an error is no fault of a disk.',
    search: [
      `${disks} event=interval errors>0`,
      'stats min(_time) AS _time sum(errors) AS errors sum(count) AS requests BY host device operation',
      'table _time host device operation errors requests',
      'sort 0 -errors host device',
    ],
    ...hour,
    alert: { cron: '39 * * * *', severity: 'error', suppress: { fields: ['host', 'device', 'operation'], forTime: '4h' } },
  },
  {
    title: 'Request stuck at a disk',
    hit: 'A request has been at a device for long and was not completed when the interval ended.',
    advice: 'Processes that wait for it cannot be ended (state D in ps). Look at the kernel log for timeouts and resets, at the path to the storage, and at a disk of a network, whose other end may be gone.',
    search: [
      `${disks} event=interval in_flight>0`,
      'where in_flight_oldest>=`ebpf_trace_disk_stuck_seconds`',
      'stats min(_time) AS _time count AS intervals max(in_flight) AS in_flight max(in_flight_oldest) AS in_flight_oldest BY host device operation',
      'table _time host device operation intervals in_flight in_flight_oldest',
      'sort 0 -in_flight_oldest host device',
    ],
    ...hour,
    alert: { cron: '49 * * * *', severity: 'error', suppress: { fields: ['host', 'device', 'operation'], forTime: '4h' } },
  },
];
