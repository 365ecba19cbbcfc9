/** What was there before the start: reported once, with its direction and its process, under the same flow_id in every run. */
import { readFileSync } from 'node:fs';
import { NetworkNamespace, type Peer, Peers } from './traffic/traffic';
import { Traced } from './traffic/traced';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of existing.test.ts: ${reason}\n`);

const elsewherePort = 4301;
const crossingPort = 4302;
const descriptors = 1_200_000;

type Fields = Readonly<Record<string, unknown>>;

/** Whether a connection to this port of this host is established: proc_net_tcp(5). */
function establishedTo(port: number): boolean {
  const remote = `:${port.toString(16).toUpperCase().padStart(4, '0')} 01`;
  return readFileSync('/proc/net/tcp', 'utf8').includes(remote);
}

(reason === undefined ? describe : describe.skip)('what existed before the start', () => {
  let peers: Peers;
  let elsewhere: NetworkNamespace;
  let here: { server: Peer & { port: number }; client: Peer };
  let there: { server: Peer; client: Peer };
  const tracers: Traced[] = [];

  async function trace(...options: readonly string[]): Promise<Traced> {
    const tracer = await Traced.start(options);
    tracers.push(tracer);
    return tracer;
  }

  const ports = (): string => `${here.server.port},${elsewherePort}`;
  const existing = (tracer: Traced, port: number, direction?: string): readonly Fields[] => tracer.events
    .filter((event) => event['event'] === 'existing' && event['dest_port'] === port && (direction === undefined || event['direction'] === direction));
  const flowIds = (tracer: Traced): unknown[] => tracer.events.filter((event) => event['event'] === 'existing' && 'flow_id' in event)
    .map((event) => `${event['direction']} ${event['dest_port']} ${event['flow_id']}`).sort();

  beforeAll(async () => {
    peers = new Peers();
    elsewhere = await NetworkNamespace.make();
    const server = await peers.serve({ name: 'server' }, '127.0.0.1', 0, 2);
    here = { server, client: peers.start({ name: 'client', uid: 1234 }, 'talk', '127.0.0.1', server.port) };
    there = {
      server: await peers.serve({ name: 'server', namespace: elsewhere }, '::', elsewherePort, 1),
      client: peers.start({ name: 'client', namespace: elsewhere }, 'talk', '::1', elsewherePort),
    };
    for (const client of [here.client, there.client]) {
      await client.line(1);
      await client.talk(1000);
    }
  }, 30_000);

  afterAll(() => {
    for (const tracer of tracers) tracer.kill();
    elsewhere?.remove();
    peers?.remove();
  });

  test('is reported once each, with direction and process, in any network namespace', async () => {
    const tracer = await trace('--include-ports', ports());
    await tracer.until(() => existing(tracer, here.server.port).length >= 3 && existing(tracer, elsewherePort).length >= 3);
    await tracer.stop();
    for (const [{ server, client }, port, more] of [
      [here, here.server.port, { src_ip: '127.0.0.1', dest_ip: '127.0.0.1' }],
      [there, elsewherePort, { src_ip: '::1', dest_ip: '::1', netns: elsewhere.inode }],
    ] as const) {
      expect(existing(tracer, port)).toHaveLength(3);
      const owner = (peer: Peer, name: string): object => ({
        attribution: 'existing', process_id: peer.pid, process_name: name, process_path: expect.stringMatching(/\/peer$/) as string,
        process: expect.stringMatching(new RegExp(`/${name} `)) as string, parent_process_id: process.pid,
      });
      expect(existing(tracer, port, 'outbound')).toEqual([expect.objectContaining({ ...more, ...owner(client, 'client') })]);
      expect(existing(tracer, port, 'inbound')).toEqual([expect.objectContaining({ ...more, ...owner(server, 'server') })]);
      expect(existing(tracer, port, 'listening')).toEqual([expect.objectContaining(owner(server, 'server'))]);
    }
    expect(existing(tracer, here.server.port, 'outbound')[0]).toMatchObject({ user_id: 1234 });
    expect(existing(tracer, here.server.port, 'outbound')[0]).not.toHaveProperty('netns');
  });

  test('is not reported where nobody asks for it', async () => {
    const tracer = await trace('--include-ports', ports(), '--existing-connections', 'false');
    await peers.connect({}, '127.0.0.1', here.server.port, 0); // nothing at all
    await tracer.stop();
    expect(tracer.events).toEqual([]);
  });

  test('passes the filters by name, user and direction, and is counted where it does not', async () => {
    const own = ['--include-ports', ports()];
    const [named, user, listening] = await Promise.all([
      trace(...own, '--include-processes', 'cli*'), trace(...own, '--exclude-users', '1234'), trace(...own, '--direction', 'listening'),
    ]);
    for (const tracer of [named, user, listening]) await tracer.stop();
    expect([existing(named, here.server.port), existing(named, elsewherePort)].map((events) => events.map(({ direction }) => direction)))
      .toEqual([['outbound'], ['outbound']]);
    expect(existing(user, here.server.port).map(({ direction }) => String(direction)).sort()).toEqual(['inbound', 'listening']);
    expect(existing(user, elsewherePort)).toHaveLength(3);
    expect(listening.events.map(({ direction }) => direction)).toEqual(['listening', 'listening']);
    // Other sockets of this host may be hidden too.
    expect(named.counted('filtered')).toBeGreaterThanOrEqual(4);
    expect(user.counted('filtered')).toBeGreaterThanOrEqual(1);
    expect(listening.counted('filtered')).toBeGreaterThanOrEqual(4);
  });

  test('a million descriptors of others do not hide it', async () => {
    const many = peers.start({ name: 'many' }, 'descriptors', descriptors);
    await many.line(1);
    const tracer = await trace('--include-ports', ports());
    await tracer.until(() => existing(tracer, here.server.port).length >= 3 && existing(tracer, elsewherePort).length >= 3);
    await tracer.stop();
    await many.end();
    expect([existing(tracer, here.server.port), existing(tracer, elsewherePort)].map(({ length }) => length)).toEqual([3, 3]);
  }, 40_000);

  test('has the same flow_id in the next run, and at its end, which reports all of its bytes', async () => {
    const first = await trace('--include-ports', ports());
    await first.until(() => flowIds(first).length >= 4);
    await first.stop();
    await here.client.talk(234); // while nobody looks
    const second = await trace('--include-ports', ports());
    await second.until(() => flowIds(second).length >= 4);
    expect(flowIds(second)).toEqual(flowIds(first));
    await there.client.talk(5);
    for (const one of [here.client, there.client, there.server]) await one.end();
    const closes = (): readonly Fields[] => second.events.filter(({ event }) => event === 'close');
    await second.until(() => closes().length >= 4);
    await second.stop();
    expect(closes().map((event) => `${event['direction']} ${event['dest_port']} ${event['flow_id']}`).sort()).toEqual(flowIds(first));
    for (const close of closes()) {
      const bytes = close['dest_port'] === elsewherePort ? 1005 : 1234;
      expect(close).toMatchObject({ bytes_in: bytes, bytes_out: bytes, process_name: close['direction'] === 'outbound' ? 'client' : 'server' });
      expect(close).not.toHaveProperty('duration'); // its beginning was not seen
    }
  });

  test.each([[[]], [['--direction', 'inbound']], [['--direction', 'inbound', '--include-processes', 'deaf']]])(
    'with %j a connection that a listener of before never accepts is reported, as its own',
    async (options) => {
      const server = await peers.serve({ name: 'deaf' }, '127.0.0.1', 0, 1);
      server.signal('SIGSTOP');
      const tracer = await trace('--include-ports', `${server.port}`, ...options);
      const client = peers.start({ name: 'client' }, 'connect', '127.0.0.1', server.port, 1, 0);
      await tracer.until(() => establishedTo(server.port));
      client.kill();
      await client.ended();
      server.kill(); // with it goes the connection that waited for it
      await server.ended();
      const closes = (): readonly Fields[] => tracer.events.filter((event) => event['event'] === 'close' && event['direction'] === 'inbound');
      await tracer.until(() => closes().length === 1);
      await tracer.stop();
      expect(closes()).toEqual([expect.objectContaining({ attribution: 'listener', process_id: server.pid, process_name: 'deaf', dest_port: server.port })]);
    },
  );

  test('what begins while the program starts has one beginning, and one end', async () => {
    const namespace = await NetworkNamespace.make();
    const server = await peers.serve({ namespace, name: 'server' }, '127.0.0.1', crossingPort, 1_000_000);
    let isGoing = true;
    const connectOn = async (): Promise<void> => {
      while (isGoing) await peers.connect({ namespace, name: 'client' }, '127.0.0.1', crossingPort, 300, 1);
    };
    const running = Promise.all([connectOn(), connectOn(), connectOn()]);
    try {
      const tracer = await trace('--include-ports', `${crossingPort}`);
      await tracer.until(() => tracer.events.length > 3000);
      isGoing = false;
      await running;
      server.kill();
      await server.ended();
      await tracer.stop();
      const named = (...names: readonly string[]) => tracer.events.filter((event) => 'flow_id' in event && names.includes(String(event['event'])));
      const begins = named('connect', 'accept', 'existing').map((event) => event['flow_id']);
      const ends = named('close').map((event) => event['flow_id']);
      const [begun, ended] = [new Set(begins), new Set(ends)];
      expect([begins.length, ends.length]).toEqual([begun.size, ended.size]);
      expect(begins.filter((flow) => !ended.has(flow))).toEqual([]);
      expect(begun.size).toBeGreaterThan(1000);
      // Those that end without a beginning were there before, and had ended when the walk came by.
      const walked = Math.max(...tracer.events.filter(({ event }) => event === 'existing').map(({ time }) => Number(time)));
      const late = named('close').filter((event) => !begun.has(event['flow_id']) && Number(event['time']) > walked + 0.1);
      expect(late).toEqual([]);
      expect(tracer.counted('missed') + tracer.counted('lost_samples')).toBe(0);
    } finally {
      isGoing = false;
      await running.catch(() => undefined);
      namespace.remove();
    }
  }, 60_000);
});
