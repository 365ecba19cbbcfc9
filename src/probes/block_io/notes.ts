/** What docs/knowledge.md says of the events of disks, as Markdown. For the build alone. */

const metrics = `## Disks as metrics

An interval of a disk is an event with numbers. For an index of metrics, which is smaller and faster to chart, run this as a scheduled search each
five minutes over \`-10m@m\` to \`-5m@m\`, with your own index in place of \`ebpf_metrics\`:

    \`ebpf_trace_index\` sourcetype=ebpf:block_io event=interval
    | rename device_time_p50 AS "disk.device_time.p50", device_time_p95 AS "disk.device_time.p95", device_time_p99 AS "disk.device_time.p99",
      queue_time_p99 AS "disk.queue_time.p99", count AS "disk.requests", bytes AS "disk.bytes", errors AS "disk.errors", in_flight AS "disk.in_flight"
    | fields _time host device operation disk.*
    | mcollect index=ebpf_metrics host device operation

A quantile of several intervals is none of their average: chart the maximum, or read the events. Not tried: mcollect needs a Splunk, and there was none.
`;

export const blockIoNotes: readonly string[] = [metrics];
