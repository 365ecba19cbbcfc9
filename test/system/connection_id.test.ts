/** connection_id: the same at both ends of a connection, through a router that exchanges addresses and ports of both. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { run } from '../../preview/spl/run';
import { app } from '../../steps/paths.mjs';
import { proof } from '../prove/proof';
import { countOf } from '../prove/scale';
import { Traced } from './traffic/traced';
import { asked, served, Translation, whyNotTranslatable } from './traffic/translation';
import { type NetworkNamespace, Peer } from './traffic/traffic';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable() ?? whyNotTranslatable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of connection_id.test.ts: ${reason}\n`);

const connections = countOf('connection_ids');
const [before, fastOpened, ipv6] = [connections / 10, connections / 10, connections / 4];
const ipv4 = connections - before - fastOpened - ipv6;

type Fields = Readonly<Record<string, unknown>>;
/** What an end printed: tokens by the client's port as that end has it. */
interface End {
  readonly pid: number;
  readonly tokens: ReadonlyMap<number, string>;
}

const running: Peer[] = [];

function tokens(namespace: NetworkNamespace, ...args: readonly (string | number)[]): Peer {
  const [program = '', ...rest] = [...namespace.prefix(), 'python3', join(__dirname, 'traffic/tokens.py'), ...args.map(String)];
  const peer = new Peer(spawn(program, rest));
  running.push(peer);
  return peer;
}

/** The end of so many connections, behind lines of other kinds. */
async function endOf(peer: Peer, count: number, otherLines = 0): Promise<End> {
  const lines = await Promise.all(Array.from({ length: count }, (_, index) => peer.line(index + 1 + otherLines)));
  return { pid: peer.pid, tokens: new Map(lines.map((line) => line.split(' ')).map(([token = '', port = '']) => [Number(port), token])) };
}

(reason === undefined ? describe : describe.skip)(`of ${connections} translated connections`, () => {
  let network: Translation;
  let tracer: Traced;
  let ends: readonly End[] = [];
  /** By token, the ids on all events of either end. */
  const ids = new Map<string, Set<unknown>>();

  const take = (event: Fields): void => {
    const token = ends.find(({ pid }) => pid === event['process_id'])?.tokens.get(Number(event['src_port']));
    if (token !== undefined) ids.set(token, (ids.get(token) ?? new Set()).add(event['connection_id']));
  };
  const named = (name: string): readonly Fields[] => tracer.events.filter(({ event }) => event === name);

  beforeAll(async () => {
    network = await Translation.lay();
    const servers = [tokens(network.server, 'serve', '0.0.0.0', served.port, connections - ipv6), tokens(network.server, 'serve', served.ipv6, served.port, ipv6)];
    await Promise.all(servers.map((server) => server.line(1)));
    const held = tokens(network.client, 'hold', asked.ipv4, asked.port, before);
    await held.line(before);
    tracer = await Traced.start(['--close-fields', 'connection_id, user', '--include-ports', `${asked.port}, ${served.port}`]);
    const clients = [
      tokens(network.client, 'connect', asked.ipv4, asked.port, ipv4),
      tokens(network.client, 'connect', asked.ipv6, asked.port, ipv6),
      tokens(network.client, 'fastopen', asked.ipv4, asked.port, fastOpened),
    ];
    ends = await Promise.all([endOf(held, before), endOf(clients[0]!, ipv4), endOf(clients[1]!, ipv6), endOf(clients[2]!, fastOpened),
      endOf(servers[0]!, connections - ipv6, 1), endOf(servers[1]!, ipv6, 1)]);
    await Promise.all([held, ...clients].map((client) => client.end()));
    await Promise.all(servers.map((server) => server.ended()));
    await tracer.until(() => named('close').length >= 2 * connections);
    await tracer.stop();
    tracer.events.forEach(take);
  }, 120_000 + 60 * connections);

  afterAll(() => {
    tracer?.kill();
    for (const peer of running) peer.kill();
    network?.remove();
  });

  proof('connection_ids', () => {
    expect(named('close')).toHaveLength(2 * connections);
    expect(ids.size).toBe(connections);
    expect([...ids].filter(([, of]) => of.size !== 1 || of.has(undefined))).toEqual([]);
    expect(new Set([...ids.values()].flatMap((of) => [...of])).size).toBe(connections);
    return `${before} of them open before the start, ${fastOpened} by Fast Open, ${ipv6} over IPv6`;
  });

  test('the macro that the app ships makes a row of the two ends of each', () => {
    const host = (event: Fields): string => (event['direction'] === 'outbound' ? 'web1' : 'db1');
    const indexed = tracer.events.map((event) => (
      { time: Number(event['time']), raw: JSON.stringify(event), host: host(event), source: 'ebpf_trace://main', sourcetype: 'ebpf:tcp', index: 'ebpf' }));
    const latest = Math.max(...indexed.map(({ time }) => time)) + 1;
    const search = '`ebpf_trace_index` sourcetype=ebpf:tcp connection_id=* | `ebpf_trace_both_ends` | where from_ip!=seen_ip AND asked_ip!=to_ip';
    const { rows } = run({ app, events: indexed, now: latest }, search, { earliest: 0, latest });
    expect(rows).toHaveLength(connections);
    for (const row of rows) {
      expect(row).toMatchObject({
        from_host: 'web1', from_process: 'python3', to_host: 'db1', to_process: 'python3', asked_port: String(asked.port), to_port: String(served.port),
      });
    }
  });

  test('they were what they were to be: translated, some by Fast Open, some open before the start', () => {
    const inbound = named('close').filter(({ direction }) => direction === 'inbound');
    const outbound = named('close').filter(({ direction }) => direction === 'outbound');
    expect(new Set(inbound.map(({ src_ip, dest_port }) => `${src_ip} ${dest_port}`))).toEqual(new Set([`10.81.2.1 ${served.port}`, `fd81:2::1 ${served.port}`]));
    expect(new Set(outbound.map(({ dest_ip, dest_port }) => `${dest_ip} ${dest_port}`))).toEqual(new Set([`${asked.ipv4} ${asked.port}`, `${asked.ipv6} ${asked.port}`]));
    expect(network.fastOpened).toBe(fastOpened);
    expect(named('existing').filter(({ connection_id: id }) => id !== undefined)).toHaveLength(2 * before);
    expect(new Set(named('close').map(({ flow_id: id }) => id)).size).toBe(2 * connections);
  });
});
