import type { ProbeArguments } from '../../settings/argument';
import { numberBetween } from '../../settings/plain';

export const blockIoArguments = {
  name: 'block_io',
  brief: 'how many requests each disk completed and how long they took, each minute, and every slow one',
  isDefault: false,
  needs: ['owners'],
  reveals: 'no content and no name of a file: sums by disk; a slow request has its process, with user and command line, and its place on the disk',
  arguments: [
    {
      name: 'block_io_interval',
      title: 'Interval of block_io',
      description: 'Seconds, 1 to 3600, after which the probe block_io reports each operation of each disk that was at work: an event for reads, one for writes, and so on.',
      type: 'number',
      default: '60',
      parse: numberBetween(1, 3600),
    },
    {
      name: 'block_io_slow_ms',
      title: 'Slow requests',
      description: 'Milliseconds, 1 to 3600000, from which on a request to a disk is also reported by itself, with the process that issued it: its time in queues and at the device together. 0: none is, and no process is looked at. The filters by process and user are for these events alone.',
      type: 'number',
      default: '1000',
      selects: true,
      parse: numberBetween(0, 3_600_000),
    },
  ],
} as const satisfies ProbeArguments;
