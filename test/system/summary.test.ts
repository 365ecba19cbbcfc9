/** Summary mode: one event a connection; one that stays open reports in deltas. */
import { NetworkNamespace, type Peer, Peers, pause } from './traffic/traffic';
import { Traced } from './traffic/traced';
import { rootReported, whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of summary.test.ts: ${reason}\n`);

const port = 4101;
const count = 17;
const bytes = 12_345;
const intervalSeconds = 1;

type Fields = Readonly<Record<string, unknown>>;

(reason === undefined ? describe : describe.skip)('in summary mode', () => {
  let peers: Peers;
  let namespace: NetworkNamespace;
  let tracer: Traced;
  const open: Peer[] = [];

  beforeAll(async () => {
    peers = new Peers();
    namespace = await NetworkNamespace.make();
    tracer = await Traced.start(['--mode', 'summary', '--summary-interval', `${intervalSeconds}`, '--include-ports', `${port}-${port + 9}`]);
  }, 30_000);

  afterAll(() => {
    tracer?.kill();
    namespace?.remove();
    peers?.remove();
  });

  const at = (destPort: number, direction: string): Fields[] =>
    tracer.events.filter((event) => event['dest_port'] === destPort && event['direction'] === direction);
  const sum = (events: readonly Fields[], key: string): number => events.reduce((total, event) => total + Number(event[key] ?? 0), 0);

  test(`${count} connections are ${count} events at each end, with everything`, async () => {
    const server = await peers.serve({ namespace, name: 'server' }, '127.0.0.1', port, count);
    const client = await peers.connect({ namespace, name: 'client' }, '127.0.0.1', port, count, bytes);
    await server.end();
    await tracer.until(() => at(port, 'outbound').length >= count && at(port, 'inbound').length >= count);
    for (const [direction, peer, name] of [['outbound', client, 'client'], ['inbound', server, 'server']] as const) {
      expect(at(port, direction)).toHaveLength(count);
      for (const event of at(port, direction)) {
        expect(event).toMatchObject({
          event: 'close', outcome: 'success', bytes_in: bytes, bytes_out: bytes, process_id: peer.pid, process_name: name, ...rootReported(),
          process_path: expect.stringMatching(/\/peer$/) as string, process: expect.stringContaining(`/${name} `) as string,
          duration: expect.any(Number) as number, response_time: expect.any(Number) as number, netns: namespace.inode,
          parent_process_id: process.pid,
        });
      }
    }
    expect(new Set([...at(port, 'outbound'), ...at(port, 'inbound')].map((event) => event['flow_id'])).size).toBe(2 * count);
  });

  describe('a connection that stays open', () => {
    const openPort = port + 1;
    const flows = (direction: string): Fields[] => at(openPort, direction).filter(({ event }) => event === 'flow');
    /** In one report, or in two where an interval has ended in the midst of it. */
    async function reported(total: number): Promise<void> {
      await tracer.until(() => ['outbound', 'inbound'].every((direction) => ['bytes_in', 'bytes_out'].every((key) => sum(flows(direction), key) >= total)));
      for (const direction of ['outbound', 'inbound']) {
        expect([sum(flows(direction), 'bytes_in'), sum(flows(direction), 'bytes_out')]).toEqual([total, total]);
      }
    }

    test('reports what was added, at both ends, and nothing where nothing was', async () => {
      const server = await peers.serve({ namespace, name: 'server' }, '127.0.0.1', openPort, 1);
      const client = peers.start({ namespace, name: 'client' }, 'talk', '127.0.0.1', openPort);
      open.push(client, server);
      await client.line(1);
      await client.talk(100_000);
      await reported(100_000);
      await client.talk(7);
      await reported(100_007);
      await pause(1.1 * intervalSeconds * 1000); // acknowledgements that came late
      const before = at(openPort, 'outbound').length;
      await pause(2.5 * intervalSeconds * 1000);
      expect(at(openPort, 'outbound').length).toBe(before);
      await client.talk(1_000_003);
      await reported(1_100_010);
    }, 30_000);

    test('reports the rest at its end: the sums are what was sent, under one flow_id', async () => {
      const [client, server] = open;
      await client?.talk(11);
      await client?.end();
      await server?.end();
      const isOver = (direction: string): boolean => at(openPort, direction).some(({ event }) => event === 'close');
      await tracer.until(() => isOver('outbound') && isOver('inbound'));
      for (const direction of ['outbound', 'inbound']) {
        const events = at(openPort, direction);
        expect([sum(events, 'bytes_in'), sum(events, 'bytes_out')]).toEqual([1_100_021, 1_100_021]);
        expect(new Set(events.map((event) => event['flow_id'])).size).toBe(1);
        expect(events.map(({ event }) => event)).toEqual([...events.slice(1).map(() => 'flow'), 'close']);
        expect(events.length).toBeGreaterThanOrEqual(4);
        const durations = events.map((event) => Number(event['duration']));
        expect([...durations].sort((a, b) => a - b)).toEqual(durations);
      }
      // What one end has sent the other has received: nothing was lost on loopback. The last segments are not counted by both.
      expect(Math.abs(sum(at(openPort, 'outbound'), 'packets_out') - sum(at(openPort, 'inbound'), 'packets_in'))).toBeLessThanOrEqual(2);
    });
  });

  test('what half of a connection has ended reports goes on, and its FIN is no byte', async () => {
    const halfPort = port + 3;
    const server = await peers.serve({ namespace, name: 'server' }, '127.0.0.1', halfPort, 1);
    const client = peers.start({ namespace, name: 'client' }, 'talk', '127.0.0.1', halfPort);
    await client.line(1);
    await client.talk(5000);
    server.signal('SIGSTOP'); // it does not see the end, and does not end
    const ended = client.end();
    await tracer.until(() => at(halfPort, 'outbound').filter(({ event }) => event === 'flow').length >= 1);
    await pause(2.2 * intervalSeconds * 1000); // with a FIN of our own that is acknowledged
    server.signal('SIGCONT');
    await ended;
    await server.end();
    const isOver = (direction: string): boolean => at(halfPort, direction).some(({ event }) => event === 'close');
    await tracer.until(() => isOver('outbound') && isOver('inbound'));
    for (const direction of ['outbound', 'inbound']) {
      const events = at(halfPort, direction);
      for (const key of ['bytes_in', 'bytes_out', 'packets_in', 'packets_out']) {
        expect([direction, key, Math.max(...events.map((event) => Number(event[key] ?? 0))) <= 5000]).toEqual([direction, key, true]);
      }
      expect([direction, sum(events, 'bytes_in'), sum(events, 'bytes_out')]).toEqual([direction, 5000, 5000]);
    }
  }, 30_000);

  test('a connection that is younger than the interval is one event, though an interval ends in its life', async () => {
    const youngPort = port + 2;
    // Four of them last longer than an interval together: at least one sees the end of one.
    const server = await peers.serve({ namespace }, '127.0.0.1', youngPort, 4);
    for (let round = 0; round < 4; round += 1) {
      const client = peers.start({ namespace }, 'talk', '127.0.0.1', youngPort);
      await client.line(1);
      await pause(0.6 * intervalSeconds * 1000);
      await client.end();
    }
    await server.end();
    const closes = (direction: string): number => at(youngPort, direction).filter(({ event }) => event === 'close').length;
    await tracer.until(() => closes('outbound') === 4 && closes('inbound') === 4);
    expect(at(youngPort, 'outbound').map(({ event }) => event)).toEqual(['close', 'close', 'close', 'close']);
    expect(at(youngPort, 'inbound').map(({ event }) => event)).toEqual(['close', 'close', 'close', 'close']);
  }, 30_000);

  test('there is no begin of anything that has an end, and nothing was lost', async () => {
    await tracer.stop();
    expect(tracer.events.filter(({ event }) => event === 'connect' || event === 'accept')).toEqual([]);
    expect(tracer.counted('lost_samples')).toBe(0);
  });
});
