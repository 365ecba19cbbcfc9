/** The probe block_io, over disks of the test's own, beside /proc/diskstats and fio as witnesses. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { slotEnd } from '../../src/probes/histogram';
import { type Counts, parseCounts, sumsOf } from './block_io/counts';
import { Disk, type DiskOptions } from './block_io/disk';
import { fio, whyNoFio } from './block_io/fio';
import { Throttle, whyNoThrottle } from './block_io/throttle';
import { Traced } from './traffic/traced';
import { rootReported, whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable() ?? whyNoFio();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of block_io.test.ts: ${reason}\n`);

type Fields = Readonly<Record<string, unknown>>;

const seconds = 1;
const options = ['--probe', 'block_io', '--block-io-interval', String(seconds)];
function eventsOf(tracer: Traced, disk: Disk, event: string): readonly Fields[] {
  return tracer.events.filter((one) => one['device'] === disk.name && one['event'] === event);
}

const diskstats = (): string => readFileSync('/proc/diskstats', 'utf8');

/** Slots of the histogram (src/probes/histogram.ts) from its beginning. */
function slotOf(time: number): number {
  let index = 0;
  while (slotEnd(index) <= time * 1e6) index += 1;
  return index;
}

(reason === undefined ? describe : describe.skip)('the probe block_io', () => {
  let tracer: Traced;
  let disk: Disk;

  afterEach(() => {
    tracer?.kill();
    disk?.remove();
  });

  async function start(diskOptions: DiskOptions = {}, more: readonly string[] = []): Promise<string> {
    disk = new Disk(diskOptions);
    tracer = await Traced.start([...options, ...more]);
    return diskstats();
  }

  /** Everything that the kernel counted since is reported, and after the stop still nothing else. */
  async function judge(before: string): Promise<Counts> {
    const expected = parseCounts(before, diskstats(), disk.name);
    const sums = (): Counts => sumsOf(eventsOf(tracer, disk, 'interval'));
    await tracer.until(() => JSON.stringify(sums()) === JSON.stringify(expected), 15_000).catch(() => undefined); // said better below
    await tracer.stop();
    expect(sums()).toEqual(expected);
    expect(tracer.losses).toEqual({});
    expect(eventsOf(tracer, disk, 'interval').at(-1)).toMatchObject({ in_flight: 0, errors: 0 });
    return expected;
  }

  test.each(['none', 'mq-deadline'])('sums are those of the kernel, under the scheduler %s', async (scheduler) => {
    const before = await start({ scheduler });
    const direct = await fio(disk.path, { rw: 'randrw', direct: 1, ioengine: 'libaio', iodepth: 32, number_ios: 3001, size: '48M' });
    const buffered = await fio(disk.path, { rw: 'randwrite', direct: 0, ioengine: 'psync', number_ios: 503, size: '48M', fsync: 13 });
    execFileSync('dd', ['if=/dev/zero', `of=${disk.path}`, 'bs=64k', 'count=503', 'conv=fsync', 'status=none']);
    execFileSync('blkdiscard', ['--offset', '1048576', '--length', '1048576', disk.path]);
    const expected = await judge(before);
    expect(direct.reads + direct.writes).toBe(3001);
    expect(expected.read.count).toBeGreaterThanOrEqual(direct.reads);
    expect(expected.write.count).toBeGreaterThan(direct.writes);
    expect(expected.discard).toEqual({ count: 1, bytes: 1048576 });
    expect(expected.flush.count).toBeGreaterThanOrEqual(Math.floor(buffered.writes / 13));
    // A flush without data is a write that is never issued, and so has no times.
    const untimed = eventsOf(tracer, disk, 'interval').reduce((sum, event) => sum + Number(event['untimed'] ?? 0), 0);
    expect(untimed).toBeGreaterThanOrEqual(expected.flush.count);
  }, 90_000);

  test('in a storm, too', async () => {
    const before = await start({ megabytes: 16 });
    const { reads, writes } = await fio(disk.path, { rw: 'randrw', direct: 1, ioengine: 'libaio', iodepth: 128, numjobs: 2, number_ios: 50_021, size: '16M', io_size: '1g', time_based: 0 });
    const expected = await judge(before);
    expect(reads + writes).toBe(2 * 50_021);
    expect(expected.read.count + expected.write.count).toBeGreaterThanOrEqual(reads + writes);
  }, 90_000);

  test('an error is one of its operation', async () => {
    await start({ megabytes: 8 });
    disk.cutTo(4);
    const failed = 7;
    const statuses = Array.from({ length: failed }, (_, index) => spawnSync('dd', [`if=${disk.path}`, 'of=/dev/null', 'bs=4k', 'count=1', `skip=${1500 + index}`, 'iflag=direct'], { stdio: 'ignore' }).status);
    const errors = (operation: string): number => eventsOf(tracer, disk, 'interval').filter((event) => event['operation'] === operation).reduce((sum, event) => sum + Number(event['errors']), 0);
    await tracer.until(() => errors('read') >= failed);
    await tracer.stop();
    expect(statuses.filter((status) => status === 0)).toEqual([]);
    expect([errors('read'), errors('write')]).toEqual([failed, 0]);
  }, 60_000);

  const unthrottled = whyNoThrottle();
  if (unthrottled !== undefined) process.stderr.write(`SKIPPED: tests of a throttled disk in block_io.test.ts: ${unthrottled}\n`);
  const throttled = unthrottled === undefined ? test : test.skip;

  throttled('times are those of fio on a throttled disk, within a slot, and slow requests name their process', async () => {
    await start({ megabytes: 8, isDirect: true }, ['--block-io-interval', '60', '--block-io-slow-ms', '50']);
    const throttle = new Throttle(10);
    try {
      const count = 53;
      const done = await fio(disk.path, { rw: 'randread', direct: 1, ioengine: 'psync', number_ios: count }, throttle.prefix);
      await tracer.stop();
      const [reads] = eventsOf(tracer, disk, 'interval').filter((event) => event['operation'] === 'read');
      expect(done.reads).toBe(count);
      expect(reads).toMatchObject({ count: expect.any(Number) as number, errors: 0, in_flight: 0 });
      for (const percent of [50, 95, 99]) {
        const [ours, theirs] = [Number(reads?.[`device_time_p${percent}`]), done.readQuantile(percent)];
        expect([percent, Math.abs(slotOf(ours) - slotOf(theirs)) <= 1, ours, theirs]).toEqual([percent, true, ours, theirs]);
      }
      const slow = eventsOf(tracer, disk, 'slow');
      expect(slow.length).toBeGreaterThan(count / 2);
      for (const event of slow) expect(event).toMatchObject({ operation: 'read', bytes: 4096, process_name: 'fio', ...rootReported(), process_guid: expect.any(String) as string, process: expect.stringContaining(disk.path) as string });
      const times = slow.map((event) => Number(event['device_time']) + Number(event['queue_time']));
      expect(Math.min(...times)).toBeGreaterThanOrEqual(0.05);
      expect(tracer.losses).toEqual({});
    } finally {
      throttle.remove();
    }
  }, 90_000);

  throttled('what hangs is in flight, with the time for which it has been, and is not once it completed', async () => {
    await start({ megabytes: 8, isDirect: true });
    const throttle = new Throttle(1);
    const done = fio(disk.path, { rw: 'randread', direct: 1, ioengine: 'libaio', iodepth: 5, number_ios: 11 }, throttle.prefix);
    try {
      const hanging = (): readonly Fields[] => eventsOf(tracer, disk, 'interval').filter((event) => Number(event['in_flight']) >= 3 && Number(event['in_flight_oldest']) >= 0.5);
      await tracer.until(() => hanging().length > 0, 60_000);
      await done;
      await tracer.until(() => eventsOf(tracer, disk, 'interval').at(-1)?.['in_flight'] === 0, 60_000);
      await tracer.stop();
    } finally {
      await done.finally(() => throttle.remove());
    }
  }, 150_000);

  test('with block_io_slow_ms = 0 no process is described', async () => {
    await start({}, ['--block-io-slow-ms', '0']);
    await fio(disk.path, { rw: 'randread', direct: 1, ioengine: 'psync', number_ios: 101, size: '48M' });
    await tracer.until(() => eventsOf(tracer, disk, 'interval').length > 0);
    await tracer.stop();
    expect(eventsOf(tracer, disk, 'slow')).toEqual([]);
    expect(tracer.health.map((event) => event['known_processes'] ?? 0)).toEqual(tracer.health.map(() => 0));
  }, 60_000);

  test('memory of requests is given back: nothing remains of those that are over', async () => {
    const before = await start();
    for (let round = 0; round < 3; round += 1) await fio(disk.path, { rw: 'randread', direct: 1, ioengine: 'libaio', iodepth: 16, number_ios: 1009, size: '48M' });
    await judge(before);
    expect(readFileSync(`/sys/block/${disk.name}/inflight`, 'utf8').trim().split(/\s+/)).toEqual(['0', '0']);
  }, 60_000);
});
