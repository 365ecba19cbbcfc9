/** The probe block_io inside a guest, over disks of known speed (null_blk) and with flushes (loop). */
import { parseCounts, parseReadMs, readMsOf, sumsOf } from '../block_io/counts';
import type { Fields } from '../processes/truth';

/** What null_blk takes for each request, by its timer. */
const delayUs = 3000;
const [reads, writes, synced] = [211, 53, 101];
const disks = ['nullb0', 'nullb1', 'loop0'] as const;

/** nullb0 without a scheduler, nullb1 with one, where the kernel has it. */
export function diskCommands(tracer: string): string {
  return `
touch disks_before disks_after disk_events disk_errors
modprobe null_blk nr_devices=2 queue_mode=2 irqmode=2 completion_nsec=${delayUs * 1000} submit_queues=1 && modprobe loop max_loop=1
echo none > /sys/block/nullb0/queue/scheduler
echo mq-deadline > /sys/block/nullb1/queue/scheduler
dd if=/dev/zero of=image bs=1M count=8 status=none && losetup /dev/loop0 image
grep -E ' (${disks.join('|')}) ' /proc/diskstats > disks_before
${tracer} run --format json --probe block_io --block-io-interval 1 --block-io-slow-ms 1 > disk_events 2> disk_errors & pid=$!
waitfor '"event":"start"' disk_events
for disk in nullb0 nullb1; do
  dd if=/dev/$disk of=/dev/null bs=4k count=${reads} iflag=direct status=none
  dd if=/dev/zero of=/dev/$disk bs=16k count=${writes} oflag=direct status=none
done
dd if=/dev/zero of=/dev/loop0 bs=4k count=${synced} conv=fsync status=none
waitfor '"device":"loop0".*"operation":"flush"' disk_events
await_silence disk_events
grep -E ' (${disks.join('|')}) ' /proc/diskstats > disks_after
end_tracer
`;
}

export interface DiskTrace {
  readonly before: string;
  readonly after: string;
  readonly events: readonly Fields[];
  readonly errors: string;
}

export function parseDisks(section: (name: string) => string): DiskTrace {
  const lines = section('disk_events').split('\n').filter((line) => line.startsWith('{'));
  return { before: section('disks_before'), after: section('disks_after'), events: lines.map((line) => JSON.parse(line) as Fields), errors: section('disk_errors') };
}

/**
 * Expects. How late an emulated processor is with a timer nobody knows: medians are at least the delay, and all times together are
 * those that the kernel has counted. A kernel without these disks is skipped by name.
 */
export function judgeDisks({ before, after, events, errors }: DiskTrace, release: string): void {
  const there = disks.filter((name) => before.includes(` ${name} `));
  for (const name of disks) if (!there.includes(name)) process.stderr.write(`SKIPPED: block_io of ${name} on ${release}: this kernel has no such disk\n`);
  expect([errors.includes('ERROR'), events.length > 0]).toEqual([false, true]);
  for (const name of there) {
    const own = events.filter(({ device }) => device === name);
    expect([release, name, sumsOf(own)]).toEqual([release, name, parseCounts(before, after, name)]);
    if (name === 'loop0') continue;
    judgeTimes(own, [release, name]);
    const [ours, theirs] = [readMsOf(own), parseReadMs(before, after, name)];
    expect([release, name, ours, theirs, Math.abs(ours - theirs) <= 2 + theirs / 10]).toEqual([release, name, ours, theirs, true]);
  }
}

function judgeTimes(own: readonly Fields[], where: readonly string[]): void {
  const slow = own.filter(({ event }) => event === 'slow');
  expect([...where, slow.length, [...new Set(slow.map(({ process_name: name }) => name))]]).toEqual([...where, reads + writes, ['dd']]);
  for (const one of own.filter(({ event, operation }) => event === 'interval' && operation === 'read')) {
    const median = Number(one['device_time_p50']) * 1e6;
    expect([...where, median, median >= delayUs]).toEqual([...where, median, true]);
  }
}
