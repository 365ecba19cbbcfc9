/** The probes tcp_state and retransmit, over connections whose every transition and loss is the test's doing. */
import { NetworkNamespace, Peers, pause } from './traffic/traffic';
import { Traced } from './traffic/traced';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of probes.test.ts: ${reason}\n`);

const port = 4201;
const refusingPort = 4202;
const farPort = 4203;

type Fields = Readonly<Record<string, unknown>>;

(reason === undefined ? describe : describe.skip)('beside the tcp probe', () => {
  let peers: Peers;
  let tracer: Traced;
  const namespaces: NetworkNamespace[] = [];

  beforeAll(async () => {
    peers = new Peers();
    tracer = await Traced.start(['--probe', 'tcp,tcp_state,retransmit', '--include-ports', `${port}-${farPort}`, '--existing-connections', 'false']);
  }, 30_000);

  afterAll(() => {
    tracer?.kill();
    for (const namespace of namespaces) namespace.remove();
    peers?.remove();
  });

  async function makeNamespace(): Promise<NetworkNamespace> {
    const namespace = await NetworkNamespace.make();
    namespaces.push(namespace);
    return namespace;
  }

  const at = (destPort: number): readonly Fields[] => tracer.events.filter((event) => event['dest_port'] === destPort);
  const states = (destPort: number, direction: string): readonly Fields[] =>
    at(destPort).filter((event) => 'old_state' in event && event['direction'] === direction);
  const steps = (events: readonly Fields[]): unknown[] => events.map((event) => `${event['old_state']} ${event['new_state']} ${event['process_name']}`);

  test('tcp_state reports every transition, in order, with the process that owns it then', async () => {
    const namespace = await makeNamespace();
    const server = await peers.serve({ namespace, name: 'server' }, '127.0.0.1', port, 1);
    const client = await peers.connect({ namespace, name: 'client' }, '127.0.0.1', port, 1, 5);
    await server.end();
    await tracer.until(() => at(port).some(({ event }) => event === 'listen_close') && at(port).filter(({ event }) => event === 'close').length === 2);
    expect(steps(states(port, 'outbound'))).toEqual([
      'CLOSE SYN_SENT client', 'SYN_SENT ESTABLISHED client', 'ESTABLISHED FIN_WAIT1 client', 'FIN_WAIT1 FIN_WAIT2 client', 'FIN_WAIT2 CLOSE client',
    ]);
    expect(steps(states(port, 'inbound'))).toEqual([
      'LISTEN SYN_RECV undefined', 'SYN_RECV ESTABLISHED undefined', 'ESTABLISHED CLOSE_WAIT server', 'CLOSE_WAIT LAST_ACK server', 'LAST_ACK CLOSE server',
    ]);
    expect(steps(states(port, 'listening'))).toEqual(['CLOSE LISTEN server', 'LISTEN CLOSE server']);
    const connect = at(port).find(({ event }) => event === 'connect');
    const accept = at(port).find(({ event }) => event === 'accept');
    for (const [direction, peer, reported] of [['outbound', client, connect], ['inbound', server, accept]] as const) {
      const established = states(port, direction).filter((event) => event['old_state'] !== 'CLOSE' && event['old_state'] !== 'LISTEN');
      for (const event of established.slice(1)) {
        expect(event).toMatchObject({
          src_ip: '127.0.0.1', src_port: connect?.['src_port'], dest_ip: '127.0.0.1', flow_id: reported?.['flow_id'], process_id: peer.pid,
        });
      }
    }
    expect(states(port, 'inbound').slice(0, 2).map((event) => event['attribution'])).toEqual(['none', 'none']);
  });

  test.each([
    ['--direction', 'listening', ['CLOSE LISTEN hearer', 'LISTEN CLOSE hearer']],
    ['--direction', 'inbound,outbound', []],
    ['--exclude-ports', '4209', []],
  ])('with %s %s a listener is reported %j', async (option, value, reported) => {
    const own = await Traced.start(['--probe', 'tcp_state', option, value, '--include-processes', 'hearer', '--existing-connections', 'false']);
    try {
      const server = await peers.serve({ namespace: await makeNamespace(), name: 'hearer' }, '127.0.0.1', 4209, 0);
      await server.end();
      await own.stop();
      expect(steps(own.events.filter((event) => event['process_id'] === server.pid))).toEqual(reported);
      // Only this probe is on.
      expect(own.events.filter((event) => 'event' in event)).toEqual([]);
    } finally {
      own.kill();
    }
  });

  test('a refused connect is two transitions', async () => {
    const namespace = await makeNamespace();
    await peers.connect({ namespace, name: 'client' }, '127.0.0.1', refusingPort, 3);
    await tracer.until(() => at(refusingPort).filter(({ event }) => event === 'connect_failed').length === 3);
    expect(steps(states(refusingPort, 'outbound'))).toEqual(Array.from({ length: 3 }, () => ['CLOSE SYN_SENT client', 'SYN_SENT CLOSE client']).flat());
    expect(at(refusingPort).filter((event) => 'old_state' in event && event['direction'] !== 'outbound')).toEqual([]);
  });

  describe('retransmit', () => {
    let near: NetworkNamespace;
    let far: NetworkNamespace;
    const hardware = { near: '02:42:00:00:00:01', far: '02:42:00:00:00:02', nobody: '02:42:00:00:00:99' };
    const address = { near: '10.42.0.1', far: '10.42.0.2' };

    beforeAll(async () => {
      [near, far] = [await makeNamespace(), await makeNamespace()];
      near.run('ip', 'link', 'add', 'near', 'address', hardware.near, 'type', 'veth', 'peer', 'name', 'far', 'address', hardware.far, 'netns', String(far.pid));
      for (const [namespace, end] of [[near, 'near'], [far, 'far']] as const) {
        namespace.run('ip', 'address', 'add', `${address[end]}/24`, 'dev', end);
        namespace.run('ip', 'link', 'set', end, 'up');
      }
      for (const end of ['near', 'far'] as const) mend(end);
    });

    /** What is sent from this end is lost: it goes to a hardware address that nobody has. */
    function cut(from: 'near' | 'far', hardwareAddress = hardware.nobody): void {
      const to = from === 'near' ? 'far' : 'near';
      (from === 'near' ? near : far).run('ip', 'neigh', 'replace', address[to], 'lladdr', hardwareAddress, 'dev', from, 'nud', 'permanent');
    }

    function mend(from: 'near' | 'far'): void {
      cut(from, hardware[from === 'near' ? 'far' : 'near']);
    }

    const retransmits = (direction: string, state?: string): readonly Fields[] =>
      at(farPort).filter((event) => 'tcp_state' in event && event['direction'] === direction && (state === undefined || event['tcp_state'] === state));

    // A hardened kernel may show one to no program (see truth/witness.ts): then the next event counts it too.
    const segmentsOf = (events: readonly Fields[]): number => events.reduce((sum, event) => sum + Number(event['segments'] ?? 1), 0);

    test('reports each segment that is sent again, with the state and the owner', async () => {
      const server = await peers.serve({ namespace: far, name: 'server' }, address.far, farPort, 1);
      cut('near');
      const client = peers.start({ namespace: near, name: 'client' }, 'talk', address.far, farPort);
      await tracer.until(() => retransmits('outbound', 'SYN_SENT').length >= 2);
      mend('near');
      await client.line(1);

      cut('near');
      const lost = client.talk(100);
      await tracer.until(() => retransmits('outbound', 'ESTABLISHED').length >= 2);
      mend('near');
      await lost;

      cut('far');
      const unanswered = client.talk(50);
      await tracer.until(() => retransmits('inbound', 'ESTABLISHED').length >= 2);
      mend('far');
      await unanswered;
      await client.end();
      await server.end();

      await tracer.until(() => at(farPort).filter(({ event }) => event === 'close').length === 2);
      for (const [direction, peer, name] of [['outbound', client, 'client'], ['inbound', server, 'server']] as const) {
        const close = at(farPort).find((event) => event['event'] === 'close' && event['direction'] === direction);
        // As many as the kernel has counted: none is missing, none is reported twice.
        expect(segmentsOf(retransmits(direction))).toBe(Number(close?.['retransmits']));
        expect(close).toMatchObject({ bytes_in: 150, bytes_out: 150 });
        for (const event of retransmits(direction)) {
          expect(event).toMatchObject({ src_ip: address.near, dest_ip: address.far, dest_port: farPort, process_id: peer.pid, process_name: name });
          if (event['tcp_state'] !== 'SYN_SENT') expect(event).toMatchObject({ src_port: close?.['src_port'], flow_id: close?.['flow_id'] });
        }
      }
    }, 40_000);

    test('reports the SYN-ACK that is sent again', async () => {
      const before = segmentsOf(retransmits('inbound'));
      const server = await peers.serve({ namespace: far, name: 'server' }, address.far, farPort, 1);
      cut('far');
      const client = peers.start({ namespace: near, name: 'client' }, 'talk', address.far, farPort);
      const closes = (direction: string) => at(farPort).filter((event) => event['event'] === 'close' && event['direction'] === direction);
      await pause(1500);
      mend('far');
      await client.line(1);
      await client.end();
      await server.end();
      await tracer.until(() => closes('inbound').length === 2);
      expect(Number(closes('inbound')[1]?.['retransmits'])).toBeGreaterThan(0);
      expect(segmentsOf(retransmits('inbound')) - before).toBe(Number(closes('inbound')[1]?.['retransmits']));
    }, 30_000);
  });

  test('nothing was lost on the way', async () => {
    await tracer.stop();
    expect(tracer.losses).toEqual({});
  });
});
