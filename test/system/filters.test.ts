/**
 * The filters, in the kernel: many programs, each with other settings, watch the same traffic in a network namespace of
 * the test's own. What each must tell, and how many connections it must say that it has hidden, is known beforehand.
 */
import { addressBytes } from '../../src/settings/networks';
import { parseSettings, type Settings } from '../../src/settings';
import { type Exchange, RewritingGroup } from './traffic/rewriting';
import { NetworkNamespace, type Peer, Peers } from './traffic/traffic';
import { Traced } from './traffic/traced';
import { namesUsers, whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of filters.test.ts: ${reason}\n`);

interface Traffic {
  readonly name: string;
  readonly uid: number;
  /** Of the peer that the socket has, which is what the filters judge. */
  readonly address: string;
  readonly port: number;
  /** Where the program asks for something else. */
  readonly asks?: { readonly address: string; readonly port: number };
  /** A prime number of connections, another one for each. */
  readonly count: number;
  /** Default: it is established. */
  readonly fails?: true;
}

const servers = [{ name: 'srv-one', uid: 0, port: 4001 }, { name: 'srv-two', uid: 1234, port: 4002 }] as const;
const traffic: readonly Traffic[] = [
  { name: 'alpha', uid: 0, address: '127.0.0.1', port: 4001, count: 3 },
  { name: 'alphabet', uid: 0, address: '10.0.0.1', port: 4001, count: 5 },
  { name: 'beta', uid: 1234, address: '10.1.0.1', port: 4002, count: 7 },
  { name: 'beta', uid: 2000, address: '2001:db8::1', port: 4001, count: 11 },
  { name: 'alpha', uid: 1234, address: '2001:db8:1::1', port: 4002, count: 13 },
  { name: 'alphabet', uid: 2000, address: '::1', port: 4002, count: 2 },
  { name: 'beta', uid: 0, address: '::ffff:10.0.0.1', port: 4001, count: 17 },
  { name: 'alpha', uid: 0, address: '127.0.0.1', port: 4009, count: 19, fails: true },
  // No route: no packet leaves, and no socket changes its state.
  { name: 'beta', uid: 1234, address: '192.0.2.1', port: 4001, count: 23, fails: true },
  // 0.0.0.0 and :: are this host.
  { name: 'alpha', uid: 1234, address: '127.0.0.1', port: 4002, count: 29, asks: { address: '0.0.0.0', port: 4002 } },
  { name: 'beta', uid: 0, address: '::1', port: 4001, count: 31, asks: { address: '::', port: 4001 } },
  { name: 'alphabet', uid: 0, address: '127.0.0.1', port: 4009, count: 37, fails: true, asks: { address: '::ffff:0.0.0.0', port: 4009 } },
  // A cgroup's program exchanges address and port: the one would be hidden where the other is not, and the reverse.
  { name: 'beta', uid: 2000, address: '127.0.0.1', port: 4001, count: 41, asks: { address: '10.0.0.1', port: 4011 } },
  { name: 'alpha', uid: 0, address: '10.1.0.1', port: 4002, count: 43, asks: { address: '127.0.0.1', port: 4012 } },
  { name: 'alphabet', uid: 1234, address: '2001:db8:1::1', port: 4001, count: 47, asks: { address: '::1', port: 4013 } },
  { name: 'beta', uid: 1234, address: '::1', port: 4002, count: 53, asks: { address: '2001:db8:1::1', port: 4014 } },
  { name: 'alpha', uid: 2000, address: '10.1.0.1', port: 5009, count: 59, fails: true, asks: { address: '10.0.0.1', port: 4003 } },
  // What fails before the socket has a peer is judged, and told, by what was asked for: no route to 192.0.2.2.
  { name: 'alphabet', uid: 0, address: '10.0.0.1', port: 4004, count: 61, fails: true, asks: { address: '10.0.0.1', port: 4004 } },
];
const exchanges: readonly Exchange[] = [
  [4011, '127.0.0.1', 4001], [4012, '10.1.0.1', 4002], [4013, '2001:db8:1::1', 4001], [4014, '::1', 4002], [4003, '10.1.0.1', 5009], [4004, '192.0.2.2', 4004],
];
const addresses = ['10.0.0.1/32', '10.1.0.1/32', '2001:db8::1/128', '2001:db8:1::1/128'];

/** One end of a connection, or a listener: what a filter decides on. */
interface Unit {
  readonly direction: 'outbound' | 'inbound' | 'listening';
  readonly name: string;
  readonly uid: number;
  readonly port: number;
  readonly remote: string;
  readonly count: number;
  readonly events: readonly string[];
}

const units: readonly Unit[] = [
  ...servers.map((server): Unit => ({ ...server, direction: 'listening', remote: '', count: 1, events: ['listen', 'listen_close'] })),
  ...traffic.flatMap(({ address, fails, ...rest }): Unit[] => {
    const remote = address.replace('::ffff:', '');
    const outbound: Unit = { ...rest, direction: 'outbound', remote, events: fails ? ['connect_failed'] : ['connect', 'close'] };
    const server = servers.find(({ port }) => port === rest.port);
    // A local address is connected to from itself.
    return fails || server === undefined ? [outbound] : [outbound, { ...server, direction: 'inbound', remote, count: rest.count, events: ['accept', 'close'] }];
  }),
];

/** What the descriptions of the settings promise, without any map or prefix. */
function passes({ direction, name, uid, port, remote }: Unit, settings: Settings): boolean {
  const decide = <T>(include: readonly T[], exclude: readonly T[], matches: (one: T) => boolean): boolean =>
    !exclude.some(matches) && (include.length === 0 || include.some(matches));
  const isInRange = ([from, to]: readonly [number, number], value: number): boolean => value >= from && value <= to;
  return settings.direction.includes(direction) &&
    decide(settings.includeProcesses, settings.excludeProcesses, (one) => (one.prefix ? name.startsWith(one.name) : name === one.name)) &&
    decide(settings.includeUsers, settings.excludeUsers, (range) => isInRange(range, uid)) &&
    decide(settings.includePorts, settings.excludePorts, (range) => isInRange(range, port)) &&
    (direction === 'listening' || networkPasses(remote, settings));
}

function networkPasses(remote: string, { includeNetworks, excludeNetworks }: Settings): boolean {
  const bits = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const wanted = bits(addressBytes(remote) ?? new Uint8Array(16));
  const longest = (networks: Settings['includeNetworks']): number => Math.max(-1, ...networks
    .filter(({ address, prefixLength }) => bits(address).slice(0, prefixLength) === wanted.slice(0, prefixLength))
    .map(({ prefixLength }) => prefixLength));
  const [included, excluded] = [longest(includeNetworks), longest(excludeNetworks)];
  return excluded >= 0 || included >= 0 ? included > excluded : includeNetworks.length === 0;
}

/** Where ports are not what is tried: what the rest of the host does is not told. */
const ourPorts = ['--include-ports', '4001-4009'];
const cases: readonly (readonly string[])[] = [
  [],
  ['--include-processes', 'alpha', ...ourPorts],
  ['--include-processes', 'alpha*', ...ourPorts],
  ['--exclude-processes', 'alpha*', ...ourPorts],
  ['--exclude-processes', 'alpha', ...ourPorts],
  ['--include-processes', 'alpha*,srv*', '--exclude-processes', 'alphabet', ...ourPorts],
  ['--include-processes', 'alphabet', '--exclude-processes', 'alpha*', ...ourPorts],
  ['--include-processes', 'srv-one', ...ourPorts],
  ['--exclude-processes', 'srv-two,beta', ...ourPorts],
  ['--include-users', '1234', ...ourPorts],
  ['--exclude-users', '1000-1999', ...ourPorts],
  ['--include-users', '1000-2000', '--exclude-users', '1234-1300', ...ourPorts],
  ['--exclude-users', reason === undefined && namesUsers() ? 'root' : '0', ...ourPorts], // a name is refused where /etc/passwd is not the host's
  ['--include-ports', '4001'],
  ['--exclude-ports', '4002'],
  ['--include-ports', '4000-4008', '--exclude-ports', '4001'],
  ['--include-networks', '10.0.0.0/8', ...ourPorts],
  ['--exclude-networks', '10.0.0.0/8,::1', ...ourPorts],
  ['--include-networks', '2001:db8::/32', '--exclude-networks', '2001:db8:1::/48', ...ourPorts],
  ['--include-networks', '0.0.0.0/0', ...ourPorts],
  ['--include-networks', '10.0.0.1', '--exclude-networks', '10.0.0.0/15', ...ourPorts],
  ['--direction', 'outbound', ...ourPorts],
  ['--direction', 'inbound', ...ourPorts],
  ['--direction', 'listening', ...ourPorts],
  ['--direction', 'outbound,inbound', '--include-processes', 'alpha*', '--include-ports', '4001,4009', '--exclude-networks', '::/0', '--include-networks', '127.0.0.0/8'],
];
const stateCase = ['--probe', 'tcp,tcp_state,retransmit', '--include-processes', 'alpha', ...ourPorts];
const summaryCase = ['--mode', 'summary', '--include-processes', 'srv-one', ...ourPorts];

const settingsOf = (options: readonly string[]): Settings => {
  const params = Object.fromEntries(options.flatMap((option, index) => (index % 2 === 0 ? [[option.slice(2).replaceAll('-', '_'), options[index + 1] ?? '']] : [])));
  return parseSettings(params).settings;
};

(reason === undefined ? describe : describe.skip)('in the kernel', () => {
  const tracers = new Map<readonly string[], Traced>();
  let peers: Peers;
  let namespace: NetworkNamespace;
  let group: RewritingGroup;
  let reference: Traced;
  const running: Peer[] = [];

  beforeAll(async () => {
    peers = new Peers();
    namespace = await NetworkNamespace.make(...addresses);
    group = await RewritingGroup.make(exchanges);
    const fromNowOn = ['--existing-connections', 'false', '--ring-mb', '4']; // they are many
    reference = await Traced.start(fromNowOn);
    await Promise.all([...cases, stateCase, summaryCase].map(async (options) => tracers.set(options, await Traced.start([...fromNowOn, ...options]))));
    await makeTraffic();
    for (const tracer of tracers.values()) await tracer.stop();
    await reference.stop();
  }, 240_000);

  afterAll(() => {
    for (const tracer of tracers.values()) tracer.kill();
    reference?.kill();
    namespace?.remove();
    peers?.remove();
    group?.remove();
  });

  async function makeTraffic(): Promise<void> {
    for (const { name, uid, port } of servers) {
      const count = traffic.filter((one) => one.port === port && !one.fails).reduce((sum, one) => sum + one.count, 0);
      running.push(await peers.serve({ name, uid, namespace }, '::', port, count));
    }
    for (const { name, uid, address, port, count, asks = { address, port } } of traffic) {
      const isExchanged = exchanges.some(([from]) => from === asks.port);
      await peers.connect({ name, uid, namespace, ...(isExchanged ? { prefix: group.prefix } : {}) }, asks.address, asks.port, count);
    }
    for (const server of running) await server.end();
  }

  const remoteOf = (event: Readonly<Record<string, unknown>>): string =>
    String((event['direction'] === 'outbound' ? event['dest_ip'] : event['direction'] === 'inbound' ? event['src_ip'] : undefined) ?? '');

  /** Nobody else on this host uses these ports; a close does not repeat its network namespace. */
  const ours = (tracer: Traced | undefined) => (tracer?.events ?? []).filter((event) => [4001, 4002, 4003, 4004, 4009, 5009].includes(Number(event['dest_port'])));

  /** How often what was told, by all that a filter may look at but the user. */
  function told(options: readonly string[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const event of ours(tracers.get(options)).filter((one) => 'event' in one)) {
      const text = `${event['event']} ${event['direction']} ${event['process_name']} ${event['dest_port']} ${remoteOf(event)}`;
      counts[text] = (counts[text] ?? 0) + 1;
    }
    return counts;
  }

  function expected(options: readonly string[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const unit of units.filter((one) => passes(one, settingsOf(options)))) {
      for (const name of unit.events) {
        const text = `${name} ${unit.direction} ${unit.name} ${unit.port} ${unit.remote}`;
        counts[text] = (counts[text] ?? 0) + unit.count;
      }
    }
    return counts;
  }

  test.each(cases.map((options) => [options.join(' ') || 'no filter', options] as const))('%s', (_, options) => {
    expect(told(options)).toEqual(expected(options));
  });

  test.each(cases.map((options) => [options.join(' ') || 'no filter', options] as const))('%s: what is hidden is counted, in connections', (_, options) => {
    const hidden = units.filter((unit) => !passes(unit, settingsOf(options))).reduce((sum, { count }) => sum + count, 0);
    const filtered = tracers.get(options)?.counted('filtered') ?? -1;
    // Of other processes of this host at most so many; on a quiet one, none.
    const others = options.length === 0 ? 0 : reference.events.length - ours(reference).length;
    expect(filtered).toBeGreaterThanOrEqual(hidden);
    expect(filtered).toBeLessThanOrEqual(hidden + others);
  });

  test('the test has traffic enough to tell each filter from another', () => {
    const byTold = new Map<string, string[]>();
    for (const options of cases) byTold.set(JSON.stringify(expected(options)), [...(byTold.get(JSON.stringify(expected(options))) ?? []), options.join(' ')]);
    expect([...byTold.values()].filter((alike) => alike.length > 1)).toEqual([]);
  });

  test('other probes tell nothing of what a filter hides', () => {
    const states = ours(tracers.get(stateCase)).filter((event) => 'old_state' in event);
    const to = (state: string): number => states.filter((event) => event['new_state'] === state && event['process_name'] === 'alpha').length;
    expect([to('SYN_SENT'), to('ESTABLISHED'), to('CLOSE')]).toEqual([3 + 13 + 19 + 29 + 43, 3 + 13 + 29 + 43, 3 + 13 + 19 + 29 + 43]);
    expect(states.filter((event) => event['process_name'] !== 'alpha').slice(0, 3)).toEqual([]);
  });

  test('in summary mode too', () => {
    const events = ours(tracers.get(summaryCase)).filter(({ event }) => event === 'close');
    expect(events).toHaveLength(3 + 5 + 11 + 17 + 31 + 41 + 47);
    expect(events.every((event) => event['process_name'] === 'srv-one' && event['direction'] === 'inbound')).toBe(true);
  });

  test('nothing was lost on the way', () => {
    for (const [options, tracer] of tracers) {
      expect([options, tracer.losses]).toEqual([options, {}]);
    }
  });
});
