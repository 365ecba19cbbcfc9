/** Most samples wake nobody: that none is left behind for it, that a lone one comes at once, and that idleness is free. */
import { readFileSync } from 'node:fs';
import { Lateness } from './traffic/lateness';
import { NetworkNamespace, Peers, pause } from './traffic/traffic';
import { Traced } from './traffic/traced';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of wakeups.test.ts: ${reason}\n`);

const port = 4501;
const bursts = 50;
const lone = 31;
const manyConnections = 1_000_000;
const ticksPerSecond = 100;

(reason === undefined ? describe : describe.skip)('from the kernel to the output', () => {
  let peers: Peers;
  let namespace: NetworkNamespace;
  let tracer: Traced;

  beforeAll(async () => {
    peers = new Peers();
    namespace = await NetworkNamespace.make();
    tracer = await Traced.start(['--include-ports', `${port}`, '--existing-connections', 'false']);
    await peers.serve({ namespace, name: 'server' }, '127.0.0.1', port, manyConnections);
  }, 30_000);

  afterAll(() => {
    tracer?.kill();
    namespace?.remove();
    peers?.remove();
  });

  const flows = (event: string): Set<unknown> => new Set(tracer.events.filter((one) => one['event'] === event).map((one) => one['flow_id']));
  /** Milliseconds from the event to its line, in order of size, of what came since so many events. */
  const latencies = (since: number): number[] => tracer.told.slice(since).map(({ fields, receivedMs }) => receivedMs - Number(fields['time']) * 1000).sort((a, b) => a - b);
  const share = (sorted: readonly number[], part: number): number => sorted[Math.ceil(sorted.length * part) - 1] ?? Number.POSITIVE_INFINITY;

  test(`of ${bursts} bursts with pauses of any length no event stays behind`, async () => {
    const since = tracer.told.length;
    const lateness = new Lateness(tracer.pid);
    await peers.start({ namespace, name: 'client' }, 'bursts', '127.0.0.1', port, bursts, 7).end();
    // Nothing else is told: what is left in the ring would stay there.
    await tracer.until(() => flows('connect').size + flows('accept').size === flows('close').size && flows('connect').size === flows('accept').size);
    const sorted = latencies(since);
    expect(sorted.length).toBeGreaterThan(4 * bursts);
    // What is stranded comes with the next burst, 150 ms later, or with the timer of last resort.
    expect(share(sorted, 0.95)).toBeLessThan(100 + lateness.end(0.95));
  }, 60_000);

  test('a lone connection is told in less than 100 ms, in 95 of 100 cases', async () => {
    const since = tracer.told.length;
    const lateness = new Lateness(tracer.pid);
    for (let count = 0; count < lone; count += 1) {
      await peers.connect({ namespace, name: 'client' }, '127.0.0.1', port, 1, 1);
      await pause(60);
    }
    await tracer.until(() => tracer.told.length >= since + 4 * lone);
    const sorted = latencies(since);
    expect(sorted).toHaveLength(4 * lone);
    expect(share(sorted, 0.95)).toBeLessThan(100 + lateness.end(0.95));
    expect(sorted[0]).toBeGreaterThan(-5); // nothing is told before it happens, as far as the clocks agree
  }, 60_000);

  test('while nothing happens it costs next to nothing', async () => {
    const cpuTicks = (): number => {
      const fields = readFileSync(`/proc/${tracer.pid}/stat`, 'latin1').replace(/.*\) /s, '').split(' ');
      return Number(fields[11]) + Number(fields[12]);
    };
    await pause(500);
    const before = cpuTicks();
    await pause(4000);
    expect((cpuTicks() - before) / ticksPerSecond / 4).toBeLessThan(0.02);
  });

  test('nothing was lost on the way', async () => {
    await tracer.stop();
    expect(tracer.losses).toEqual({});
  });
});
